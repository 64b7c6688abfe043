using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts/{account}/holds/{hold}/release. Releasing what gave everything back before changes nothing.</summary>
internal static class ReleaseHoldEndpoint
{
    internal static void Map(NativeRoutes api) => api.Post("/accounts/{account}/holds/{hold}/release", "Gives back all that a hold still sets aside", HandleAsync)
        .Takes<Nothing>().Gives<HoldShape>(200, "The hold after its end.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        await Api.Body.ReadAsync(http, ApiJson.Default.Nothing);
        var hold = http.Name("hold");
        var answer = await http.ExecuteAsync(engine, account, new ReleaseHold { CallerId = http.IdempotencyId(), Hold = hold });
        await (await ResultAsync(engine, account, hold, answer, http.RequestAborted)).WriteAsync(http);
    }

    internal static ValueTask<Result> ResultAsync(AccountEngine engine, AccountId account, string hold, Answer answer, CancellationToken cancel) =>
        HoldAnswer.OfAsync(engine, account, hold, answer, cancel, HoldStatus.Released, HoldStatus.Lapsed);
}
