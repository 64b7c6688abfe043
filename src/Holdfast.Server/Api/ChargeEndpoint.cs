using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts/{account}/charges: a hold that is captured when it is placed.</summary>
internal static class ChargeEndpoint
{
    /// <param name="Quantity">For an operation that is priced by its quantity.</param>
    /// <param name="Amount">For an operation whose amount the caller names: one asset.</param>
    /// <param name="Key">The id of the key that asks: its scopes, its expiry and its limits count.</param>
    /// <param name="Member">The id of the member whose work it is; a key of his says so by itself.</param>
    /// <param name="At">When the work was done, where it is told of late: in the past, as far back as the catalogue allows (`late_usage`).</param>
    /// <param name="DryRun">True to be told what would happen, and change nothing.</param>
    public sealed record Body(
        string Operation, Amount? Quantity = null, AssetAmount? Amount = null, string? Key = null, string? Member = null, Instant? At = null, bool DryRun = false);

    internal static void Map(NativeRoutes api) => api.Post("/accounts/{account}/charges", "Pays for an operation at once", HandleAsync)
        .Takes<Body>().Gives<EntryShape>(201, "The entry that charged.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.Charge);
        var command = CommandOf(body, http.IdempotencyId());
        var answer = await http.ExecuteAsync(engine, account, command, body.DryRun);
        await Reply.Entry(answer).WriteAsync(http);
    }

    internal static Charge CommandOf(Body body, string? id) => new()
    {
        CallerId = id,
        Operation = body.Operation,
        Quantity = body.Quantity,
        Amount = body.Amount,
        Key = body.Key,
        Member = body.Member,
        UsedAt = body.At,
    };
}
