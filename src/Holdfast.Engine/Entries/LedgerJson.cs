using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// How the ledger's values stand in JSON: snake case, amounts as decimal strings, instants in RFC 3339, enum members by
/// name, nothing that is null, false, zero or empty.
/// </summary>
internal static class LedgerJson
{
    internal static readonly JsonSerializerOptions Options = MakeOptions();

    private static JsonSerializerOptions MakeOptions()
    {
        // Not source generated: that would give a member which is left out its type's default and not its own.
        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutEmpty } },
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            IgnoreReadOnlyProperties = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters =
            {
                new AmountConverter(), new InstantConverter(), new AccountIdConverter(), new HoldSetConverter(), new SlotItemSetConverter(),
                new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOutEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            // A required member may be left out here when it is zero or false.
            property.IsRequired = false;
            if (!property.PropertyType.IsGenericType) continue;
            if (property.PropertyType.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
                property.ShouldSerialize = static (_, value) => value is System.Collections.IList { Count: > 0 };
            else if (property.PropertyType.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>))
                property.ShouldSerialize = static (_, value) => value is System.Collections.IDictionary { Count: > 0 };
        }
    }
}

internal sealed class AmountConverter : JsonConverter<Amount>
{
    public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Amount.TryParse(reader.GetString(), out var amount) ? amount : throw new JsonException("not an amount");

    public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[28];
        value.TryFormat(text, out var written);
        writer.WriteStringValue(text[..written]);
    }
}

internal sealed class InstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return new(reader.GetInt64());
        return Instant.From(new DateTimeOffset(reader.GetDateTime().ToUniversalTime(), TimeSpan.Zero));
    }

    /// <summary>Instants outside the calendar, such as the ends of the widest window, stand as their microseconds.</summary>
    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options)
    {
        if (InstantText.IsNumber(value)) writer.WriteNumberValue(value.Micros);
        else
        {
            Span<char> text = stackalloc char[InstantText.LengthMax];
            writer.WriteStringValue(text[..InstantText.Write(value, text)]);
        }
    }
}

internal sealed class AccountIdConverter : JsonConverter<AccountId>
{
    public override AccountId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        AccountId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("not an account id");

    public override void Write(Utf8JsonWriter writer, AccountId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

/// <summary>Open holds as a list, in the order in which they lapse.</summary>
internal sealed class HoldSetConverter : JsonConverter<HoldSet>
{
    public override HoldSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var holds = HoldSet.Empty;
        var type = (JsonTypeInfo<Hold>)options.GetTypeInfo(typeof(Hold));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) holds = holds.With(JsonSerializer.Deserialize(ref reader, type)!);
        return holds;
    }

    public override void Write(Utf8JsonWriter writer, HoldSet value, JsonSerializerOptions options)
    {
        var type = (JsonTypeInfo<Hold>)options.GetTypeInfo(typeof(Hold));
        writer.WriteStartArray();
        foreach (var hold in value) JsonSerializer.Serialize(writer, hold, type);
        writer.WriteEndArray();
    }
}

/// <summary>The items of a slot as a list; their places follow from what is in them.</summary>
internal sealed class SlotItemSetConverter : JsonConverter<SlotItemSet>
{
    public override SlotItemSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var items = SlotItemSet.Empty;
        var type = (JsonTypeInfo<SlotItem>)options.GetTypeInfo(typeof(SlotItem));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items = items.With(JsonSerializer.Deserialize(ref reader, type)!);
        return items;
    }

    public override void Write(Utf8JsonWriter writer, SlotItemSet value, JsonSerializerOptions options)
    {
        var type = (JsonTypeInfo<SlotItem>)options.GetTypeInfo(typeof(SlotItem));
        writer.WriteStartArray();
        foreach (var item in value) JsonSerializer.Serialize(writer, item, type);
        writer.WriteEndArray();
    }
}
