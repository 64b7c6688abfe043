using System.Text.Json;
using Holdfast.Ledger;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Api;

/// <summary>What a call would do, for the API's description.</summary>
/// <param name="Due">The entries that time would write first.</param>
/// <param name="Entry">The call's own entry, as it would be; null where it has nothing to do, or was done before.</param>
/// <param name="Draws">The money that it would take, in order.</param>
/// <param name="Limits">The limits of which it would leave more or less.</param>
/// <param name="Alerts">What the call's own entry would carry.</param>
internal sealed record DryRunShape(EntryShape[] Due, EntryShape? Entry, DrawShape[] Draws, ForeseenLimitShape[] Limits, AlertShape[] Alerts);

/// <summary>Money that a call would take, for the API's description.</summary>
/// <param name="Grant">The grant that it comes from; null for what would be owed, or become debt.</param>
/// <param name="Debt">True for what becomes debt, or pays it; left out otherwise.</param>
/// <param name="Source">The grant's.</param>
/// <param name="ExpiresAt">The grant's.</param>
internal sealed record DrawShape(string Asset, Book From, Book To, Amount Amount, string? Grant, GrantSource? Source, Instant? ExpiresAt, bool? Debt = null);

/// <summary>What a limit has left, for the API's description.</summary>
/// <param name="Limit">As a refusal names it: <c>funds:eur</c>, <c>meter:characters</c>, <c>limit:team</c>.</param>
/// <param name="Before">Below zero where the limit was lowered below what is used; null where nothing limits.</param>
/// <param name="After">After the call.</param>
internal sealed record ForeseenLimitShape(string Limit, Amount? Before, Amount? After);

/// <summary>What a call would do, in the native API.</summary>
internal static class ForesightJson
{
    /// <summary>An answer, and in it what is foreseen.</summary>
    internal static void Write(Utf8JsonWriter json, Action<Utf8JsonWriter> answer, Foresight foresight)
    {
        using var answered = JsonDocument.Parse(Answers.Render(answer));
        json.WriteStartObject();
        foreach (var member in answered.RootElement.EnumerateObject()) member.WriteTo(json);
        WriteMember(json, foresight);
        json.WriteEndObject();
    }

    internal static void WriteMember(Utf8JsonWriter json, Foresight foresight)
    {
        json.WriteStartObject(DryRun.Name);
        json.WriteStartArray("due");
        foreach (var entry in foresight.Due) EntryJson.Write(json, entry);
        json.WriteEndArray();
        json.WritePropertyName("entry");
        if (foresight.Decision.Entries.IsEmpty) json.WriteNullValue();
        else EntryJson.Write(json, foresight.Decision.Entry);
        json.WriteStartArray("draws");
        foreach (var draw in foresight.Draws) Write(json, draw);
        json.WriteEndArray();
        json.WriteStartArray("limits");
        foreach (var limit in foresight.Limits)
        {
            json.WriteStartObject();
            json.WriteString("limit", limit.Limit);
            json.WriteString("before", limit.Before?.ToString());
            json.WriteString("after", limit.After?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        EntryJson.WriteAlerts(json, foresight.Decision.Entries.IsEmpty ? null : foresight.Decision.Entry.Body);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ForeseenDraw draw)
    {
        json.WriteStartObject();
        EntryJson.WriteFields(json, draw.Posting);
        json.WriteString("source", draw.Grant is { } grant ? WordWire<GrantSource>.Of(grant.Source) : null);
        json.Moment("expires_at", draw.Grant?.ExpiresAt);
        json.WriteEndObject();
    }
}
