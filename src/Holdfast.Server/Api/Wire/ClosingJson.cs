using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>What a period left to be paid, for the API's description.</summary>
/// <param name="Plan">The plan at its end; null for none.</param>
/// <param name="Seq">The number of the entry that ended the period; absent while it runs.</param>
/// <param name="At">When it ended; absent while it runs.</param>
/// <param name="Operations">What was used, refunds of the same period taken off.</param>
/// <param name="Late">What was used in earlier periods and told of in this one, refunds taken off; left out where there is nothing.</param>
/// <param name="Meters">What was billed beyond the limits of meters, refunds of the same period taken off.</param>
/// <param name="Assets">What it all comes to, by asset.</param>
internal sealed record ClosingShape(
    StretchShape Period, string? Plan, OperationClosedShape[] Operations, MeterClosedShape[] Meters, Dictionary<string, AssetClosedShape> Assets, long? Seq = null, Instant? At = null,
    LateClosedShape[]? Late = null);

/// <summary>What was used of an operation in a period, for the API's description.</summary>
/// <param name="Count">Charges and captures, refunded or not.</param>
/// <param name="Amount">What it cost, by asset, without what was refunded.</param>
/// <param name="Owed">The part of it that no grant paid, by asset.</param>
/// <param name="Refunded">What was refunded in the same period, by asset, whoever had paid it.</param>
/// <param name="Catalogues">The versions of the catalogue that priced it, in the order of first use.</param>
internal sealed record OperationClosedShape(
    string Operation, long Count, Amount Quantity, Dictionary<string, Amount> Amount, Dictionary<string, Amount> Owed, Dictionary<string, Amount> Refunded, int[] Catalogues);

/// <summary>What was used of an operation in an earlier period and told of in this one, for the API's description.</summary>
/// <param name="Period">The one in which it was used.</param>
/// <param name="Count">Charges, refunded or not.</param>
/// <param name="Amount">What it cost, by asset, without what was refunded.</param>
/// <param name="Owed">The part of it that no grant paid, by asset.</param>
/// <param name="Refunded">What was refunded in the period in which it was told of, by asset, whoever had paid it.</param>
/// <param name="Catalogues">The versions of the catalogue that priced it, in the order of first use.</param>
internal sealed record LateClosedShape(
    StretchShape Period, string Operation, long Count, Amount Quantity, Dictionary<string, Amount> Amount, Dictionary<string, Amount> Owed, Dictionary<string, Amount> Refunded, int[] Catalogues);

/// <summary>What was billed beyond a meter's limit in a period, for the API's description.</summary>
/// <param name="Units">For which it was billed.</param>
internal sealed record MeterClosedShape(string Meter, Amount Units, Dictionary<string, Amount> Billed);

/// <summary>What a period comes to in an asset, for the API's description.</summary>
/// <param name="Used">For all operations and meters together.</param>
/// <param name="Paid">The part of that which grants paid, or for which debt stands.</param>
/// <param name="Owed">The part of that which no grant paid.</param>
/// <param name="Refunded">What was taken off what is owed, since it was refunded in the same period.</param>
/// <param name="Credited">What was refunded in this period of what had been owed for earlier ones.</param>
/// <param name="Due">Owed less credited; negative for a credit.</param>
internal sealed record AssetClosedShape(Amount Used, Amount Paid, Amount Owed, Amount Refunded, Amount Credited, Amount Due);

/// <summary>A page of closings, for the API's description.</summary>
/// <param name="Open">The period that runs, as far as it has come.</param>
/// <param name="NextAfter">What to ask after for the next page, of older ones; null when this is the last one.</param>
internal sealed record ClosingsShape(ClosingShape Open, ClosingShape[] Closings, long? NextAfter);

/// <summary>Closings in the native API.</summary>
internal static class ClosingJson
{
    /// <param name="entry">The entry that carries it; null for a period that runs, and where the entry says so itself.</param>
    internal static void Write(Utf8JsonWriter json, Closing closing, Entry? entry)
    {
        json.WriteStartObject();
        if (entry is not null)
        {
            json.WriteNumber("seq", entry.Seq);
            json.Moment("at", entry.At);
        }

        json.Stretch("period", closing.Period);
        json.WriteString("plan", closing.Plan);
        json.WriteStartArray("operations");
        foreach (var operation in closing.Operations) Write(json, operation);
        json.WriteEndArray();
        if (!closing.Late.IsEmpty) WriteLate(json, closing.Late);
        json.WriteStartArray("meters");
        foreach (var meter in closing.Meters) Write(json, meter);
        json.WriteEndArray();
        json.WriteStartObject("assets");
        foreach (var asset in closing.Assets) Write(json, asset);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLate(Utf8JsonWriter json, IEnumerable<LateClosed> all)
    {
        json.WriteStartArray("late");
        foreach (var late in all) Write(json, late.Used, late.Period);
        json.WriteEndArray();
    }

    /// <param name="period">Where it is told of late, the one in which it was used; else null.</param>
    private static void Write(Utf8JsonWriter json, OperationClosed operation, Period? period = null)
    {
        json.WriteStartObject();
        if (period is { } late) json.Stretch("period", late);
        json.WriteString("operation", operation.Operation);
        json.WriteNumber("count", operation.Count);
        json.WriteString("quantity", operation.Quantity.ToString());
        json.Money("amount", operation.Amounts);
        json.Money("owed", operation.Owed);
        json.Money("refunded", operation.Refunded);
        json.WriteStartArray("catalogues");
        foreach (var version in operation.Catalogues) json.WriteNumberValue(version);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MeterClosed meter)
    {
        json.WriteStartObject();
        json.WriteString("meter", meter.Meter);
        json.WriteString("units", meter.Units.ToString());
        json.Money("billed", meter.Billed);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AssetClosed asset)
    {
        json.WriteStartObject(asset.Asset);
        json.WriteString("used", asset.Used.ToString());
        json.WriteString("paid", asset.Paid.ToString());
        json.WriteString("owed", asset.Owed.ToString());
        json.WriteString("refunded", asset.Refunded.ToString());
        json.WriteString("credited", asset.Credited.ToString());
        json.WriteString("due", asset.Due.ToString());
        json.WriteEndObject();
    }
}
