using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>What a hold looks like, for the API's description.</summary>
internal sealed record HoldShape(
    string Id, string Status, string Operation, string Quantity, Dictionary<string, string>? Amount, Dictionary<string, string>? Held,
    string CapturedQuantity, Dictionary<string, string>? Captured, string? Key, DateTimeOffset PlacedAt, DateTimeOffset ExpiresAt, long Seq);

/// <summary>Holds in the native API.</summary>
internal static class HoldJson
{
    /// <summary>The hold as the entry placed it: the first answer, however often it is asked for.</summary>
    internal static void WritePlaced(Utf8JsonWriter json, Entry entry) =>
        Write(json, ((HoldPlaced)entry.Body).AsHold(entry.At, entry.Catalogue), "open", entry.Seq);

    /// <param name="status"><c>open captured released lapsed</c></param>
    /// <param name="seq">The number of the last entry about the hold; null where that is not known.</param>
    internal static void Write(Utf8JsonWriter json, Hold hold, string status, long? seq)
    {
        json.WriteStartObject();
        json.WriteString("id", hold.Id);
        json.WriteString("status", status);
        json.WriteString("operation", hold.Operation);
        json.WriteString("quantity", hold.Quantity.ToString());
        Money(json, "amount", hold.Asset, hold.Amount);
        Money(json, "held", hold.Asset, hold.Draws.Aggregate(Amount.Zero, (sum, draw) => sum + draw.Amount));
        json.WriteString("captured_quantity", hold.Captured.ToString());
        Money(json, "captured", hold.Asset, hold.Paid);
        json.WriteString("key", hold.Key);
        json.WriteString("placed_at", hold.PlacedAt.ToString());
        json.WriteString("expires_at", hold.ExpiresAt.ToString());
        if (seq is { } number) json.WriteNumber("seq", number);
        json.WriteEndObject();
    }

    private static void Money(Utf8JsonWriter json, string name, string? asset, Amount amount)
    {
        if (asset is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString(asset, amount.ToString());
        json.WriteEndObject();
    }
}
