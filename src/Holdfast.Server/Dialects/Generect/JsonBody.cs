using System.Net.Mime;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>Reads the body of a write call. None at all counts as <c>{}</c>.</summary>
/// <param name="Fields">An object, unless there is a failure.</param>
/// <param name="Failure">Null when the body is an object.</param>
internal readonly record struct JsonBody(JsonElement Fields, Failure? Failure)
{
    internal static async ValueTask<JsonBody> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var bytes = buffer.ToArray();
        if (bytes.Length == 0) return new(JsonElement.Parse("{}"), null);
        var isJson = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            && type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase);
        return isJson ? Parse(bytes) : new(default, Failure.Of(Fault.MediaTypeUnsupported));
    }

    private static JsonBody Parse(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes)) return Malformed("not UTF-8");
        try
        {
            var body = JsonElement.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });

            // Half of a surrogate pair is noticed only by who writes it out.
            Answers.Render(body.WriteTo);
            return body.ValueKind switch
            {
                JsonValueKind.Object => new(body, null),
                JsonValueKind.Null => Invalid("No data provided"),
                _ => Invalid($"Invalid data. Expected a dictionary, but got {PythonTypes.Of(body)}."),
            };
        }
        catch (JsonException error)
        {
            return Malformed(error is { LineNumber: { } line, BytePositionInLine: { } column } ? $"line {line + 1} column {column + 1}" : "a name stands twice in one object");
        }
        catch (InvalidOperationException)
        {
            return Malformed("half of a surrogate pair");
        }
    }

    private static JsonBody Malformed(string cause) => new(default, Failure.Of(Fault.BodyMalformed, "JSON parse error - " + cause));

    private static JsonBody Invalid(string message) => new(default, Failure.Of(Fault.FieldInvalid, message, "non_field_errors"));
}

/// <summary>The names by which the vendor's framework calls the kinds of JSON values.</summary>
internal static class PythonTypes
{
    internal static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "dict",
        JsonValueKind.Array => "list",
        JsonValueKind.String => "str",
        JsonValueKind.Number => value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? "float" : "int",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Null or JsonValueKind.Undefined => "NoneType",
    };
}
