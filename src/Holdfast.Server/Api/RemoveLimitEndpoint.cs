using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>DELETE /ledger/v1/accounts/{account}/limits/{limit}.</summary>
internal static class RemoveLimitEndpoint
{
    internal static void Map(NativeRoutes api) => api.Delete("/accounts/{account}/limits/{limit}", "Takes a limit away", HandleAsync).Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var answer = await http.ExecuteAsync(engine, account, new RemoveLimit { CallerId = http.IdempotencyId(), Name = http.Name("limit") });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
