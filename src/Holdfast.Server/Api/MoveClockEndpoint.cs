using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// POST /ledger/v1/clock, which there is only with the test clock. What it answered to an <c>Idempotency-Key</c> it knows for as
/// long as the clock itself does: a restart sets both back.
/// </summary>
internal sealed class MoveClockEndpoint(TestClock clock)
{
    private readonly Lock moving = new();
    private readonly Dictionary<string, (Body Body, Instant Now)> answered = [];

    /// <param name="AdvanceSeconds">Whole seconds from where the clock stands.</param>
    /// <param name="Set">Where the clock stands from now on; before now only while no account exists.</param>
    public sealed record Body(long? AdvanceSeconds = null, Instant? Set = null);

    internal void Map(NativeRoutes api) => api.Post("/clock", "Moves the test clock", HandleAsync).Takes<Body>().Gives<ClockShape>();

    private async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.MoveClock);
        var mayGoBack = (await engine.AccountsAsync(null, null, null, 1, http.RequestAborted)).Count == 0;
        var (now, refusal) = Move(body, http.IdempotencyId(), mayGoBack, http.IsDryRun());
        if (refusal is { } problem) await Problems.WriteAsync(http, problem);
        else await AnswerAsync(http, now);
    }

    private (Instant Now, (int Http, string Code, string Title)? Refusal) Move(Body body, string? id, bool mayGoBack, bool dryRun)
    {
        lock (moving)
        {
            if (id is not null && answered.TryGetValue(id, out var before))
                return (before.Now, before.Body == body ? null : Problems.From(Status.ExistsWithDifferentRequest));

            var now = Instant.From(clock.GetUtcNow());
            var to = Target(body, now);
            if (to < now && !mayGoBack) return (now, Problems.ClockCannotGoBack);
            if (dryRun) return (to, null);
            clock.Set(new(to.ToUtc(), TimeSpan.Zero));
            if (id is not null) answered[id] = (body, to);
            return (to, null);
        }
    }

    private static Instant Target(Body body, Instant now)
    {
        if (body.AdvanceSeconds is null == body.Set is null) throw Query.Wrong("set", "either this or advance_seconds");
        if (body.AdvanceSeconds is < -SecondsMax or > SecondsMax) throw Query.Wrong("advance_seconds", $"from -{SecondsMax} to {SecondsMax}");
        var to = body.Set ?? now + TimeSpan.FromSeconds(body.AdvanceSeconds!.Value);
        return to >= Instant.FromUnixSeconds(0) && to <= Instant.InputMax ? to : throw Query.Wrong(body.Set is null ? "advance_seconds" : "set", "a moment from 1970 to 9000");
    }

    /// <summary>Ten thousand years, so that nothing overflows.</summary>
    private const long SecondsMax = 315_576_000_000;

    private static Task AnswerAsync(HttpContext http, Instant now) => Reply.JsonAsync(http, StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.Moment("now", now);
        json.WriteEndObject();
    });
}

/// <summary>Where the test clock stands, for the API's description.</summary>
internal sealed record ClockShape(Instant Now);
