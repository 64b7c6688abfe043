using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// PUT /ledger/v1/accounts/{account}/slots/{slot}/{item}. Taking a place again with a lease is its heartbeat; where it says
/// nothing new it changes nothing.
/// </summary>
internal static class TakeSlotEndpoint
{
    /// <param name="TtlSeconds">Seconds from now after which the place is free by itself, 1 to 2678400 (31 days). When it is absent: the slot's own lease, or none, and the place stays until it is freed.</param>
    public sealed record Body(int? TtlSeconds = null);

    internal static void Map(NativeRoutes api) => api.Put("/accounts/{account}/slots/{slot}/{item}", "Occupies one place of a slot with a named thing", HandleAsync)
        .Takes<Body>().Gives<AccountShape>(201, "The account; the place was taken.")
        .Gives<AccountShape>(200, "The account; the thing was there before, and keeps its place for as long as was said now.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.TakeSlot);
        var answer = await http.ExecuteAsync(engine, account, new TakeSlot
        {
            CallerId = http.IdempotencyId(),
            Slot = http.Name("slot"),
            Item = http.Name("item"),
            Lease = body.TtlSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        });
        var status = answer.Entry?.Body is SlotTaken ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await Reply.AccountAsync(http, engine, account, answer, status);
    }
}
