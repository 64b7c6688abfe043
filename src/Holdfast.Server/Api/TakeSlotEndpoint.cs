using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PUT /ledger/v1/accounts/{account}/slots/{slot}/{item}. Taking a place again changes nothing.</summary>
internal static class TakeSlotEndpoint
{
    internal static void Map(NativeRoutes api) => api.Put("/accounts/{account}/slots/{slot}/{item}", "Occupies one place of a slot with a named thing", HandleAsync)
        .Takes<Nothing>().Gives<AccountShape>(201, "The account; the place was taken.").Gives<AccountShape>(200, "The account; the thing was there before.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        await Api.Body.ReadAsync(http, ApiJson.Default.Nothing);
        var answer = await engine.ExecuteAsync(account, new TakeSlot
        {
            CallerId = http.IdempotencyId(),
            Slot = http.Name("slot"),
            Item = http.Name("item"),
        }, http.RequestAborted);
        await Reply.AccountAsync(http, engine, account, answer, StatusCodes.Status201Created);
    }
}
