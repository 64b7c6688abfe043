using Microsoft.Extensions.Primitives;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>The credential: <c>Authorization: Token &lt;key&gt;</c>, the scheme in any case.</summary>
internal static class TokenHeader
{
    private const string Scheme = "Token";

    /// <summary>Reads the key; null when there is one, else why there is none.</summary>
    internal static Failure? Read(StringValues header, out ReadOnlySpan<char> key)
    {
        var text = (header.Count == 1 ? header[0] : header.ToString()).AsSpan().Trim();
        var end = text.IndexOfAny(' ', '\t');
        var scheme = end < 0 ? text : text[..end];
        key = end < 0 ? [] : text[end..].Trim();
        if (!scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase)) return Failure.Of(Fault.CredentialMissing);
        if (key.IsEmpty) return NoKey;
        return key.ContainsAny(' ', '\t') ? Spaces : null;
    }

    private static readonly Failure NoKey = Failure.Of(Fault.CredentialMalformed, "Invalid token header. No credentials provided.");

    private static readonly Failure Spaces = Failure.Of(Fault.CredentialMalformed, "Invalid token header. Token string should not contain spaces.");
}
