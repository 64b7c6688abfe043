using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>An amount with its asset on the wire: <c>{"eur":"0.05"}</c>.</summary>
internal sealed class AmountsWire : JsonConverter<AssetAmount>
{
    private static readonly AmountWire Amounts = new();

    public override AssetAmount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName) throw Wrong();
        var asset = TextWire.Text(ref reader);
        reader.Read();
        var amount = Amounts.Read(ref reader, typeof(Amount), options);
        return reader.Read() && reader.TokenType == JsonTokenType.EndObject ? new(asset, amount) : throw Wrong();
    }

    public override void Write(Utf8JsonWriter writer, AssetAmount value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(value.Asset, value.Amount.ToString());
        writer.WriteEndObject();
    }

    private static WireException Wrong() => new("an object with one asset, such as {\"eur\":\"0.05\"}");
}

/// <summary>An amount whose asset may go without saying: <c>"0.05"</c> or <c>{"eur":"0.05"}</c>.</summary>
/// <param name="Asset">Null when it was not said.</param>
internal readonly record struct AmountMaybeOf(string? Asset, Amount Amount);

/// <summary>Either form of an amount.</summary>
internal sealed class AmountMaybeOfWire : JsonConverter<AmountMaybeOf>
{
    private static readonly AmountWire Amounts = new();
    private static readonly AmountsWire WithAsset = new();

    public override AmountMaybeOf Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return new(null, Amounts.Read(ref reader, typeof(Amount), options));
        var amount = WithAsset.Read(ref reader, typeof(AssetAmount), options);
        return new(amount.Asset, amount.Amount);
    }

    public override void Write(Utf8JsonWriter writer, AmountMaybeOf value, JsonSerializerOptions options)
    {
        if (value.Asset is null) Amounts.Write(writer, value.Amount, options);
        else WithAsset.Write(writer, new(value.Asset, value.Amount), options);
    }
}
