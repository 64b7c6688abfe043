using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PUT /ledger/v1/accounts/{account}/holds/{hold}. The caller names the hold, so a retry repeats it.</summary>
internal static class PlaceHoldEndpoint
{
    public sealed record Body(string Operation, Amount? Quantity, Dictionary<string, Amount>? Amount, int? TtlSeconds, string? Key, bool DryRun = false);

    internal static void Map(NativeRoutes api) =>
        api.Put("/accounts/{account}/holds/{hold}", HandleAsync).Accepts<Body>("application/json").Produces<HoldShape>(201).Produces<HoldShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.PlaceHold);
        var command = new PlaceHold
        {
            Hold = http.Name("hold"),
            Operation = body.Operation,
            Quantity = body.Quantity,
            Amount = AmountsWire.One(body.Amount),
            Lifetime = body.TtlSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Key = body.Key,
        };
        var answer = body.DryRun
            ? await engine.PreviewAsync(account, command, http.RequestAborted)
            : await engine.ExecuteAsync(account, command, http.RequestAborted);
        if (answer.IsDone)
        {
            var status = answer.Status == Status.Done && !body.DryRun ? StatusCodes.Status201Created : StatusCodes.Status200OK;
            await Reply.JsonAsync(http, status, json => HoldJson.WritePlaced(json, answer.Entry!));
        }
        else await Reply.RefuseAsync(http, answer);
    }
}
