using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts/{account}/notices/dismiss. Dismissing what nobody has to see changes nothing.</summary>
internal static class DismissNoticesEndpoint
{
    public sealed record Body(string Asset);

    internal static void Map(NativeRoutes api) =>
        api.Post("/accounts/{account}/notices/dismiss", "Notes that the customer has seen the grants of an asset", HandleAsync)
            .Takes<Body>().Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.DismissNotices);
        var answer = await http.ExecuteAsync(engine, account, new DismissNotices { CallerId = http.IdempotencyId(), Asset = body.Asset });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
