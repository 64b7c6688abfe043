using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PUT /ledger/v1/accounts/{account}/cap.</summary>
internal static class SetCapEndpoint
{
    /// <param name="Amount">Null for no cap.</param>
    public sealed record Body(string Asset, Amount? Amount);

    internal static void Map(NativeRoutes api) => api.Put("/accounts/{account}/cap", "Sets the highest postpaid spend in a period, or none", HandleAsync)
        .Takes<Body>().Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.SetCap);
        var answer = await http.ExecuteAsync(engine, account, new SetCap { CallerId = http.IdempotencyId(), Asset = body.Asset, Amount = body.Amount });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
