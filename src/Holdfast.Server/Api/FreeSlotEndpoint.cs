using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>DELETE /ledger/v1/accounts/{account}/slots/{slot}/{item}. Freeing what is free changes nothing.</summary>
internal static class FreeSlotEndpoint
{
    internal static void Map(NativeRoutes api) => api.Delete("/accounts/{account}/slots/{slot}/{item}", "Frees the place of a named thing", HandleAsync)
        .Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var answer = await http.ExecuteAsync(engine, account, new FreeSlot
        {
            CallerId = http.IdempotencyId(),
            Slot = http.Name("slot"),
            Item = http.Name("item"),
        });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
