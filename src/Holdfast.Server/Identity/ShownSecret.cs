using Holdfast.Engine;
using Microsoft.AspNetCore.Connections.Features;

namespace Holdfast.Server.Identity;

/// <summary>
/// The secret that a connection showed last, and its hash, so that a client which sends it with every request does not pay
/// for the hash every time. It lives as long as the connection, whose buffers hold the secret anyway.
/// </summary>
internal sealed class ShownSecret
{
    private static readonly object Key = new();
    private string secret = "";
    private SecretHash hash;

    internal static SecretHash HashOf(HttpContext http, ReadOnlySpan<char> secret)
    {
        // Over HTTP/2 requests of one connection run side by side, and share nothing here.
        if (!HttpProtocol.IsHttp11(http.Request.Protocol) || http.Features.Get<IConnectionItemsFeature>()?.Items is not { } items) return SecretHash.Of(secret);
        if (!items.TryGetValue(Key, out var kept)) items[Key] = kept = new ShownSecret();
        var shown = (ShownSecret)kept!;
        if (secret.SequenceEqual(shown.secret)) return shown.hash;
        shown.hash = SecretHash.Of(secret);
        shown.secret = secret.ToString();
        return shown.hash;
    }
}
