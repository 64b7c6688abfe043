using Microsoft.Extensions.Primitives;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>What stands around every body of this vendor: the page's headers, and the slash at the end of every path.</summary>
internal static class GenerectHeaders
{
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues Varying = "Accept, Origin";
    private static readonly StringValues NoSniffing = "nosniff";
    private static readonly StringValues NoFraming = "DENY";
    private static readonly StringValues Json = "application/json";

    /// <summary>Everything but <c>Allow</c>, which belongs to a path.</summary>
    internal static void Secure(HttpResponse response)
    {
        var headers = response.Headers;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        headers["Referrer-Policy"] = SameOrigin;
        headers.Vary = Varying;
        headers.XContentTypeOptions = NoSniffing;
        headers.XFrameOptions = NoFraming;
    }

    /// <summary>301 to the path with a slash at its end. Routing takes both for the same, so the path is looked at as it came.</summary>
    internal static bool Redirects(HttpContext http)
    {
        var request = http.Request;
        if (request.Path.Value is not { } path || path.EndsWith('/')) return false;
        http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        http.Response.Headers.Location = request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + "/" + request.QueryString.ToUriComponent();
        http.Response.ContentLength = 0;
        return true;
    }

    internal static void MarkJson(HttpResponse response) => response.Headers.ContentType = Json;

    /// <summary>Sends a JSON body.</summary>
    internal static Task SendAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        MarkJson(http.Response);
        return Answers.SendAsync(http, body).AsTask();
    }
}
