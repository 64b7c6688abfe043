using System.Text;
using System.Text.Unicode;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PUT /ledger/v1/catalogue: a new version, in force from now on. The same document again changes nothing.</summary>
internal static class ChangeCatalogueEndpoint
{
    internal static void Map(NativeRoutes api) => api.Put("/catalogue", "Puts a new version of the catalogue in force", HandleAsync)
        .TakesDocument().Gives<VersionShape>();

    /// <summary>JSON is YAML, too.</summary>
    private static readonly string[] MediaTypes = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/json"];

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var bytes = await Api.Body.BytesAsync(http);
        if (!MediaTypes.Contains(Api.Body.MediaTypeOf(http.Request))) throw new FailureException(Failure.Of(Fault.MediaTypeUnsupported, "Send application/yaml."));
        if (!Utf8.IsValid(bytes.Span)) throw new FailureException(Failure.Of(Fault.BodyMalformed, "The body is not UTF-8."));
        try
        {
            var document = Encoding.UTF8.GetString(bytes.Span);
            var changed = http.IsDryRun() ? await engine.Catalogues.ForeseeAsync(document, http.IdempotencyId(), engine.Now, http.RequestAborted)
                : http.IdempotencyId() is { } id ? await engine.Catalogues.ChangeAsync(document, id, engine.Now, http.RequestAborted)
                : await engine.Catalogues.ChangeAsync(document, engine.Now, http.RequestAborted);
            if (changed is null) await Problems.WriteAsync(http, Failure.Of(Status.ExistsWithDifferentRequest));
            else await WriteAsync(http, changed);
        }
        catch (CatalogueException invalid)
        {
            await Problems.WriteAsync(http, Problems.CatalogueInvalid, json =>
            {
                json.WriteStartArray("findings");
                foreach (var finding in invalid.Findings)
                {
                    json.WriteStartObject();
                    json.WriteNumber("line", finding.Line);
                    json.WriteNumber("column", finding.Column);
                    json.WriteString("text", finding.Text);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        }
    }

    private static Task WriteAsync(HttpContext http, Catalogue catalogue)
    {
        http.Response.Headers.ETag = $"\"{catalogue.Version}\"";
        return Reply.JsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", catalogue.Version);
            json.Moment("since", catalogue.Since);
            json.WriteEndObject();
        });
    }
}

/// <summary>A version of the catalogue, for the API's description.</summary>
/// <param name="Since">In force from here on.</param>
internal sealed record VersionShape(int Version, Instant Since);
