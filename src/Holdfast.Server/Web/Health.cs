using Holdfast.Engine;
using Holdfast.Server.Api;

namespace Holdfast.Server;

/// <summary><c>/healthz</c>: the process runs. <c>/readyz</c>: the store answers, too.</summary>
internal static class Health
{
    internal static void Map(IEndpointRouteBuilder routes, AccountEngine engine)
    {
        routes.MapGet("/healthz", http => Reply.JsonAsync(http, StatusCodes.Status200OK, json => json.WriteOk("alive")));
        routes.MapGet("/readyz", async http =>
        {
            await engine.PingAsync(http.RequestAborted);
            await Reply.JsonAsync(http, StatusCodes.Status200OK, json => json.WriteOk("ready"));
        });
    }

    private static void WriteOk(this System.Text.Json.Utf8JsonWriter json, string status)
    {
        json.WriteStartObject();
        json.WriteString("status", status);
        json.WriteEndObject();
    }
}
