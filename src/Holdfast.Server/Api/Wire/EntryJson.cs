using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>Entries in the native API: what every entry has; what the kind says stands in <see cref="EntryBodyJson"/>.</summary>
internal static class EntryJson
{
    internal static void Write(Utf8JsonWriter json, Entry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", entry.Seq);
        json.Moment("at", entry.At);
        json.WriteString("kind", entry.Body.Kind);
        json.WriteNumber("catalogue", entry.Catalogue);
        json.WriteString("idempotency_id", IdempotencyIdOf(entry));
        EntryBodyJson.Write(json, entry);
        WriteMoney(json, entry.Body);
        json.WriteEndObject();
    }

    /// <summary>The caller's id as the caller said it; null where there was none.</summary>
    internal static string? IdempotencyIdOf(Entry entry) => entry.CallerId is { } id ? id[(id.IndexOf('/') + 1)..] : null;

    private static void WriteMoney(Utf8JsonWriter json, EntryBody body)
    {
        if (!body.Grants.IsEmpty)
        {
            json.WriteStartArray("grants");
            foreach (var grant in body.Grants) GrantJson.Write(json, grant);
            json.WriteEndArray();
        }

        if (!body.Expired.IsEmpty) json.Texts("expired", body.Expired);
        json.WriteStartArray("postings");
        foreach (var posting in body.Postings)
        {
            json.WriteStartObject();
            WriteFields(json, posting);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Money("after", body.After);
        if (!body.Alerts.IsEmpty) WriteAlerts(json, body);
    }

    internal static void WriteAlerts(Utf8JsonWriter json, EntryBody? body)
    {
        json.WriteStartArray("alerts");
        foreach (var alert in body?.Alerts ?? [])
        {
            json.WriteStartObject();
            json.WriteString("limit", alert.Limit);
            if (alert.Below is { } below) json.WriteString("below", below.ToString());
            else json.WriteNumber("percent", alert.Percent);
            json.WriteString("left", alert.Left.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void WriteFields(Utf8JsonWriter json, Posting posting)
    {
        json.WriteString("asset", posting.Asset);
        json.WriteString("from", WordWire<Book>.Of(posting.From));
        json.WriteString("to", WordWire<Book>.Of(posting.To));
        json.WriteString("amount", posting.Amount.ToString());
        json.WriteString("grant", posting.Grant);
        if (posting.Debt) json.WriteBoolean("debt", true);
    }
}

/// <summary>An entry, for the API's description. What stands after <c>after</c> is there for the kinds that say it.</summary>
/// <param name="Seq">From 1, without gaps.</param>
/// <param name="At">When it took effect; what time did carries the instant it was due.</param>
/// <param name="Catalogue">The version of the catalogue that decided it.</param>
/// <param name="IdempotencyId">The caller's id: the idempotency key, or a hold's id; null where there was none.</param>
/// <param name="Postings">The money that moves, from one book to another.</param>
/// <param name="After">What is available after the entry, of each asset it moves.</param>
/// <param name="Grants">Grants that the entry gives, as given.</param>
/// <param name="Expired">Grants that can be spent no more from this entry on.</param>
/// <param name="Uncovered">What a capture could not take beyond its hold: money where the caller names the amount, else units.</param>
/// <param name="PeriodKept">Whether a change of plan let the period go on.</param>
/// <param name="UsedAt">When the work was done, where it was told of late; else left out.</param>
/// <param name="Closing">What the period that ended leaves to be paid; null when nothing happened in it.</param>
/// <param name="PoolsTaken">What counts as taken of the pools of a period that goes on.</param>
/// <param name="Revoked">The keys that were revoked with the member.</param>
/// <param name="Alerts">What somebody should hear of that the entry has led to; left out where there is nothing.</param>
/// <param name="Charge">The number of the entry whose charge is given back.</param>
/// <param name="Tariff">What the price came from; left out where it is the operation's own, of the entry's catalogue, each use by itself.</param>
internal sealed record EntryShape(
    long Seq, Instant At, string Kind, int Catalogue, string? IdempotencyId, PostingShape[] Postings, Dictionary<string, Amount> After,
    AlertShape[]? Alerts = null, GrantShape[]? Grants = null, string[]? Expired = null, string? Hold = null, bool? Final = null, string? Operation = null, Amount? Quantity = null,
    Dictionary<string, Amount>? Amount = null, string? Key = null, string? Member = null, EntryMeterShape[]? Meters = null,
    EntryLimitShape[]? Limits = null, Amount? Uncovered = null, string[]? Slots = null, TariffShape? Tariff = null, long? Charge = null, Instant? UsedAt = null,
    string? Slot = null, string? Item = null, string? Meter = null, Amount? Limit = null, string? Asset = null, CapShape? Cap = null,
    AutoReloadShape? AutoReload = null, PlanShape? Plan = null, PlanStatus? PlanStatus = null, PlanChangeShape? PlanChange = null, StretchShape? Period = null,
    bool? PeriodKept = null, Dictionary<string, Amount>? PoolsTaken = null, ClosingShape? Closing = null,
    ProfileShape? Profile = null, AccountStatus? Status = null, Billing? Billing = null, string? TimeZone = null, KeyShape? Made = null,
    string? Name = null, LimitShape? Terms = null, MemberShape? Person = null, string[]? Revoked = null, string? Replaces = null,
    Instant? ReplacedExpiresAt = null, Instant? ExpiresAt = null, Instant? BalanceExpiresAt = null);

/// <summary>What a price came from, for the API's description.</summary>
/// <param name="Catalogue">The version that priced it: a capture's is its hold's.</param>
/// <param name="Plan">The plan whose price it is; null for the operation's own.</param>
/// <param name="UnitsBefore">Units of the operation that came before in the period, before the charge or the whole hold; null where the price does not count the period.</param>
internal sealed record TariffShape(int Catalogue, string? Plan, Amount? UnitsBefore);

/// <summary>One movement of an amount, for the API's description.</summary>
/// <param name="Grant">The grant whose money moves; null for postpaid work and for what becomes debt.</param>
/// <param name="Debt">True for what becomes debt, pays it or takes it back; left out otherwise.</param>
internal sealed record PostingShape(string Asset, Book From, Book To, Amount Amount, string? Grant, bool? Debt = null);

/// <summary>What somebody should hear of, for the API's description. It is told once, and not again until it has gone back.</summary>
/// <param name="Limit">As a refusal names it: <c>funds:eur</c>, <c>meter:characters</c>, <c>limit:team</c>.</param>
/// <param name="Left">What the limit has left after the entry.</param>
/// <param name="Percent">So much of the limit is used or held; of all but funds.</param>
/// <param name="Below">What is available has fallen below this; of funds alone.</param>
internal sealed record AlertShape(string Limit, Amount Left, int? Percent = null, Amount? Below = null);

/// <summary>What an entry reserves or uses of a meter, for the API's description.</summary>
/// <param name="Window">The stretch of time that it counts in.</param>
/// <param name="Billed">What is owed for the part beyond the limit; null for nothing.</param>
/// <param name="Beyond">The units that this is for; left out where nothing was billed.</param>
internal sealed record EntryMeterShape(string Meter, Amount Quantity, StretchShape Window, Dictionary<string, Amount>? Billed, Amount? Beyond = null);

/// <summary>Who the customer is, for the API's description.</summary>
internal sealed record ProfileShape(
    string? ExternalId, string? Email, bool EmailVerified, string? Username, string? FirstName, string? LastName, string? Name, bool TwoFactorEnabled,
    string[] Providers, bool PromptAnalysisOptIn, Instant? PasswordChangedAt, Dictionary<string, JsonElement> Attributes);

/// <summary>A page of an account's entries, for the API's description.</summary>
/// <param name="NextAfter">What to ask after for the next page; null when this is the last one.</param>
internal sealed record EntriesShape(EntryShape[] Entries, long? NextAfter);
