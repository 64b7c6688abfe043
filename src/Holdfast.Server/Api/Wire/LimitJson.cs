using System.Collections.Immutable;
using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>The most that may be used in each window, for the API's description.</summary>
/// <param name="Asset">Where money is counted, with <c>amount</c>.</param>
/// <param name="Quantity">Where units of the operation are counted.</param>
/// <param name="Operation">The only operation it binds; null for all.</param>
/// <param name="Member">The only member it binds; null for all.</param>
/// <param name="Key">The first of the keys that it binds, which came from it by rotation; null for all.</param>
/// <param name="Used">In the window now; only where an account is read, like all that follows.</param>
/// <param name="Held">By open holds that were placed in the window now. It counts as used.</param>
/// <param name="ResetsAt">When the window ends; null for never.</param>
internal sealed record LimitShape(
    string? Asset, Amount? Amount, Amount? Quantity, Window Per, string? Operation, string? Member, string? Key, Amount? Used = null, Amount? Held = null,
    Amount? Left = null, Instant? ResetsAt = null);

/// <summary>A limit that an entry counts in, for the API's description.</summary>
/// <param name="Limit">As a refusal names it: <c>limit:</c> and its name, or <c>key:</c> and the id of the key whose budget it is.</param>
/// <param name="Window">The stretch of time that it counts in.</param>
internal sealed record EntryLimitShape(string Limit, StretchShape Window);

/// <summary>Named limits in the native API. A key's own budget is shown with the key.</summary>
internal static class LimitJson
{
    internal static void WriteAll(Utf8JsonWriter json, AccountView view)
    {
        json.WriteStartObject("limits");
        foreach (var limit in view.State.Limits)
        {
            if (limit.Name is null) continue;
            var counter = limit.CounterAt(view.State, view.At);
            json.WriteStartObject(limit.Name);
            WriteTerms(json, limit);
            json.WriteString("used", counter.Used.ToString());
            json.WriteString("held", counter.Held.ToString());
            json.WriteString("left", Amount.Max(Amount.Zero, limit.Amount - counter.Taken).ToString());
            json.Moment("resets_at", counter.Window.End);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>A limit as its entry set it.</summary>
    internal static void WriteSet(Utf8JsonWriter json, Limit limit)
    {
        json.WriteStartObject("terms");
        WriteTerms(json, limit);
        json.WriteEndObject();
    }

    /// <summary>The limits that an entry counts in; nothing where there are none.</summary>
    internal static void WriteCounted(Utf8JsonWriter json, ImmutableArray<LimitWindow> counted)
    {
        if (counted.IsEmpty) return;
        json.WriteStartArray("limits");
        foreach (var part in counted)
        {
            json.WriteStartObject();
            json.WriteString("limit", part.Limit);
            json.Stretch("window", part.Window);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTerms(Utf8JsonWriter json, Limit limit)
    {
        json.WriteString("asset", limit.Asset);
        json.WriteString("amount", limit.Asset is null ? null : limit.Amount.ToString());
        json.WriteString("quantity", limit.Asset is null ? limit.Amount.ToString() : null);
        json.WriteString("per", WordWire<Window>.Of(limit.Per));
        json.WriteString("operation", limit.Operation);
        json.WriteString("member", limit.Member);
        json.WriteString("key", limit.Key);
    }
}
