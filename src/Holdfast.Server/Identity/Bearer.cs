using Microsoft.Extensions.Primitives;

namespace Holdfast.Server.Identity;

/// <summary>The credential of <c>Authorization: Bearer</c>.</summary>
internal static class Bearer
{
    private const string Scheme = "Bearer ";

    /// <summary>What the header carries; nothing when it is missing, empty, repeated, or of another scheme.</summary>
    internal static ReadOnlySpan<char> Of(StringValues authorization) =>
        authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header.AsSpan(Scheme.Length).Trim() : [];
}
