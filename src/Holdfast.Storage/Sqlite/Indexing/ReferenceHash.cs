using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// A 64-bit hash of an account and one of its references: SipHash-1-3 under the store's own secret, so that no caller
/// can choose ids that collide. It is on disk, so it may never change.
/// </summary>
internal sealed class ReferenceHash(ReadOnlySpan<byte> secret)
{
    // Kept for the next use, since clearing a buffer on the stack costs as much as the hash.
    [ThreadStatic]
    private static byte[]? _buffer;

    /// <summary>What stands before a hold's id to make it a reference.</summary>
    public const string HoldPrefix = "hold/";

    private readonly ulong _key0 = BinaryPrimitives.ReadUInt64LittleEndian(secret);
    private readonly ulong _key1 = BinaryPrimitives.ReadUInt64LittleEndian(secret[8..]);

    /// <returns>Never 0, which marks an empty place in the table.</returns>
    public ulong Of(AccountId account, string reference) => Of(account, [], reference);

    /// <summary>The hash of the reference to a hold, without putting that reference together.</summary>
    public ulong OfHold(AccountId account, string hold) => Of(account, "hold/"u8, hold);

    /// <param name="utf8">The caller's id as it is stored.</param>
    public ulong Of(AccountId account, ReadOnlySpan<byte> utf8) => Of(account, [], utf8);

    /// <param name="utf8">The hold's id as it is stored.</param>
    public ulong OfHold(AccountId account, ReadOnlySpan<byte> utf8) => Of(account, "hold/"u8, utf8);

    private ulong Of(AccountId account, ReadOnlySpan<byte> prefix, string text)
    {
        var bytes = Begin(account, prefix, Encoding.UTF8.GetMaxByteCount(text.Length));
        var start = Ids.AccountBytes + prefix.Length;
        return End(bytes, start + Encoding.UTF8.GetBytes(text, bytes.AsSpan(start)));
    }

    private ulong Of(AccountId account, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> utf8)
    {
        var bytes = Begin(account, prefix, utf8.Length);
        var start = Ids.AccountBytes + prefix.Length;
        utf8.CopyTo(bytes.AsSpan(start));
        return End(bytes, start + utf8.Length);
    }

    private static byte[] Begin(AccountId account, ReadOnlySpan<byte> prefix, int textBytesMax)
    {
        var bytesMax = Ids.AccountBytes + prefix.Length + textBytesMax;
        var bytes = _buffer;
        if (bytes is null || bytes.Length < bytesMax) _buffer = bytes = new byte[Math.Max(512, bytesMax)];
        Ids.Write(account, bytes);
        prefix.CopyTo(bytes.AsSpan(Ids.AccountBytes));
        return bytes;
    }

    private ulong End(byte[] bytes, int length) => Sip(bytes.AsSpan(0, length)) is var hash and not 0 ? hash : 1;

    internal ulong Sip(ReadOnlySpan<byte> bytes)
    {
        var v0 = _key0 ^ 0x736f6d6570736575;
        var v1 = _key1 ^ 0x646f72616e646f6d;
        var v2 = _key0 ^ 0x6c7967656e657261;
        var v3 = _key1 ^ 0x7465646279746573;
        var last = (ulong)bytes.Length << 56;
        while (bytes.Length >= 8)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
            bytes = bytes[8..];
        }

        for (var i = 0; i < bytes.Length; i++) last |= (ulong)bytes[i] << (8 * i);
        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xff;
        for (var i = 0; i < 3; i++) Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        unchecked
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
