using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>How the ledger's values are written in answers.</summary>
internal static class Writing
{
    /// <summary>An instant in RFC 3339; null for none, and for one that lies outside the calendar.</summary>
    internal static void Moment(this Utf8JsonWriter json, string name, Instant? at)
    {
        if (at is { } moment && moment <= Instant.InputMax && moment >= Earliest) json.WriteString(name, moment.ToString());
        else json.WriteNull(name);
    }

    /// <summary>A stretch of time; an end that never comes is null.</summary>
    internal static void Stretch(this Utf8JsonWriter json, string name, Period period)
    {
        json.WriteStartObject(name);
        json.Moment("start", period.Start);
        json.Moment("end", period.End);
        json.WriteEndObject();
    }

    /// <summary><c>{"eur":"0.05"}</c>; null where there is no asset.</summary>
    internal static void Money(this Utf8JsonWriter json, string name, string? asset, Amount amount)
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

    /// <summary>Amounts by asset.</summary>
    internal static void Money(this Utf8JsonWriter json, string name, IEnumerable<AssetAmount> amounts)
    {
        json.WriteStartObject(name);
        foreach (var amount in amounts) json.WriteString(amount.Asset, amount.Amount.ToString());
        json.WriteEndObject();
    }

    internal static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static readonly Instant Earliest = Instant.From(DateTimeOffset.MinValue);
}
