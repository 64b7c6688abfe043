using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>What each kind of entry says besides the money it moves. No secret, and no hash of one, is in it.</summary>
internal static class EntryBodyJson
{
    internal static void Write(Utf8JsonWriter json, Entry entry)
    {
        switch (entry.Body)
        {
            case HoldPlaced placed: WriteHold(json, placed, entry.Catalogue); break;
            case HoldCaptured captured:
                json.WriteString("hold", captured.Hold);
                json.WriteBoolean("final", captured.Final);
                WriteUse(json, captured.Use, entry.Catalogue);
                if (captured.Uncovered.IsPositive) json.WriteString("uncovered", captured.Uncovered.ToString());
                break;
            case HoldExtended extended:
                json.WriteString("hold", extended.Hold);
                json.Moment("expires_at", extended.ExpiresAt);
                break;
            case HoldReleased released: json.WriteString("hold", released.Hold); break;
            case HoldLapsed lapsed: json.WriteString("hold", lapsed.Hold); break;
            case Charged charged:
                WriteUse(json, charged.Use, entry.Catalogue);
                if (charged.UsedAt is { } late) json.Moment("used_at", late);
                break;
            case Refunded refunded:
                json.WriteNumber("charge", refunded.Charge);
                WriteUse(json, refunded.Use, entry.Catalogue);
                if (refunded.UsedAt is { } told) json.Moment("used_at", told);
                break;
            case SlotTaken taken: WriteSlot(json, taken.Slot, taken.Item, taken.ExpiresAt); break;
            case SlotRenewed renewed: WriteSlot(json, renewed.Slot, renewed.Item, renewed.ExpiresAt); break;
            case SlotFreed freed: WriteSlot(json, freed.Slot, freed.Item); break;
            case SlotLapsed lapsed: WriteSlot(json, lapsed.Slot, lapsed.Item); break;
            case GrantGiven given: json.Moment("balance_expires_at", given.BalanceExpiresAt); break;
            case GrantStarted or GrantExpired or AccountClosed: break;
            case BalanceExpired expired: json.WriteString("asset", expired.Asset); break;
            case NoticesDismissed dismissed: json.WriteString("asset", dismissed.Asset); break;
            default: WriteSettings(json, entry.Body); break;
        }
    }

    /// <summary>The kinds that say how the account is from here on.</summary>
    private static void WriteSettings(Utf8JsonWriter json, EntryBody body)
    {
        switch (body)
        {
            case AccountOpened opened:
                WriteProfile(json, opened.Profile, AccountStatus.Active, opened.Billing, opened.TimeZone);
                WritePlan(json, opened.Plan, opened.Period);
                break;
            case AccountChanged changed:
                WriteProfile(json, changed.Profile, changed.Suspended ? AccountStatus.Suspended : AccountStatus.Active, changed.Billing, changed.TimeZone);
                break;
            case PlanChanged changed:
                WritePlan(json, changed.Plan, changed.Period);
                json.WriteBoolean("period_kept", changed.PeriodKept);
                json.Money("pools_taken", changed.PoolsTaken);
                WriteClosing(json, changed.Closing);
                break;
            case PeriodStarted started:
                WritePlan(json, started.Plan, started.Period);
                WriteClosing(json, started.Closing);
                break;
            case PlanChangeSet set: PlanJson.Write(json, "plan_change", set.Change); break;
            case PlanStatusChanged changed: json.WriteString("plan_status", WordWire<PlanStatus>.Of(changed.Status)); break;
            case CapSet set: LimitsJson.WriteCap(json, set.Cap, spent: null); break;
            case AutoReloadSet set: LimitsJson.WriteAutoReload(json, set.AutoReload); break;
            case ExtensionSet set:
                json.WriteString("meter", set.Meter);
                json.WriteString("limit", set.Limit?.ToString());
                break;
            case MemberSet set:
                json.WriteString("member", set.Member.Id);
                json.WriteStartObject("person");
                MemberJson.WriteFields(json, set.Member);
                json.WriteEndObject();
                break;
            case MemberRemoved removed:
                json.WriteString("member", removed.Member);
                json.Texts("revoked", removed.Keys);
                break;
            case LimitSet set:
                json.WriteString("name", set.Limit.Name);
                LimitJson.WriteSet(json, set.Limit);
                break;
            case LimitRemoved removed: json.WriteString("name", removed.Name); break;
            case KeyCreated created: WriteKey(json, created.Key, created.Budget); break;
            case KeyRevoked revoked: json.WriteString("key", revoked.Key); break;
            case KeyRotated rotated:
                WriteKey(json, rotated.Key, rotated.Budget);
                json.WriteString("replaces", rotated.Old);
                json.Moment("replaced_expires_at", rotated.OldExpiresAt);
                break;
            default: throw new InvalidOperationException($"A {body.Kind} cannot be written.");
        }
    }

