using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PUT /ledger/v1/accounts/{account}/plan: another plan, now or at the end of the billing period, or another payment state.</summary>
internal static class SetPlanEndpoint
{
    /// <param name="Plan">Null cancels.</param>
    /// <param name="Status">The payment state; the plan's usual one when it is absent, or the one it has for the same plan.</param>
    /// <param name="Anchor">Periods begin at its day of the month and time of day; now when it is absent.</param>
    /// <param name="BillingPeriod">The plan's usual one when it is absent, or the one it has for the same plan.</param>
    /// <param name="When">Now when it is absent.</param>
    /// <param name="Left">What becomes of what is left of the plan's pools when the change is now: it lapses when this is absent, or goes on until it would have expired.</param>
    /// <param name="Period">Whether a change now begins a new period with full pools, as when this is absent, or the period goes on, as if it had begun with this plan: with its counters, and with pools less what was taken of others in it.</param>
    public sealed record Body(
        string? Plan, PlanStatus? Status = null, Instant? Anchor = null, BillingPeriod? BillingPeriod = null, When When = When.Now, Rest? Left = null, Course? Period = null);

    /// <summary>When a change takes effect.</summary>
    public enum When
    {
        Now,
        PeriodEnd,
    }

    /// <summary>What becomes of the rest of a pool.</summary>
    public enum Rest
    {
        Lapse,
        Keep,
    }

    /// <summary>What becomes of the period.</summary>
    public enum Course
    {
        New,
        Keep,
    }

    internal static void Map(NativeRoutes api) => api.Put("/accounts/{account}/plan", "Gives an account another plan or payment state, or cancels its plan", HandleAsync)
        .Takes<Body>().Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.SetPlan);
        Check(body);
        var answer = await http.ExecuteAsync(engine, account, new SetPlan
        {
            CallerId = http.IdempotencyId(),
            Plan = body.Plan,
            Status = body.Status,
            Anchor = body.Anchor,
            Billing = body.BillingPeriod,
            AtPeriodEnd = body.When == When.PeriodEnd,
            KeepsLeft = body.Left == Rest.Keep,
            KeepsPeriod = body.Period == Course.Keep,
        });
        await Reply.AccountAsync(http, engine, account, answer);
    }

    /// <summary>Whether what is said goes together.</summary>
    /// <exception cref="FailureException">It does not.</exception>
    private static void Check(Body body)
    {
        if (body.When == When.PeriodEnd)
        {
            const string NotThen = "not with a change at the period's end";
            if (body.Status is not null) throw Query.Wrong("status", NotThen);
            if (body.Anchor is not null) throw Query.Wrong("anchor", NotThen);
            if (body.Left is not null) throw Query.Wrong("left", NotThen);
            if (body.Period is not null) throw Query.Wrong("period", NotThen);
        }

        if (body is { Period: Course.Keep, Anchor: not null }) throw Query.Wrong("anchor", "not with a period that goes on");
        if (body.Plan is null && body is not { Status: null, Anchor: null, BillingPeriod: null }) throw Query.Wrong("plan", "a cancellation brings no status, anchor or billing period");
    }
}
