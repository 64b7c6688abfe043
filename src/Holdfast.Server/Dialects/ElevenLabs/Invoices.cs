using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>
/// The invoices that follow from a plan's price and from what is owed. Nobody pays here, so one is shown only where its
/// amount is certain: better none than a wrong one.
/// </summary>
internal static class Invoices
{
    internal static void Write(Utf8JsonWriter json, AccountView view)
    {
        json.WritePropertyName("next_invoice");
        if (Next(view) is { } next) Write(json, next);
        else json.WriteNullValue();
        var open = Open(view);
        json.WriteStartArray("open_invoices");
        if (open is { } unpaid) Write(json, unpaid);
        json.WriteEndArray();
        json.WriteBoolean("has_open_invoices", open is not null);
    }

    /// <summary>The invoice that a plan is behind with.</summary>
    private static Invoice? Open(AccountView view)
    {
        if (view.State.Plan is not { Status: PlanStatus.PastDue or PlanStatus.Incomplete } held) return null;
        return Of(Price(view.Catalogue.PlanOf(view.State), held.Billing), attempt: null);
    }

    /// <summary>The invoice at the end of the billing period, for the plan that is in force from then on and for what is owed by now.</summary>
    private static Invoice? Next(AccountView view)
    {
        if (view.State.Plan is not { } held) return null;
        var plan = view.Catalogue.PlanOf(view.State);
        var next = held.Pending is not { } change ? plan : change.Plan is null ? null : view.Catalogue.Plans.GetValueOrDefault(change.Plan);
        var price = next is null || (held.Pending is null && held.Status is PlanStatus.Free or PlanStatus.FreeDisabled)
            ? Amount.Zero
            : Price(next, held.Pending?.Billing ?? held.Billing);
        var currency = plan.Currency ?? next?.Currency;
        if (currency is null || price is null || (price.Value.IsPositive && next?.Currency != currency)) return null;
        return Owed(view.State.Balance(currency), held.Billing) is { } owed ? Of(price + owed, held.Pending?.At ?? held.RenewsAt) : null;
    }

    /// <summary>What a billing period of a plan costs; null when the catalogue does not say, as for a period that is not the plan's usual one.</summary>
    private static Amount? Price(Plan plan, BillingPeriod billing) =>
        billing == BillingPeriod.None ? Amount.Zero
        : billing == plan.Billing ? plan.Price
        : null;

    /// <summary>
    /// What is owed beside the price, less what was refunded of earlier bills. Spend is counted by the month, so of a longer billing period it is known only when
    /// nothing was ever owed; null otherwise. Debt is on no bill: what the customer buys next pays it.
    /// </summary>
    private static Amount? Owed(Balance balance, BillingPeriod billing) =>
        billing == BillingPeriod.Monthly ? balance.Spent - balance.Credited
        : (balance.Receivable + balance.Debt).IsZero ? Amount.Zero
        : null;

    private static Invoice? Of(Amount? amount, Instant? attempt) => amount is { IsPositive: true } due ? new(Cents(due), attempt) : null;

    /// <summary>A part of a cent counts as one, within the 32 bits that clients read.</summary>
    private static int Cents(Amount amount) => (int)Math.Min(int.MaxValue, (amount.Micros - 1) / MicrosPerCent + 1);

    private const long MicrosPerCent = Amount.One / 100;

    private static void Write(Utf8JsonWriter json, Invoice invoice)
    {
        json.WriteStartObject();
        json.WriteNumber("amount_due_cents", invoice.Cents);
        json.WriteNumber("subtotal_cents", invoice.Cents);

        // Taxes, discounts and payments are the payment provider's, and nothing here knows of any.
        json.WriteNull("tax_cents");
        json.WriteNull("discount_percent_off");
        json.WriteNull("discount_amount_off");
        json.WriteStartArray("discounts");
        json.WriteEndArray();
        json.WriteNumber("next_payment_attempt_unix", invoice.Attempt?.UnixSeconds ?? NoAttempt);
        json.WriteNull("payment_intent_status");
        json.WriteStartArray("payment_intent_statusses");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private const long NoAttempt = -1;

    /// <param name="Attempt">When it is paid; null when nobody knows.</param>
    private readonly record struct Invoice(int Cents, Instant? Attempt);
}
