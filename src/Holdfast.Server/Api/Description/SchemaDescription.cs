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
        type.DeclaringType is { } endpoint && endpoint.Name.EndsWith("Endpoint", StringComparison.Ordinal) && !type.IsEnum
            ? endpoint.Name.Replace("Endpoint", "") + (type.Name == "Body" ? "" : type.Name)
        : type.Name.EndsWith("Shape", StringComparison.Ordinal) && !type.IsArray ? type.Name[..^"Shape".Length]
        : null;

    internal static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = context.JsonTypeInfo.Type;
        var value = Nullable.GetUnderlyingType(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            var given = type.GetGenericArguments()[0];
            value = Nullable.GetUnderlyingType(given);
            Describe(schema, value ?? given, value is not null || !given.IsValueType);
        }
        else Describe(schema, value ?? type, value is not null);
        return Task.CompletedTask;
    }

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
        else if (type.IsEnum) Words(schema, type, nullable);
        else if (type == typeof(string)) schema.Type = Or(JsonSchemaType.String, nullable || schema.Type?.HasFlag(JsonSchemaType.Null) == true);
        else if (type == typeof(bool)) schema.Type = Or(JsonSchemaType.Boolean, nullable);
        else if (type == typeof(string[]))
        {
            schema.Type = Or(JsonSchemaType.Array, nullable || schema.Type?.HasFlag(JsonSchemaType.Null) == true);
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
        var amount = new OpenApiSchema();
        Describe(amount, typeof(Amount), nullable: false);
        schema.Type = Or(JsonSchemaType.Object, nullable);
        schema.AdditionalProperties = amount;
        (schema.MinProperties, schema.MaxProperties) = (1, 1);
        schema.Examples = [new JsonObject { ["eur"] = "0.05" }];
    }

    private static void Words(OpenApiSchema schema, Type type, bool nullable)
    {
        schema.Type = Or(JsonSchemaType.String, nullable);
        schema.Format = null;
        schema.Enum = [.. Enum.GetNames(type).Select(name => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(name)!)];
        if (nullable) schema.Enum.Add(null!);
    }

    private static JsonSchemaType Or(JsonSchemaType type, bool nullable) => nullable ? type | JsonSchemaType.Null : type;
}
