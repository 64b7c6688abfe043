using System.Security.Cryptography;
using System.Text;
using Holdfast.Engine;

namespace Holdfast.Server.Identity;

/// <summary>The operator's key, of which only the SHA-256 is kept.</summary>
internal sealed class OperatorKey
{
    private const string Setting = "operator_key_sha256";
    private readonly byte[] hash;

    private OperatorKey(byte[] hash) => this.hash = hash;

    /// <summary>Takes the configured key, else the one that the store knows, else makes one.</summary>
    /// <returns>The key, and its text when it was made just now.</returns>
    internal static async Task<(OperatorKey Key, string? Made)> OpenAsync(IJournal journal, string? configured, CancellationToken cancel)
    {
        if (!string.IsNullOrEmpty(configured)) return (new(Hash(configured)), null);
        if (await journal.SettingAsync(Setting, cancel) is { } known) return (new(Convert.FromHexString(known)), null);
        var made = "hfop_" + Secret.New().Text["hf_".Length..];
        if (await journal.AddSettingAsync(Setting, Convert.ToHexStringLower(Hash(made)), cancel)) return (new(Hash(made)), made);

        // Another node that starts now was faster, and has told its key.
        return (new(Convert.FromHexString((await journal.SettingAsync(Setting, cancel))!)), null);
    }

    /// <summary>Whether an Authorization header carries the key. Takes as long for a wrong key as for the right one.</summary>
    internal bool Opens(string? authorization) =>
        authorization is not null && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(authorization["Bearer ".Length..].Trim()), hash);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
