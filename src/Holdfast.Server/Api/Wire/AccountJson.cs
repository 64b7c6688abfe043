using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>What an account looks like, for the API's description.</summary>
/// <param name="Seq">The number of its last entry.</param>
/// <param name="Attributes">What only one vendor knows, kept as written.</param>
/// <param name="Balances">By asset.</param>
/// <param name="Grants">What is left, held or still to come, in draw order.</param>
/// <param name="Holds">The open ones, the first to lapse first; at most 100 of them.</param>
/// <param name="Limits">The most that may be used in each window, by name.</param>
/// <param name="Members">The persons in it, by the operator's id for each, in the order in which they joined.</param>
/// <param name="Totals">What was used, by operation.</param>
/// <param name="Notices">Grants that the customer has not seen yet, by asset.</param>
internal sealed record AccountShape(
    Guid Id, long Seq, AccountStatus Status, string? ExternalId, string? Email, bool EmailVerified, string? Username, string? FirstName, string? LastName,
    string? Name, bool TwoFactorEnabled, string[] Providers, bool PromptAnalysisOptIn, Instant? PasswordChangedAt, Dictionary<string, JsonElement> Attributes,
    Billing Billing, string TimeZone, Instant CreatedAt, Dictionary<string, BalanceShape> Balances, GrantShape[] Grants, HoldShape[] Holds, int HoldsOpen,
    Dictionary<string, MeterShape> Meters, Dictionary<string, SlotShape> Slots, Dictionary<string, LimitShape> Limits,
    Dictionary<string, MemberShape> Members, CapShape? Cap, AutoReloadShape? AutoReload, StretchShape Period,
    PlanShape? Plan, Dictionary<string, TotalsShape> Totals, NoticeShape[] Notices);

/// <summary>A balance, for the API's description.</summary>
/// <param name="ExpiresAt">When the whole balance expires, for an asset that does so.</param>
/// <param name="Owed">What no grant has paid: postpaid work, done or in flight, and debt. Whether bills of it were paid is not known here.</param>
/// <param name="Debt">The part of it that captures made beyond all that was available; the next money that comes pays it.</param>
internal sealed record BalanceShape(Amount Available, Amount Held, Instant? ExpiresAt, Amount Consumed, Amount Expired, Amount Owed, Amount Debt);

/// <summary>A stretch of time, for the API's description.</summary>
internal sealed record StretchShape(Instant? Start, Instant? End);

/// <summary>What was used of an operation, for the API's description.</summary>
internal sealed record TotalsShape(TotalShape Lifetime, TotalShape Period);

/// <summary>A sum of charges, for the API's description.</summary>
/// <param name="Owed">The part of it that no grant paid; told of the period only.</param>
internal sealed record TotalShape(long Count, Amount Quantity, Dictionary<string, Amount> Amount, Dictionary<string, Amount>? Owed = null);

/// <summary>Grants that the customer has not seen, for the API's description.</summary>
internal sealed record NoticeShape(string Asset, int Grants, Instant Since);

/// <summary>Accounts in the native API.</summary>
internal static class AccountJson
{
    /// <summary>An account with more open holds shows those that lapse first.</summary>
    private const int HoldsShown = 100;

    internal static void Write(Utf8JsonWriter json, AccountView view)
    {
        var account = view.State;
        json.WriteStartObject();
        json.WriteString("id", account.Id.Value);
        json.WriteNumber("seq", view.Seq);
        json.WriteString("status", WordWire<AccountStatus>.Of(account.Status));
        ProfileJson.WriteFields(json, account.Profile);
        json.WriteString("billing", WordWire<Billing>.Of(account.Billing));
        json.WriteString("time_zone", account.TimeZone);
        json.Moment("created_at", account.OpenedAt);
        WriteBalances(json, account);
        json.WriteStartArray("grants");
        foreach (var grant in account.Grants) GrantJson.Write(json, grant);
        json.WriteEndArray();
        json.WriteStartArray("holds");
        foreach (var hold in account.Holds.Take(HoldsShown)) HoldJson.Write(json, HoldStory.Open(hold));
        json.WriteEndArray();
        json.WriteNumber("holds_open", account.Holds.Count);
        LimitsJson.WriteMeters(json, view);
        LimitsJson.WriteSlots(json, view);
        LimitJson.WriteAll(json, view);
        MemberJson.WriteAll(json, account);
        LimitsJson.WriteCap(json, account.Cap, account.Cap is { } cap ? account.Balance(cap.Asset).Spent : null);
        LimitsJson.WriteAutoReload(json, account.AutoReload);
        json.Stretch("period", account.Period);
        PlanJson.Write(json, "plan", account.Plan, view.Catalogue.PlanOf(account).DisplayName);
        WriteTotals(json, account);
        WriteNotices(json, account);
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
            json.Moment("expires_at", balance.ExpiresAt);
            json.WriteString("consumed", balance.Consumed.ToString());
            json.WriteString("expired", balance.Expired.ToString());
            json.WriteString("owed", (-balance.Receivable).ToString());
            json.WriteString("debt", balance.Debt.ToString());
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, AccountState account)
    {
        json.WriteStartObject("totals");
        foreach (var totals in account.Totals)
        {
            json.WriteStartObject(totals.Operation);
            WriteTotal(json, "lifetime", totals.Lifetime, owed: null);
            WriteTotal(json, "period", totals.Period, totals.Period.Owed);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <param name="owed">Null to leave it out.</param>
    private static void WriteTotal(Utf8JsonWriter json, string name, Total total, IEnumerable<AssetAmount>? owed)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", total.Count);
        json.WriteString("quantity", total.Quantity.ToString());
        json.Money("amount", total.Amounts);
        if (owed is not null) json.Money("owed", owed);
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
            json.Moment("since", notice.Since);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
