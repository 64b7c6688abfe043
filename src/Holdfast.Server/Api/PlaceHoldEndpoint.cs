using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PUT /ledger/v1/accounts/{account}/holds/{hold}. The caller names the hold, so a retry repeats it.</summary>
internal static class PlaceHoldEndpoint
{
    /// <param name="Quantity">For an operation that is priced by its quantity.</param>
    /// <param name="Amount">For an operation whose amount the caller names: one asset.</param>
    /// <param name="TtlSeconds">Seconds that the hold lives, 1 to 2678400 (31 days); 900 when it is absent.</param>
    /// <param name="Key">The id of the key that asks: its scopes, its expiry and its limits count.</param>
    /// <param name="Member">The id of the member whose work it is; a key of his says so by itself.</param>
    /// <param name="DryRun">True to be told what would happen, and change nothing.</param>
    public sealed record Body(
        string Operation, Amount? Quantity = null, AssetAmount? Amount = null, int? TtlSeconds = null, string? Key = null, string? Member = null, bool DryRun = false);

    internal static void Map(NativeRoutes api) => api.Put("/accounts/{account}/holds/{hold}", "Sets an amount aside for work in flight", HandleAsync)
        .NamedByPath().Takes<Body>().Gives<HoldShape>(201, "The hold as it was placed.").Gives<HoldShape>(200, "The same hold, placed before.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.PlaceHold);
        var command = CommandOf(body, http.Name("hold"));
        var answer = await http.ExecuteAsync(engine, account, command, body.DryRun);
        await ResultOf(answer).WriteAsync(http);
    }

    internal static PlaceHold CommandOf(Body body, string hold) => new()
    {
        Hold = hold,
        Operation = body.Operation,
        Quantity = body.Quantity,
        Amount = body.Amount,
        Lifetime = body.TtlSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Key = body.Key,
        Member = body.Member,
    };

    internal static Result ResultOf(Answer answer)
    {
        if (!answer.IsDone) return Reply.Refusal(answer);
        var status = answer.Status == Status.Done ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return Result.Of(status, json => HoldJson.WritePlaced(json, answer.Entry!));
    }
}
