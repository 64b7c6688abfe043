using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>DELETE /ledger/v1/accounts/{account}. Nothing is deleted: the account is closed for ever, and its books stay.</summary>
internal static class CloseAccountEndpoint
{
    internal static void Map(NativeRoutes api) => api.Delete("/accounts/{account}", "Closes an account for ever; work in flight may end, its books stay", HandleAsync)
        .Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var answer = await http.ExecuteAsync(engine, account, new CloseAccount { CallerId = http.IdempotencyId() });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
