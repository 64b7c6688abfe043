using System.Text;
using Holdfast.Engine;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Api;

/// <summary>GET /ledger/v1/catalogue: the document in force, as its author wrote it. Its ETag is the version.</summary>
internal static class ReadCatalogueEndpoint
{
    internal static void Map(NativeRoutes api) => api.Get("/catalogue", "Reads the catalogue in force, as it was written", HandleAsync)
        .GivesDocument("application/yaml").GivesNothing(304, "The client's copy, by its ETag, is still true.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        await engine.FreshCatalogueAsync(http.RequestAborted);
        var (catalogue, document) = engine.Catalogues.InForce;
        var etag = $"\"{catalogue.Version}\"";
        http.Response.Headers.ETag = etag;
        if (Answers.Matches(http.Request.Headers.IfNoneMatch, etag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            http.Response.Headers["X-Request-Id"] = RequestId.Of(http);
            return;
        }

        await Reply.BytesAsync(http, StatusCodes.Status200OK, "application/yaml", Encoding.UTF8.GetBytes(document));
    }
}
