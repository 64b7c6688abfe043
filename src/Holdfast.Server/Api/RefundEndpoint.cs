using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts/{account}/refunds: gives back what a charge or a capture took, to the grants it came from.</summary>
internal static class RefundEndpoint
{
    /// <param name="Entry">The number of the entry that charged.</param>
    /// <param name="Amount">In the charge's asset, which may be named; null for all that was not refunded yet.</param>
    public sealed record Body(long Entry, AmountMaybeOf? Amount = null);

    internal static void Map(NativeRoutes api) => api.Post("/accounts/{account}/refunds", "Gives back a charge, in part or whole", HandleAsync)
        .Takes<Body>().Gives<EntryShape>(201, "The entry that refunded.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.Refund);
        var command = await CommandAsync(engine, account, body, http.IdempotencyId(), http.RequestAborted);
        await Reply.Entry(await http.ExecuteAsync(engine, account, command)).WriteAsync(http);
    }

    /// <exception cref="FailureException">The asset is not the charge's.</exception>
    internal static async ValueTask<Refund> CommandAsync(AccountEngine engine, AccountId account, Body body, string? id, CancellationToken cancel)
    {
        var command = new Refund { CallerId = id, Charge = body.Entry, Amount = body.Amount?.Amount };
        var (complete, asset) = await ChargeLoading.CompleteAsync(engine, account, command, cancel);
        if (body.Amount?.Asset is { } named && asset is not null && named != asset)
            throw new FailureException(Failure.Of(Status.AssetUnknown) with { Message = $"amount: the charge was paid in {asset}.", Field = "amount" });
        return complete;
    }
}
