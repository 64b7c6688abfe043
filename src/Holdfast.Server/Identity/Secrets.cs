using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Server.Identity;

/// <summary>
/// A customer's secret: <c>hf_</c>, 32 random bytes in base62, and a checksum of six characters, so that a typo and a leak
/// scanner can tell it at sight. It is shown once and kept only as its SHA-256.
/// </summary>
internal readonly record struct Secret(string Text)
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Prefix = "hf_";
    private const int RandomLength = 43;
    private const int ChecksumLength = 6;

    /// <summary>The first six and the last four characters.</summary>
    public string Preview => Text[..6] + "..." + Text[^4..];

    /// <summary>SHA-256 in lower-case hex.</summary>
    public string HashHex => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>The secret's text where a key was made with it; null for a key that has another: a repeated request makes one that is thrown away.</summary>
    public string? TextFor(Key key) => key.SecretHash == HashHex ? Text : null;

    public static Secret New()
    {
        var random = Base62(new BigInteger(RandomNumberGenerator.GetBytes(32), isUnsigned: true), RandomLength);
        return new(Prefix + random + Checksum(random));
    }

    /// <summary>Whether a text is meant to be a secret: its prefix and its length are right. Tells keys from tokens at no cost.</summary>
    public static bool HasForm(ReadOnlySpan<char> text) =>
        text.Length == Prefix.Length + RandomLength + ChecksumLength && text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether a text can be a secret: its form and its checksum are right.</summary>
    public static bool IsWellFormed(string text) =>
        HasForm(text) && text.AsSpan(^ChecksumLength..).SequenceEqual(Checksum(text[Prefix.Length..^ChecksumLength]));

    private static string Checksum(string random) =>
        Base62(new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(random)).AsSpan(0, 4), isUnsigned: true), ChecksumLength);

    private static string Base62(BigInteger number, int length)
    {
        var text = new char[length];
        for (var at = length - 1; at >= 0; at--)
        {
            number = BigInteger.DivRem(number, 62, out var digit);
            text[at] = Alphabet[(int)digit];
        }

        return new(text);
    }
}
