using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts/{account}/grants.</summary>
internal static class GiveGrantEndpoint
{
    /// <param name="Priority">Lower is drawn first, -1000 to 1000; 100 when it is absent.</param>
    /// <param name="StartsAt">Null for at once.</param>
    /// <param name="ExpiresAt">Null for never; for an add-on by the catalogue's rule.</param>
    /// <param name="Pending">What the grant waits for; null for nothing.</param>
    public sealed record Body(
        string Asset, Amount Amount, Source Source, Instant? StartsAt = null, Instant? ExpiresAt = null, int? Priority = null, Until? Pending = null);

    /// <summary>Where a grant comes from. A plan's pool is given by the plan alone.</summary>
    public enum Source
    {
        Purchase,
        Trial,
        Promo,
        AddOn,
        Refund,
        Adjustment,
    }

    /// <summary>What a grant waits for.</summary>
    public enum Until
    {
        EmailVerification,
    }

    internal static void Map(NativeRoutes api) => api.Post("/accounts/{account}/grants", "Gives an account a lot of an asset", HandleAsync)
        .Takes<Body>().Gives<GrantShape>(201, "The grant as it was given.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.GiveGrant);
        var answer = await http.ExecuteAsync(engine, account, CommandOf(body, http.IdempotencyId()));
        await ResultOf(answer).WriteAsync(http);
    }

    /// <exception cref="FailureException">The priority is out of range.</exception>
    internal static GiveGrant CommandOf(Body body, string? id)
    {
        if (body.Priority is < -PriorityMax or > PriorityMax) throw Query.Wrong("priority", $"from -{PriorityMax} to {PriorityMax}");
        return new()
        {
            CallerId = id,
            Asset = body.Asset,
            Amount = body.Amount,
            Source = SourceOf(body.Source),
            Priority = body.Priority,
            StartsAt = body.StartsAt,
            ExpiresAt = body.ExpiresAt,
            UntilVerified = body.Pending is Until.EmailVerification,
        };
    }

    internal static Result ResultOf(Answer answer) => answer.IsDone
        ? Result.Of(StatusCodes.Status201Created, json => GrantJson.WriteGiven(json, answer.Entry!))
        : Reply.Refusal(answer);

    private const int PriorityMax = 1_000;

    private static GrantSource SourceOf(Source source) => source switch
    {
        Source.Purchase => GrantSource.Purchase,
        Source.Trial => GrantSource.Trial,
        Source.Promo => GrantSource.Promo,
        Source.AddOn => GrantSource.AddOn,
        Source.Refund => GrantSource.Refund,
        Source.Adjustment => GrantSource.Adjustment,
    };
}
