using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>The bodies of the native API. Every one is listed here, so that reading it needs no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters =
    [
        typeof(AmountWire), typeof(InstantWire), typeof(TextWire),
        typeof(WordWire<Billing>), typeof(WordWire<GrantSource>), typeof(WordWire<PlanStatus>), typeof(WordWire<BillingPeriod>),
    ])]
[JsonSerializable(typeof(OpenAccountEndpoint.Body), TypeInfoPropertyName = "OpenAccount")]
[JsonSerializable(typeof(PlaceHoldEndpoint.Body), TypeInfoPropertyName = "PlaceHold")]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>An amount: a decimal in a string.</summary>
internal sealed class AmountWire : JsonConverter<Amount>
{
    public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Amount.TryParse(reader.GetString(), out var amount)
            ? amount
            : throw new WireException($"a decimal in a string, such as \"9.955\", with at most {Amount.DecimalsMax} digits after the point");

    public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>An instant: RFC 3339 with an offset.</summary>
internal sealed class InstantWire : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var instant)
            ? instant
            : throw new WireException("an instant in RFC 3339, such as \"2026-01-31T12:00:00Z\"");

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    internal static bool TryParse(string text, out Instant instant)
    {
        string[] forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        var zoned = text.Length > 19 && (text[^1] == 'Z' || text[^6] is '+' or '-');
        var read = DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        instant = Instant.From(time);
        return read && zoned && instant <= Instant.InputMax;
    }
}

/// <summary>A text: at most 256 characters, no control characters, no half of a surrogate pair.</summary>
internal sealed class TextWire : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new WireException("a text");
        var text = reader.GetString()!;
        return text.Length <= Limits.TextMax && !text.Any(char.IsControl)
            ? text
            : throw new WireException($"a text of at most {Limits.TextMax} characters without control characters");
    }

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static string Read(ref Utf8JsonReader reader) => reader.GetString() is { Length: <= Limits.TextMax } text
        ? text
        : throw new WireException($"a name of at most {Limits.TextMax} characters");
}

/// <summary>A word out of a list, in snake case.</summary>
internal sealed class WordWire<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Words = Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Words.TryGetValue(reader.GetString()!, out var value)
            ? value
            : throw new WireException("one of " + string.Join(", ", Words.Keys));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Of(value));

    internal static string Of(T value) => Words.First(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Key;
}
