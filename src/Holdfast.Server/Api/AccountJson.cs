using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>What an account looks like, for the API's description.</summary>
internal sealed record AccountShape(
    Guid Id, long Seq, string Status, string? ExternalId, string? Email, string? Username, string? FirstName, string? LastName, string? Name,
    string Billing, string TimeZone, DateTimeOffset CreatedAt, Dictionary<string, object> Balances, object[] Grants, HoldShape[] Holds,
    Dictionary<string, object> Meters, Dictionary<string, object> Slots, object? Cap, object? AutoReload, object? Plan, Dictionary<string, object> Totals,
    object[] Notices, Dictionary<string, JsonElement> Attributes);

/// <summary>Accounts in the native API.</summary>
internal static class AccountJson
{
    internal static void Write(Utf8JsonWriter json, AccountView view)
    {
        var account = view.State;
        json.WriteStartObject();
        json.WriteString("id", account.Id.Value);
        json.WriteNumber("seq", view.Seq);
        json.WriteString("status", WordWire<AccountStatus>.Of(account.Status));
        WriteProfile(json, account);
        WriteBalances(json, account);
        json.WriteStartArray("grants");
        foreach (var grant in account.Grants) WriteGrant(json, grant);
        json.WriteEndArray();
        json.WriteStartArray("holds");
        foreach (var hold in account.Holds.Take(HoldsShown)) HoldJson.Write(json, hold, "open", null);
        json.WriteEndArray();
        json.WriteNumber("holds_open", account.Holds.Count);
        WriteMeters(json, view);
        WriteSlots(json, view);
        WriteCap(json, account);
        WritePlan(json, view);
        WriteTotals(json, account);
        WriteNotices(json, account);
        json.WriteEndObject();
    }

    /// <summary>An account with more open holds shows those that lapse first.</summary>
    private const int HoldsShown = 100;

