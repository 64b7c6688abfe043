using System.Buffers.Binary;
using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>Numbers and ids as bytes that sort like what they stand for.</summary>
internal static class Ids
{
    public const int AccountBytes = 16;

    /// <summary>Writes the 16 bytes of the id in the order of its text.</summary>
    public static void Write(AccountId account, Span<byte> destination) => account.Value.TryWriteBytes(destination, bigEndian: true, out _);

    public static byte[] Bytes(AccountId account) => account.Value.ToByteArray(bigEndian: true);

    public static AccountId Account(ReadOnlySpan<byte> bytes) => new(new Guid(bytes, bigEndian: true));

    /// <summary>Writes a number that is never negative.</summary>
    public static void Write(long number, Span<byte> destination) => BinaryPrimitives.WriteInt64BigEndian(destination, number);

    public static long Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes);
}
