using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>A meter of an account, for the API's description.</summary>
/// <param name="Limit">Null for no limit.</param>
/// <param name="Extension">Overage allowed beyond the limit; null for unlimited.</param>
internal sealed record MeterShape(Amount Used, Amount Held, Amount? Limit, Amount? Extension, Instant? ResetsAt);

/// <summary>A slot of an account, for the API's description.</summary>
internal sealed record SlotShape(int Used, int Limit, SlotItemShape[] Items);

/// <summary>One thing in a slot, for the API's description.</summary>
/// <param name="Hold">The hold that took the place and frees it; null for a place taken by itself.</param>
/// <param name="ExpiresAt">When the place is free by itself, with its lease or its hold; null for a place that stays until it is freed.</param>
internal sealed record SlotItemShape(string Id, string? Hold, Instant TakenAt, Instant? ExpiresAt);

/// <summary>The highest postpaid spend in a period, for the API's description.</summary>
internal sealed record CapShape(string Asset, Amount Amount, Amount? Spent = null);

/// <summary>Top-up by itself, for the API's description.</summary>
internal sealed record AutoReloadShape(bool Enabled, string Asset, Amount Threshold, Amount Amount);

/// <summary>Meters, slots and the cap of an account in the native API.</summary>
internal static class LimitsJson
{
    /// <summary>A slot with more things in it shows the first ones.</summary>
    private const int ItemsShown = 100;

    internal static void WriteMeters(Utf8JsonWriter json, AccountView view)
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
            json.Moment("resets_at", use.Counter.Window.End);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    internal static void WriteSlots(Utf8JsonWriter json, AccountView view)
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
            foreach (var item in use.Items.Take(ItemsShown))
            {
                json.WriteStartObject();
                json.WriteString("id", item.Item);
                json.WriteString("hold", item.Hold);
                json.Moment("taken_at", item.TakenAt);
                json.Moment("expires_at", item.Hold is { } hold ? view.State.Holds.Find(hold)!.ExpiresAt : item.ExpiresAt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <param name="spent">Null to leave it out.</param>
    internal static void WriteCap(Utf8JsonWriter json, AssetAmount? given, Amount? spent)
    {
        if (given is not { } cap)
        {
            json.WriteNull("cap");
            return;
        }

        json.WriteStartObject("cap");
        json.WriteString("asset", cap.Asset);
        json.WriteString("amount", cap.Amount.ToString());
        if (spent is { } sum) json.WriteString("spent", sum.ToString());
        json.WriteEndObject();
    }

    internal static void WriteAutoReload(Utf8JsonWriter json, AutoReload? reload)
    {
        if (reload is null)
        {
            json.WriteNull("auto_reload");
            return;
        }

        json.WriteStartObject("auto_reload");
        json.WriteBoolean("enabled", reload.Enabled);
        json.WriteString("asset", reload.Asset);
        json.WriteString("threshold", reload.Threshold.ToString());
        json.WriteString("amount", reload.Amount.ToString());
        json.WriteEndObject();
    }
}
