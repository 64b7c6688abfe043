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
        typeof(AmountWire), typeof(AmountsWire), typeof(AmountMaybeOfWire), typeof(InstantWire), typeof(TextWire), typeof(TextsWire), typeof(FlagWire),
        typeof(WordWire<Billing>), typeof(WordWire<PlanStatus>), typeof(WordWire<BillingPeriod>), typeof(WordWire<GiveGrantEndpoint.Source>),
        typeof(WordWire<GiveGrantEndpoint.Until>), typeof(WordWire<CreateKeyEndpoint.Per>), typeof(WordWire<OverCapture>),
        typeof(WordWire<SetPlanEndpoint.When>), typeof(WordWire<SetPlanEndpoint.Rest>), typeof(WordWire<SetPlanEndpoint.Course>), typeof(WordWire<Window>), typeof(WordWire<Role>),
        typeof(GivenWire<string>), typeof(GivenWire<string[]>), typeof(GivenWire<bool>), typeof(GivenWire<Instant?>), typeof(GivenWire<Billing>),
    ])]
[JsonSerializable(typeof(AuthorizeEndpoint.Body), TypeInfoPropertyName = "Authorize")]
[JsonSerializable(typeof(CaptureHoldEndpoint.Body), TypeInfoPropertyName = "CaptureHold")]
[JsonSerializable(typeof(ChangeAccountEndpoint.Body), TypeInfoPropertyName = "ChangeAccount")]
[JsonSerializable(typeof(ChargeEndpoint.Body), TypeInfoPropertyName = "Charge")]
[JsonSerializable(typeof(CommandItem.Fields), TypeInfoPropertyName = "CommandItem")]
[JsonSerializable(typeof(CreateKeyEndpoint.Body), TypeInfoPropertyName = "CreateKey")]
[JsonSerializable(typeof(DismissNoticesEndpoint.Body), TypeInfoPropertyName = "DismissNotices")]
[JsonSerializable(typeof(ExtendHoldEndpoint.Body), TypeInfoPropertyName = "ExtendHold")]
[JsonSerializable(typeof(GiveGrantEndpoint.Body), TypeInfoPropertyName = "GiveGrant")]
[JsonSerializable(typeof(MoveClockEndpoint.Body), TypeInfoPropertyName = "MoveClock")]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(OpenAccountEndpoint.Body), TypeInfoPropertyName = "OpenAccount")]
[JsonSerializable(typeof(PlaceHoldEndpoint.Body), TypeInfoPropertyName = "PlaceHold")]
[JsonSerializable(typeof(RefundEndpoint.Body), TypeInfoPropertyName = "Refund")]
[JsonSerializable(typeof(RotateKeyEndpoint.Body), TypeInfoPropertyName = "RotateKey")]
[JsonSerializable(typeof(SetAutoReloadEndpoint.Body), TypeInfoPropertyName = "SetAutoReload")]
[JsonSerializable(typeof(SetCapEndpoint.Body), TypeInfoPropertyName = "SetCap")]
[JsonSerializable(typeof(SetExtensionEndpoint.Body), TypeInfoPropertyName = "SetExtension")]
[JsonSerializable(typeof(SetLimitEndpoint.Body), TypeInfoPropertyName = "SetLimit")]
[JsonSerializable(typeof(SetMemberEndpoint.Body), TypeInfoPropertyName = "SetMember")]
[JsonSerializable(typeof(SetPlanEndpoint.Body), TypeInfoPropertyName = "SetPlan")]
[JsonSerializable(typeof(UsageEndpoint.Item), TypeInfoPropertyName = "Usage")]
[JsonSerializable(typeof(TakeSlotEndpoint.Body), TypeInfoPropertyName = "TakeSlot")]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>The body of a call that says everything in its path.</summary>
internal sealed record Nothing;

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
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    internal static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) throw new WireException("a text");
        try
        {
            if (reader.GetString() is { Length: <= Bounds.TextMax } text && !text.Any(char.IsControl)) return text;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which is no character.
        }

        throw new WireException($"a text of at most {Bounds.TextMax} characters without control characters");
    }
}

/// <summary>A word out of a list, in snake case.</summary>
internal sealed class WordWire<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    private static readonly Dictionary<string, T> Words = Names.ToDictionary(name => name.Value, name => name.Key);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Words.TryGetValue(reader.GetString()!, out var value)
            ? value
            : throw new WireException("one of " + string.Join(", ", Words.Keys));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Of(value));

    internal static string Of(T value) => Names[value];
}
