using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PUT /ledger/v1/accounts/{account}/extension/{meter}.</summary>
internal static class SetExtensionEndpoint
{
    /// <param name="Limit">"0" for none, null for unlimited.</param>
    public sealed record Body(Amount? Limit);

    internal static void Map(NativeRoutes api) => api.Put("/accounts/{account}/extension/{meter}", "Sets how far a meter may go beyond the plan's limit", HandleAsync)
        .Takes<Body>().Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.SetExtension);
        var answer = await http.ExecuteAsync(engine, account, new SetExtension { CallerId = http.IdempotencyId(), Meter = http.Name("meter"), Limit = body.Limit });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
