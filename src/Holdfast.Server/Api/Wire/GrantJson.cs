using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>A grant, for the API's description.</summary>
/// <param name="Remaining">What may be spent; zero until the grant is active.</param>
/// <param name="Held">What open holds have drawn.</param>
/// <param name="Priority">Lower is drawn first.</param>
/// <param name="RolledOver">Whether it is what was left of a plan's pool and goes on beyond its period.</param>
/// <param name="Seq">The number of the entry that gave it; only in the answer to giving it.</param>
internal sealed record GrantShape(
    string Id, string Asset, GrantSource Source, GrantStatus Status, Amount Amount, Amount Remaining, Amount Held, int Priority, Instant GivenAt,
    Instant? StartsAt, Instant? ExpiresAt, bool RolledOver, long? Seq = null);

/// <summary>Grants in the native API.</summary>
internal static class GrantJson
{
    /// <summary>The grant as its entry gave it, less what it paid of a debt at once: the same for ever.</summary>
    internal static void WriteGiven(Utf8JsonWriter json, Entry entry)
    {
        var grant = entry.Body.Grants[0];
        var left = Amount.Zero;
        foreach (var posting in entry.Body.Postings) left += posting.To == Book.Available ? posting.Amount : -posting.Amount;
        Write(json, grant with { Remaining = left }, entry.Seq);
    }

    /// <param name="seq">The number of the entry that gave it; null to leave it out.</param>
    internal static void Write(Utf8JsonWriter json, Grant grant, long? seq = null)
    {
        json.WriteStartObject();
        WriteFields(json, grant);
        if (seq is { } number) json.WriteNumber("seq", number);
        json.WriteEndObject();
    }

    /// <summary>Writes the fields into the object that is open.</summary>
    internal static void WriteFields(Utf8JsonWriter json, Grant grant)
    {
        json.WriteString("id", grant.Id);
        json.WriteString("asset", grant.Asset);
        json.WriteString("source", WordWire<GrantSource>.Of(grant.Source));
        json.WriteString("status", WordWire<GrantStatus>.Of(grant.Status));
        json.WriteString("amount", grant.Amount.ToString());
        json.WriteString("remaining", grant.Remaining.ToString());
        json.WriteString("held", grant.Held.ToString());
        json.WriteNumber("priority", grant.Priority);
        json.Moment("given_at", grant.GivenAt);
        json.Moment("starts_at", grant.StartsAt);
        json.Moment("expires_at", grant.ExpiresAt);
        json.WriteBoolean("rolled_over", grant.RolledOver);
    }
}