    private static void WriteHold(Utf8JsonWriter json, HoldPlaced placed, int catalogue)
    {
        json.WriteString("hold", placed.Hold);
        json.WriteString("operation", placed.Operation);
        json.WriteString("quantity", placed.Quantity.ToString());
        json.WriteString("key", placed.Key);
        if (placed.Member is not null) json.WriteString("member", placed.Member);
        json.Moment("expires_at", placed.ExpiresAt);
        WriteMeters(json, placed.Meters.Select(meter => new MeterUsed(meter.Meter, meter.Window, meter.Quantity)));
        LimitJson.WriteCounted(json, placed.Limits);
        json.Texts("slots", placed.Slots);
        WriteTariff(json, null, placed.TariffPlan, placed.Place, catalogue);
    }

    private static void WriteUse(Utf8JsonWriter json, Use use, int catalogue)
    {
        json.WriteString("operation", use.Operation);
        json.WriteString("quantity", use.Quantity.ToString());
        json.Money("amount", use.Asset, use.Amount);
        json.WriteString("key", use.Key);
        if (use.Member is not null) json.WriteString("member", use.Member);
        WriteMeters(json, use.Meters);
        LimitJson.WriteCounted(json, use.Limits);
        WriteTariff(json, use.Catalogue, use.TariffPlan, use.Place, catalogue);
    }

    /// <summary>What the price came from, where that is more than the quantity and the operation's own price in the entry's catalogue.</summary>
    private static void WriteTariff(Utf8JsonWriter json, int? version, string? plan, PeriodPlace? place, int catalogue)
    {
        if (version is null && plan is null && place is null) return;
        json.WriteStartObject("tariff");
        json.WriteNumber("catalogue", version ?? catalogue);
        json.WriteString("plan", plan);
        json.WriteString("units_before", place?.Before.ToString());
        json.WriteEndObject();
    }

    private static void WriteMeters(Utf8JsonWriter json, IEnumerable<MeterUsed> meters)
    {
        json.WriteStartArray("meters");
        foreach (var meter in meters)
        {
            json.WriteStartObject();
            json.WriteString("meter", meter.Meter);
            json.WriteString("quantity", meter.Quantity.ToString());
            json.Stretch("window", meter.Window);
            json.Money("billed", meter.Billed?.Asset, meter.Billed?.Amount ?? Amount.Zero);
            if (meter.Billed is not null) json.WriteString("beyond", meter.Beyond.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSlot(Utf8JsonWriter json, string slot, string item)
    {
        json.WriteString("slot", slot);
        json.WriteString("item", item);
    }

    /// <param name="expires">The end of the lease; null for none.</param>
    private static void WriteSlot(Utf8JsonWriter json, string slot, string item, Instant? expires)
    {
        WriteSlot(json, slot, item);
        json.Moment("expires_at", expires);
    }

    private static void WriteProfile(Utf8JsonWriter json, Profile profile, AccountStatus status, Billing billing, string timeZone)
    {
        json.WriteStartObject("profile");
        ProfileJson.WriteFields(json, profile);
        json.WriteEndObject();
        json.WriteString("status", WordWire<AccountStatus>.Of(status));
        json.WriteString("billing", WordWire<Billing>.Of(billing));
        json.WriteString("time_zone", timeZone);
    }

    private static void WritePlan(Utf8JsonWriter json, PlanHeld? plan, Period period)
    {
        PlanJson.Write(json, "plan", plan);
        json.Stretch("period", period);
    }

    private static void WriteClosing(Utf8JsonWriter json, Closing? closing)
    {
        json.WritePropertyName("closing");
        if (closing is null) json.WriteNullValue();
        else ClosingJson.Write(json, closing, entry: null);
    }

    private static void WriteKey(Utf8JsonWriter json, Key key, Budget? budget)
    {
        json.WriteString("key", key.Id);
        json.WritePropertyName("made");
        KeyJson.WriteMade(json, key, budget);
    }
}
