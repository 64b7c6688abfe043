using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Ledger;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Holdfast.Server.Api;

/// <summary>What the ledger's values look like in JSON, for the API's description.</summary>
internal static class SchemaDescription
{
    /// <summary>A body is named after its endpoint, an answer after what it shows; null for what is described where it is used.</summary>
    internal static string? NameOf(Type type) =>
        type is { Name: "Body", DeclaringType.Name: var endpoint } ? endpoint.Replace("Endpoint", "")
        : type.Name.EndsWith("Shape", StringComparison.Ordinal) ? type.Name[..^"Shape".Length]
        : null;

    internal static async Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        // What was made here is offered once more, as a part of what it was made for.
        if (schema.Examples is { Count: > 0 }) return;
        schema.Description = Meant(schema.Description);
        var type = context.JsonTypeInfo.Type;
        var value = Nullable.GetUnderlyingType(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            var given = type.GetGenericArguments()[0];
            value = Nullable.GetUnderlyingType(given);
            Describe(schema, value ?? given, value is not null || !given.IsValueType);
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(NamedShape<>))
            AddName(schema, await context.GetOrCreateSchemaAsync(type.GetGenericArguments()[0], null, cancel));
        else Describe(schema, value ?? type, value is not null);
    }

    /// <summary>A body with what the path says else.</summary>
    private static void AddName(OpenApiSchema schema, OpenApiSchema body)
    {
        schema.Properties!.Remove("body");
        foreach (var (name, property) in body.Properties ?? new Dictionary<string, IOpenApiSchema>()) schema.Properties[name] = property;
        schema.Required = new HashSet<string>(body.Required ?? new HashSet<string>()) { "id" };
    }

    /// <summary>What the code says of a type, without what is about the code.</summary>
    private static string? Meant(string? summary) =>
        summary is null || AboutCode.Any(summary.StartsWith) ? null : summary.Replace(", for the API's description.", ".", StringComparison.Ordinal);

    private static readonly string[] AboutCode = ["How much of an asset", "A moment in time", "A value that a caller gave", "An amount of a named asset", "An amount whose asset"];

    private static void Describe(OpenApiSchema schema, Type type, bool nullable)
    {
        if (type == typeof(Amount)) Text(schema, nullable, AmountPattern, "9.955");
        else if (type == typeof(Instant)) Text(schema, nullable, null, "2026-01-31T12:00:00Z", "date-time");
        else if (type == typeof(AssetAmount)) OneAsset(schema, nullable);
        else if (type == typeof(AmountMaybeOf))
        {
            var (plain, named) = (new OpenApiSchema(), new OpenApiSchema());
            Describe(plain, typeof(Amount), nullable: false);
            OneAsset(named, nullable: false);
            (schema.Type, schema.OneOf) = (null, nullable ? [plain, named, new OpenApiSchema { Type = JsonSchemaType.Null }] : [plain, named]);
        }
        else if (type == typeof(Dictionary<string, Amount>)) ByAsset(schema, nullable || MayBeNull(schema));
        else if (type.IsEnum) Words(schema, type, nullable);
        else if (type == typeof(string)) schema.Type = Or(JsonSchemaType.String, nullable || MayBeNull(schema));
        else if (type == typeof(bool)) schema.Type = Or(JsonSchemaType.Boolean, nullable);
        else if (type == typeof(string[]))
        {
            schema.Type = Or(JsonSchemaType.Array, nullable || MayBeNull(schema));
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String };
        }
    }

    private const string AmountPattern = @"^-?(0|[1-9]\d*)(\.\d{1,6})?$";

    private static void Text(OpenApiSchema schema, bool nullable, string? pattern, string example, string? format = null)
    {
        schema.Type = Or(JsonSchemaType.String, nullable);
        schema.Pattern = pattern;
        schema.Format = format;
        schema.Examples = [JsonValue.Create(example)];
    }

    private static void OneAsset(OpenApiSchema schema, bool nullable)
    {
        ByAsset(schema, nullable);
        (schema.MinProperties, schema.MaxProperties) = (1, 1);
    }

    private static void ByAsset(OpenApiSchema schema, bool nullable)
    {
        var amount = new OpenApiSchema();
        Describe(amount, typeof(Amount), nullable: false);
        schema.Type = Or(JsonSchemaType.Object, nullable);
        schema.AdditionalProperties = amount;
        schema.Examples = [new JsonObject { ["eur"] = "0.05" }];
    }

    private static void Words(OpenApiSchema schema, Type type, bool nullable)
    {
        schema.Type = Or(JsonSchemaType.String, nullable);
        schema.Format = null;
        schema.Enum = [.. Enum.GetNames(type).Select(name => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(name)!)];
        if (nullable) schema.Enum.Add(null!);
    }

    private static bool MayBeNull(OpenApiSchema schema) => schema.Type?.HasFlag(JsonSchemaType.Null) == true;

    private static JsonSchemaType Or(JsonSchemaType type, bool nullable) => nullable ? type | JsonSchemaType.Null : type;
}
