using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Server.Api;

/// <summary>Reads JSON bodies strictly: no unknown or repeated field, no wrong type, no over-long text, and says what is wrong where.</summary>
internal static class Body
{
    /// <summary>Reads the request's body; an empty one counts as <c>{}</c>.</summary>
    /// <exception cref="FailureException">It is not what it must be; nothing was done.</exception>
    internal static async ValueTask<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
    {
        var bytes = await BytesAsync(http);
        if (bytes.IsEmpty) return Read(new("{}"u8.ToArray()), type);
        if (!http.Request.HasJsonContentType()) throw new FailureException(Failure.Of(Fault.MediaTypeUnsupported, "Send application/json."));
        return Read(bytes, type);
    }

    internal static T Read<T>(ReadOnlySequence<byte> bytes, JsonTypeInfo<T> type)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = DepthMax });
            var body = JsonSerializer.Deserialize(ref reader, type);
            if (reader.Read()) throw new JsonException();
            return body ?? throw new FailureException(Failure.Of(Fault.FieldInvalid, "The body is an object, not null."));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FailureException(Explain(bytes, type, error as JsonException));
        }
    }

    /// <summary>The whole body, which the server's limit on its size bounds.</summary>
    internal static async ValueTask<ReadOnlySequence<byte>> BytesAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false) return default;
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.IsCompleted)
            {
                // The memory is the reader's; what is small is copied, so that nothing must remember to give it back.
                var bytes = new ReadOnlySequence<byte>(read.Buffer.ToArray());
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private const int DepthMax = 16;

    private static Failure Explain(ReadOnlySequence<byte> bytes, JsonTypeInfo type, JsonException? error)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = DepthMax, AllowDuplicateProperties = false });
            var field = error?.Path is ['$', '.', .. var path] ? path : null;
            if (error is WireException known) return Failure.Of(Fault.FieldInvalid, $"{field}: {known.Message}.", field);
            if (document.RootElement.ValueKind != JsonValueKind.Object && type.Kind == JsonTypeInfoKind.Object)
                return Failure.Of(Fault.FieldInvalid, "The body is a JSON object.");
            if (field is null && type.Properties.FirstOrDefault(property => property.IsRequired && !document.RootElement.TryGetProperty(property.Name, out _)) is { } missing)
                return Failure.Of(Fault.FieldInvalid, $"{missing.Name}: this field is required.", missing.Name);
            return Failure.Of(Fault.FieldInvalid, field is null ? "A required field is missing." : $"{field}: this field is unknown, or not of the right type.", field);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return malformed is JsonException { LineNumber: { } line, BytePositionInLine: { } column }
                ? Failure.Of(Fault.BodyMalformed, $"The body is no JSON: line {line + 1}, byte {column + 1}.")
                : Failure.Of(Fault.BodyMalformed, "The body is no JSON, or names a field twice.");
        }
    }
}

/// <summary>A value that is not what its field must be. The message completes the sentence "field: ...".</summary>
internal sealed class WireException(string message) : JsonException(message);
