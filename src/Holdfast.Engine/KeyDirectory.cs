using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Engine;

/// <summary>SHA-256 of a secret.</summary>
public readonly record struct SecretHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Hashes a secret. Characters outside ASCII make one that no key has.</summary>
    public static SecretHash Of(ReadOnlySpan<char> secret)
    {
        if (secret.Length > SecretMax) return default;
        Span<byte> bytes = stackalloc byte[SecretMax * 3];
        var length = Encoding.UTF8.GetBytes(secret, bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], hash);
        return new(
            BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(hash[16..]), BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));
    }

    public byte[] ToArray()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), B);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), C);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), D);
        return bytes;
    }

    // The hash is uniform already.
    public override int GetHashCode() => unchecked((int)A);

    private const int SecretMax = 200;
}

/// <summary>Finds the account of a secret. A row never changes, so what was found once is kept.</summary>
internal sealed class KeyDirectory(IJournal journal)
{
    private readonly ConcurrentDictionary<SecretHash, KeyRow> found = new();

    internal KeyRow? Find(SecretHash secret) => found.GetValueOrDefault(secret);

    internal async ValueTask<KeyRow?> FindAsync(SecretHash secret, CancellationToken cancel)
    {
        if (found.TryGetValue(secret, out var row)) return row;
        row = await journal.FindKeyAsync(secret.ToArray(), cancel).ConfigureAwait(false);
        if (row is not null) found[secret] = row;
        return row;
    }
}
