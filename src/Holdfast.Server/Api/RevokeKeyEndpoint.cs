using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>DELETE /ledger/v1/accounts/{account}/keys/{key}: the key is dead at once. Doing it again changes nothing.</summary>
internal static class RevokeKeyEndpoint
{
    internal static void Map(NativeRoutes api) => api.Delete("/accounts/{account}/keys/{key}", "Revokes a key at once", HandleAsync).Gives<KeyShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var id = http.Name("key");
        var answer = await http.ExecuteAsync(engine, account, new RevokeKey { Key = id, CallerId = http.IdempotencyId() });
        if (!answer.IsDone)
        {
            await Reply.RefuseAsync(http, answer);
            return;
        }

        var view = await Reply.ViewAsync(http, engine, account, answer);
        if (view.State.Key(id) is { } key) await Reply.JsonAsync(http, StatusCodes.Status200OK, json => KeyJson.Write(json, key, view));
        else await Problems.WriteAsync(http, Failure.Of(Status.KeyUnknown));
    }
}
