using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Holdfast.Server.Tests.Api;

/// <summary>The API's own description, against which calls are checked.</summary>
internal sealed class DescribedApi(JsonNode document)
{
    internal JsonNode Document { get; } = document;

    internal static async Task<DescribedApi> ReadAsync(TestNode node) => new((await node.SendAsync("GET", "/openapi/v1.json")).With(200));

    internal IEnumerable<(string Path, string Method, JsonObject Operation)> Operations =>
        from path in Document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (path.Key, operation.Key, operation.Value!.AsObject());

    /// <summary>The operation that a call is one of; nothing when it is of none.</summary>
    internal (string Path, string Method, JsonObject Operation) Of(string method, string path) => Operations.SingleOrDefault(known =>
        known.Method.Equals(method, StringComparison.OrdinalIgnoreCase) && Regex.IsMatch(path.Split('?')[0], "^" + Regex.Replace(known.Path, @"\{\w+\}", "[^/]+") + "$"));

    /// <summary>What about a call is not as described; nothing when all is.</summary>
    internal IEnumerable<string> Complaints(string method, string path, string? body, Reply reply)
    {
        var (template, _, operation) = Of(method, path);
        if (operation is null) return [$"{method} {path} is not described"];
        var where = $"{method} {template}";
        var complaints = new List<string>();
        if (body is not null && operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } asked) Check(asked, JsonNode.Parse(body), where + " body", complaints);
        var status = ((int)reply.Status).ToString(CultureInfo.InvariantCulture);
        var answers = operation["responses"]!.AsObject();
        var answer = answers.TryGetPropertyValue(status, out var described) ? described : answers["default"];
        if ((int)reply.Status < 300 && described is null) complaints.Add($"{where} answers {status}");
        if (answer?["content"]?[reply.Headers["Content-Type"]]?["schema"] is not { } told) complaints.Add($"{where} answers {status} as {reply.Headers["Content-Type"]}");
        else if (reply.Headers["Content-Type"].EndsWith("json", StringComparison.Ordinal)) Check(told, reply.Json, $"{where} {status}", complaints);
        return complaints;
    }

    /// <summary>Schemas are named once, and parts of them are described where they are.</summary>
    private JsonNode Resolved(JsonNode schema) =>
        schema["$ref"] is { } reference ? Document["components"]!["schemas"]![((string)reference!)["#/components/schemas/".Length..]]! : schema;

    private void Check(JsonNode schema, JsonNode? value, string where, List<string> complaints)
    {
        schema = Resolved(schema);
        if (schema["oneOf"] is JsonArray choices)
        {
            if (!choices.Any(choice => Fits(choice!, value))) complaints.Add($"{where}: {value?.ToJsonString()} is none of {choices.ToJsonString()}");
            return;
        }

        if (schema["type"] is { } type && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
            complaints.Add($"{where}: {value?.ToJsonString() ?? "null"} is no {type.ToJsonString()}");
        if (schema["enum"] is JsonArray words && words.All(word => word?.ToJsonString() != value?.ToJsonString())) complaints.Add($"{where}: {value?.ToJsonString()} is no word of {words.ToJsonString()}");
        if (value is JsonObject fields) CheckFields(schema, fields, where, complaints);
        if (value is JsonArray items && schema["items"] is { } item)
            for (var at = 0; at < items.Count; at++) Check(item, items[at], $"{where}[{at}]", complaints);
        if (TypeOf(value) == "string") CheckText(schema, (string)value!, where, complaints);
    }

    private void CheckFields(JsonNode schema, JsonObject fields, string where, List<string> complaints)
    {
        foreach (var required in schema["required"]?.AsArray() ?? []) if (!fields.ContainsKey((string)required!)) complaints.Add($"{where} lacks {required}");
        foreach (var (name, value) in fields)
        {
            if (schema["properties"]?[name] is { } known) Check(known, value, $"{where}.{name}", complaints);
            else if (schema["additionalProperties"] is JsonObject other) Check(other, value, $"{where}.{name}", complaints);
            else if (schema["properties"] is not null) complaints.Add($"{where} has {name}");
        }
    }

    private static void CheckText(JsonNode schema, string text, string where, List<string> complaints)
    {
        if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, (string)pattern!)) complaints.Add($"{where}: '{text}' does not match {pattern}");
        if ((string?)schema["format"] == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)) complaints.Add($"{where}: '{text}' is no instant");
        if ((string?)schema["format"] == "uuid" && !Guid.TryParse(text, out _)) complaints.Add($"{where}: '{text}' is no UUID");
    }

    private bool Fits(JsonNode schema, JsonNode? value)
    {
        var complaints = new List<string>();
        Check(schema, value, "", complaints);
        return complaints.Count == 0;
    }

    private static string[] Types(JsonNode type) => type is JsonArray many ? [.. many.Select(one => (string)one!)] : [(string)type!];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
    };
}
