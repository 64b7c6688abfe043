using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PUT /ledger/v1/accounts/{account}/auto_reload: the settings only; paying is the payment provider's.</summary>
internal static class SetAutoReloadEndpoint
{
    public sealed record Body(bool Enabled, string Asset, Amount Threshold, Amount Amount);

    internal static void Map(NativeRoutes api) => api.Put("/accounts/{account}/auto_reload", "Sets whether and how the balance is topped up by itself", HandleAsync)
        .Takes<Body>().Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.SetAutoReload);
        var answer = await http.ExecuteAsync(engine, account, new SetAutoReload
        {
            CallerId = http.IdempotencyId(),
            Enabled = body.Enabled,
            Asset = body.Asset,
            Threshold = body.Threshold,
            Amount = body.Amount,
        });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
