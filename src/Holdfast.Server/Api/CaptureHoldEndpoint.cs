using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts/{account}/holds/{hold}/capture: makes part of a hold, or all of it, a charge.</summary>
internal static class CaptureHoldEndpoint
{
    /// <param name="Quantity">For an operation that is priced by its quantity. With neither this nor <c>amount</c>: all that is left.</param>
    /// <param name="Amount">For an operation whose amount the caller names, in the hold's asset.</param>
    /// <param name="Final">False to keep the rest set aside.</param>
    /// <param name="Over">What to do with a capture of more than is held: refuse it (<c>reject</c>), take what every limit allows and say what is left
    /// <c>uncovered</c> (<c>cap</c>), or let debt stand in for funds, up to the asset's <c>debt_max</c> (<c>overflow</c>).</param>
    public sealed record Body(Amount? Quantity = null, AssetAmount? Amount = null, bool Final = true, OverCapture Over = OverCapture.Reject);

    internal static void Map(NativeRoutes api) => api.Post("/accounts/{account}/holds/{hold}/capture", "Makes part of a hold, or all of it, a charge", HandleAsync)
        .Takes<Body>().Gives<HoldShape>(200, "The hold right after the capture; its `seq` is the entry's that charged.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.CaptureHold);
        var hold = http.Name("hold");
        var answer = await http.ExecuteAsync(engine, account, CommandOf(body, hold, http.IdempotencyId()));
        await (await HoldAnswer.OfAsync(engine, account, hold, answer, http.RequestAborted)).WriteAsync(http);
    }

    internal static CaptureHold CommandOf(Body body, string hold, string? id) => new()
    {
        CallerId = id,
        Hold = hold,
        Quantity = body.Quantity,
        Amount = body.Amount,
        Final = body.Final,
        Over = body.Over,
    };
}