    private static void WriteProfile(Utf8JsonWriter json, AccountState account)
    {
        var profile = account.Profile;
        json.WriteString("external_id", profile.ExternalId);
        json.WriteString("email", profile.Email);
        json.WriteBoolean("email_verified", profile.EmailVerified);
        json.WriteString("username", profile.Username);
        json.WriteString("first_name", profile.FirstName);
        json.WriteString("last_name", profile.LastName);
        json.WriteString("name", profile.Name);
        json.WriteBoolean("two_factor_enabled", profile.TwoFactorEnabled);
        json.WriteStartArray("providers");
        foreach (var provider in profile.Providers) json.WriteStringValue(provider);
        json.WriteEndArray();
        json.WriteBoolean("prompt_analysis_opt_in", profile.PromptAnalysisOptIn);
        Moment(json, "password_changed_at", profile.PasswordChangedAt);
        json.WriteString("billing", WordWire<Billing>.Of(account.Billing));
        json.WriteString("time_zone", account.TimeZone);
        Moment(json, "created_at", account.OpenedAt);
        json.WriteStartObject("attributes");
        foreach (var attribute in profile.Attributes)
        {
            json.WritePropertyName(attribute.Name);
            json.WriteRawValue(attribute.Json, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    private static void WriteBalances(Utf8JsonWriter json, AccountState account)
    {
        json.WriteStartObject("balances");
        foreach (var balance in account.Balances)
        {
            json.WriteStartObject(balance.Asset);
            json.WriteString("available", balance.Available.ToString());
            json.WriteString("held", balance.Held.ToString());
            Moment(json, "expires_at", balance.ExpiresAt);
            json.WriteString("consumed", balance.Consumed.ToString());
            json.WriteString("expired", balance.Expired.ToString());
            json.WriteString("owed", (-balance.Receivable).ToString());
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    internal static void WriteGrant(Utf8JsonWriter json, Grant grant)
    {
        json.WriteStartObject();
        json.WriteString("id", grant.Id);
        json.WriteString("asset", grant.Asset);
        json.WriteString("source", WordWire<GrantSource>.Of(grant.Source));
        json.WriteString("status", WordWire<GrantStatus>.Of(grant.Status));
        json.WriteString("amount", grant.Amount.ToString());
        json.WriteString("remaining", grant.Remaining.ToString());
        json.WriteString("held", grant.Held.ToString());
        json.WriteNumber("priority", grant.Priority);
        Moment(json, "given_at", grant.GivenAt);
        Moment(json, "starts_at", grant.StartsAt);
        Moment(json, "expires_at", grant.ExpiresAt);
        json.WriteEndObject();
    }

    private static void WriteMeters(Utf8JsonWriter json, AccountView view)
    {
        var plan = view.Catalogue.PlanOf(view.State);
        json.WriteStartObject("meters");
        foreach (var meter in view.Catalogue.Meters.Values.OrderBy(meter => meter.Name, StringComparer.Ordinal))
        {
            var use = view.State.MeterUse(meter.Name, view.Catalogue, view.At);
            var terms = plan.Meters.GetValueOrDefault(meter.Name);
            json.WriteStartObject(meter.Name);
            json.WriteString("used", use.Counter.Used.ToString());
            json.WriteString("held", use.Counter.Held.ToString());
            json.WriteString("limit", terms is null ? "0" : terms.Limit?.ToString());
            json.WriteString("extension", use.ExtensionUnder(terms)?.ToString());
            Moment(json, "resets_at", use.Counter.Window.End);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteSlots(Utf8JsonWriter json, AccountView view)
    {
        var plan = view.Catalogue.PlanOf(view.State);
        json.WriteStartObject("slots");
        foreach (var slot in view.Catalogue.Slots.Keys.Order(StringComparer.Ordinal))
        {
            var use = view.State.Slot(slot);
            json.WriteStartObject(slot);
            json.WriteNumber("used", use.Used);
            json.WriteNumber("limit", plan.Slots.GetValueOrDefault(slot));
            json.WriteStartArray("items");
            foreach (var item in use.Items.Values.Take(HoldsShown))
            {
                json.WriteStartObject();
                json.WriteString("id", item.Item);
                json.WriteString("hold", item.Hold);
                Moment(json, "taken_at", item.TakenAt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteCap(Utf8JsonWriter json, AccountState account)
    {
        if (account.Cap is { } cap)
        {
            json.WriteStartObject("cap");
            json.WriteString("asset", cap.Asset);
            json.WriteString("amount", cap.Amount.ToString());
            json.WriteString("spent", account.Balance(cap.Asset).Spent.ToString());
            json.WriteEndObject();
        }
        else json.WriteNull("cap");

        if (account.AutoReload is { } reload)
        {
            json.WriteStartObject("auto_reload");
            json.WriteBoolean("enabled", reload.Enabled);
            json.WriteString("asset", reload.Asset);
            json.WriteString("threshold", reload.Threshold.ToString());
            json.WriteString("amount", reload.Amount.ToString());
            json.WriteEndObject();
        }
        else json.WriteNull("auto_reload");
    }

    private static void WritePlan(Utf8JsonWriter json, AccountView view)
    {
        json.WriteStartObject("period");
        Moment(json, "start", view.State.Period.Start);
        Moment(json, "end", view.State.Period.End);
        json.WriteEndObject();
        if (view.State.Plan is not { } plan)
        {
            json.WriteNull("plan");
            return;
        }

        json.WriteStartObject("plan");
        json.WriteString("plan", plan.Name);
        json.WriteString("name", view.Catalogue.PlanOf(view.State).DisplayName);
        json.WriteString("status", WordWire<PlanStatus>.Of(plan.Status));
        json.WriteString("billing_period", WordWire<BillingPeriod>.Of(plan.Billing));
        Moment(json, "since", plan.Since);
        Moment(json, "anchor", plan.Anchor);
        Moment(json, "renews_at", plan.RenewsAt);
        if (plan.Pending is { } change)
        {
            json.WriteStartObject("pending");
            json.WriteString("plan", change.Plan);
            Moment(json, "at", change.At);
            json.WriteEndObject();
        }
        else json.WriteNull("pending");
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, AccountState account)
    {
        json.WriteStartObject("totals");
        foreach (var totals in account.Totals)
        {
            json.WriteStartObject(totals.Operation);
            WriteTotal(json, "lifetime", totals.Lifetime);
            WriteTotal(json, "period", totals.Period);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTotal(Utf8JsonWriter json, string name, Total total)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", total.Count);
        json.WriteString("quantity", total.Quantity.ToString());
        json.WriteStartObject("amount");
        foreach (var amount in total.Amounts) json.WriteString(amount.Asset, amount.Amount.ToString());
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNotices(Utf8JsonWriter json, AccountState account)
    {
        json.WriteStartArray("notices");
        foreach (var notice in account.Notices)
        {
            json.WriteStartObject();
            json.WriteString("asset", notice.Asset);
            json.WriteNumber("grants", notice.Grants);
            Moment(json, "since", notice.Since);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Moment(Utf8JsonWriter json, string name, Instant? at)
    {
        if (at is { } moment && moment <= Instant.InputMax) json.WriteString(name, moment.ToString());
        else json.WriteNull(name);
    }
}
