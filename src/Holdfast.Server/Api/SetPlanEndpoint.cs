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
    public sealed record Body(string? Plan, PlanStatus? Status = null, Instant? Anchor = null, BillingPeriod? BillingPeriod = null, When When = When.Now);

    /// <summary>When a change takes effect.</summary>
    public enum When
    {
        Now,
        PeriodEnd,
    }

    internal static void Map(NativeRoutes api) => api.Put("/accounts/{account}/plan", "Gives an account another plan or payment state, or cancels its plan", HandleAsync)
        .Takes<Body>().Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.SetPlan);
        if (body.When == When.PeriodEnd && body.Status is not null) throw Query.Wrong("status", "not with a change at the period's end");
        if (body.When == When.PeriodEnd && body.Anchor is not null) throw Query.Wrong("anchor", "not with a change at the period's end");
        if (body.Plan is null && body is not { Status: null, Anchor: null, BillingPeriod: null }) throw Query.Wrong("plan", "a cancellation says nothing else");
        var answer = await http.ExecuteAsync(engine, account, new SetPlan
        {
            CallerId = http.IdempotencyId(),
            Plan = body.Plan,
            Status = body.Status,
            Anchor = body.Anchor,
            Billing = body.BillingPeriod,
            AtPeriodEnd = body.When == When.PeriodEnd,
        });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
