using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// A field that may be absent, which leaves things as they are, or null, which clears them where they can be cleared: that
/// is where <typeparamref name="T"/> has a null.
/// </summary>
internal sealed class GivenWire<T> : JsonConverter<Optional<T>>
{
    public override bool HandleNull => true;

    public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null && default(T) is null) return new(true, default!);
        return new(true, ((JsonConverter<T>)options.GetConverter(typeof(T))).Read(ref reader, typeof(T), options)!);
    }

    public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
        ((JsonConverter<T>)options.GetConverter(typeof(T))).Write(writer, value.Value, options);
}

/// <summary>True or false, and nothing that looks like it.</summary>
internal sealed class FlagWire : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new WireException("true or false"),
    };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}

/// <summary>A list of short texts, none of them empty.</summary>
internal sealed class TextsWire : JsonConverter<string[]>
{
    /// <summary>A list has so many texts at most.</summary>
    internal const int CountMax = 100;

    public override string[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Wrong();
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String && texts.Count < CountMax)
        {
            if (TextWire.Text(ref reader) is not { Length: > 0 } text) throw Wrong();
            texts.Add(text);
        }

        return reader.TokenType == JsonTokenType.EndArray ? [.. texts] : throw Wrong();
    }

    public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static WireException Wrong() => new($"a list of at most {CountMax} texts of 1 to {Bounds.TextMax} characters");
}
