using System.Buffers;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Api;

/// <summary>Reads JSON bodies strictly: no unknown or repeated field, no wrong type, no over-long text, and says what is wrong where.</summary>
internal static class Body
{
    /// <summary>Reads the request's body; an empty one counts as <c>{}</c>.</summary>
    /// <exception cref="FailureException">It is not what it must be; nothing was done.</exception>
    internal static async ValueTask<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
    {
        var bytes = await BytesAsync(http);
        if (bytes.IsEmpty) return Read(Empty, type);
        RequireJson(http);
        return Read(bytes, type);
    }

    /// <exception cref="FailureException">The request does not say that its body is JSON.</exception>
    internal static void RequireJson(HttpContext http)
    {
        if (!IsJson(http.Request)) throw new FailureException(Failure.Of(Fault.MediaTypeUnsupported, "Send application/json."));
    }

    /// <summary>Whether the request says that its body is JSON, in UTF-8.</summary>
    internal static bool IsJson(HttpRequest request) => MediaTypeOf(request) == MediaTypeNames.Application.Json;

    /// <summary>The body's media type in lower case; null when none is named, or one in another charset than UTF-8.</summary>
    internal static string? MediaTypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? type.MediaType.Value?.ToLowerInvariant()
            : null;

    /// <summary>The whole body, which the server's limit on its size bounds.</summary>
    internal static async ValueTask<ReadOnlyMemory<byte>> BytesAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false) return default;
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.IsCompleted)
            {
                // The memory is the reader's; what is small is copied, so that nothing must remember to give it back.
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static readonly byte[] Empty = "{}"u8.ToArray();

    internal const int DepthMax = 16;

    /// <summary>Reads one object.</summary>
    /// <param name="what">What it is called in sentences.</param>
    /// <exception cref="FailureException">It is not what it must be.</exception>
    internal static T Read<T>(ReadOnlyMemory<byte> bytes, JsonTypeInfo<T> type, string what = "The body")
    {
        RequireUtf8(bytes.Span);
        try
        {
            var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = DepthMax });
            var body = JsonSerializer.Deserialize(ref reader, type);
            if (reader.Read()) throw new JsonException();
            return body ?? throw new FailureException(Failure.Of(Fault.FieldInvalid, $"{what} is an object, not null."));
        }
        catch (JsonException error)
        {
            throw new FailureException(Explain(bytes, type, error, what));
        }
    }

    /// <exception cref="FailureException">It is not UTF-8.</exception>
    internal static void RequireUtf8(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes)) throw new FailureException(Failure.Of(Fault.BodyMalformed, "The body is not UTF-8."));
    }

    /// <summary>Where JSON breaks off.</summary>
    internal static FailureException Malformed(JsonException cause) => new(Failure.Of(
        Fault.BodyMalformed, $"The body is no JSON, or nested too deep: line {cause.LineNumber + 1}, byte {cause.BytePositionInLine + 1}."));

    private static Failure Explain(ReadOnlyMemory<byte> bytes, JsonTypeInfo type, JsonException error, string what)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = DepthMax });
        }
        catch (JsonException malformed)
        {
            return Malformed(malformed).Failure;
        }

        using (document)
        {
            var field = error.Path is ['$', '.', .. var path] ? path : null;
            if (error is WireException known) return Failure.Of(Fault.FieldInvalid, field is null ? $"{what}: {known.Message}." : $"{field}: {known.Message}.", field);
            if (document.RootElement.ValueKind != JsonValueKind.Object && type.Kind == JsonTypeInfoKind.Object)
                return Failure.Of(Fault.FieldInvalid, $"{what} is a JSON object.");
            if (Missing(type, document.RootElement) is { } missing) return Failure.Of(Fault.FieldInvalid, $"{missing}: this field is required.", missing);
            return Failure.Of(
                Fault.FieldInvalid,
                field is null ? "A field stands there twice." : $"{field}: this field is unknown, stands there twice, is incomplete or is not of the right type.",
                field);
        }
    }

    private static string? Missing(JsonTypeInfo type, JsonElement body) =>
        type.Properties.FirstOrDefault(property => property.IsRequired && !body.TryGetProperty(property.Name, out _))?.Name;
}

/// <summary>A value that is not what its field must be. The message completes the sentence "field: ...".</summary>
internal sealed class WireException(string message) : JsonException(message);
