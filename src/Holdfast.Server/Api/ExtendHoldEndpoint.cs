using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts/{account}/holds/{hold}/extend: the hold lapses so many seconds from now instead.</summary>
internal static class ExtendHoldEndpoint
{
    /// <param name="TtlSeconds">Seconds that the hold lives from now on, 1 to 2678400 (31 days).</param>
    public sealed record Body(int TtlSeconds);

    internal static void Map(NativeRoutes api) => api.Post("/accounts/{account}/holds/{hold}/extend", "Prolongs a hold", HandleAsync)
        .Takes<Body>().Gives<HoldShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.ExtendHold);
        var hold = http.Name("hold");
        var answer = await http.ExecuteAsync(engine, account, new ExtendHold
        {
            CallerId = http.IdempotencyId(),
            Hold = hold,
            Lifetime = TimeSpan.FromSeconds(body.TtlSeconds),
        });
        await (await HoldAnswer.OfAsync(engine, account, hold, answer, http.RequestAborted)).WriteAsync(http);
    }
}
