using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>What a hold looks like, for the API's description.</summary>
/// <param name="Quantity">Units; 1 where the caller named the amount.</param>
/// <param name="Amount">The money set aside at first; null when the operation costs none.</param>
/// <param name="Held">The money set aside now.</param>
/// <param name="CapturedQuantity">Units captured so far.</param>
/// <param name="Captured">Money captured so far.</param>
/// <param name="Member">Whose work it is; left out for nobody's.</param>
/// <param name="Uncovered">What a capture with <c>over: cap</c> could not take: money where the caller names the amount, else units; left out when it took all.</param>
/// <param name="Seq">The number of the last entry about the hold; left out in lists and for a hold that is read while open.</param>
internal sealed record HoldShape(
    string Id, HoldStatus Status, string Operation, Amount Quantity, Dictionary<string, Amount>? Amount, Dictionary<string, Amount>? Held,
    Amount CapturedQuantity, Dictionary<string, Amount>? Captured, string? Key, Instant PlacedAt, Instant ExpiresAt, Instant? ClosedAt,
    string? Member = null, Amount? Uncovered = null, long? Seq = null);

/// <summary>Holds in the native API.</summary>
internal static class HoldJson
{
    /// <summary>The hold as the entry placed it: the first answer, however often it is asked for.</summary>
    internal static void WritePlaced(Utf8JsonWriter json, Entry entry) => Write(json, HoldStory.Placed(entry));

    internal static void Write(Utf8JsonWriter json, HoldStory story)
    {
        var hold = story.Hold;
        json.WriteStartObject();
        json.WriteString("id", hold.Id);
        json.WriteString("status", WordWire<HoldStatus>.Of(story.Status));
        json.WriteString("operation", hold.Operation);
        json.WriteString("quantity", hold.Quantity.ToString());
        json.Money("amount", hold.Asset, hold.Amount);
        json.Money("held", hold.Asset, story.Held);
        json.WriteString("captured_quantity", hold.Captured.ToString());
        json.Money("captured", hold.Asset, hold.Paid);
        json.WriteString("key", hold.Key);
        if (hold.Member is not null) json.WriteString("member", hold.Member);
        json.Moment("placed_at", hold.PlacedAt);
        json.Moment("expires_at", hold.ExpiresAt);
        json.Moment("closed_at", story.ClosedAt);
        if (story.Uncovered.IsPositive) json.WriteString("uncovered", story.Uncovered.ToString());
        if (story.Seq is { } number) json.WriteNumber("seq", number);
        json.WriteEndObject();
    }
}
