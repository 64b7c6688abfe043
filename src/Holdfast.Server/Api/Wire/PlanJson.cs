using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>The plan of an account, for the API's description.</summary>
/// <param name="Name">As it is displayed; only where an account is read.</param>
/// <param name="RenewsAt">The end of the billing period; null when the plan is never paid.</param>
/// <param name="Pending">What happens at the end of the billing period; null for nothing.</param>
internal sealed record PlanShape(
    string Plan, PlanStatus Status, BillingPeriod BillingPeriod, Instant Since, Instant Anchor, Instant? RenewsAt, PlanChangeShape? Pending, string? Name = null);

/// <summary>A change of plan to come, for the API's description.</summary>
/// <param name="Plan">Null for cancellation.</param>
internal sealed record PlanChangeShape(string? Plan, BillingPeriod BillingPeriod, Instant At);

/// <summary>Plans of accounts in the native API.</summary>
internal static class PlanJson
{
    /// <param name="displayName">Null to leave it out.</param>
    internal static void Write(Utf8JsonWriter json, string name, PlanHeld? plan, string? displayName = null)
    {
        if (plan is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("plan", plan.Name);
        if (displayName is not null) json.WriteString("name", displayName);
        json.WriteString("status", WordWire<PlanStatus>.Of(plan.Status));
        json.WriteString("billing_period", WordWire<BillingPeriod>.Of(plan.Billing));
        json.Moment("since", plan.Since);
        json.Moment("anchor", plan.Anchor);
        json.Moment("renews_at", plan.RenewsAt);
        Write(json, "pending", plan.Pending);
        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, string name, PlanChange? change)
    {
        if (change is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("plan", change.Plan);
        json.WriteString("billing_period", WordWire<BillingPeriod>.Of(change.Billing));
        json.Moment("at", change.At);
        json.WriteEndObject();
    }
}
