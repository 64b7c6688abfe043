using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>GET /ledger/v1/accounts/{account}/keys: all there are, dead ones for 30 days.</summary>
internal static class ListKeysEndpoint
{
    internal static void Map(NativeRoutes api) => api.Get("/accounts/{account}/keys", "Lists an account's keys", HandleAsync).Gives<KeysShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        if (await engine.ReadAsync(http.Account(), http.RequestAborted) is not { } view)
        {
            await Problems.WriteAsync(http, Failure.Of(Status.AccountUnknown));
            return;
        }

        await Reply.JsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in view.State.Keys) KeyJson.Write(json, key, view);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
