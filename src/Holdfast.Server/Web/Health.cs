using Holdfast.Engine;
using Holdfast.Server.Api;

namespace Holdfast.Server;

/// <summary><c>/healthz</c>: the process runs. <c>/readyz</c>: the store answers, too.</summary>
internal static class Health
{
    internal static void Map(IEndpointRouteBuilder routes, AccountEngine engine)
    {
        Map(routes, "/healthz", "healthz", "Says whether the process runs", http => Reply.JsonAsync(http, StatusCodes.Status200OK, json => json.WriteOk("alive")));
        Map(routes, "/readyz", "readyz", "Says whether the store answers, too", async http =>
        {
            await engine.PingAsync(http.RequestAborted);
            await Reply.JsonAsync(http, StatusCodes.Status200OK, json => json.WriteOk("ready"));
        });
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string operation, string summary, RequestDelegate handle) =>
        routes.MapGet(path, handle).WithMetadata(new EndpointNotes(operation, summary, changes: false).ForAnybody().Gives<HealthShape>(), handle.Method);

    private static void WriteOk(this System.Text.Json.Utf8JsonWriter json, string status)
    {
        json.WriteStartObject();
        json.WriteString("status", status);
        json.WriteEndObject();
    }
}

/// <summary>How the process is, for the API's description.</summary>
internal sealed record HealthShape(string Status);
