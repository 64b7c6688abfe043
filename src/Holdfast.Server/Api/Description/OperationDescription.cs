using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Holdfast.Server.Api;

/// <summary>Describes one endpoint by the notes it was mapped with.</summary>
internal static partial class OperationDescription
{
    internal static EndpointNotes? NotesOf(ApiDescription api) => api.ActionDescriptor.EndpointMetadata.OfType<EndpointNotes>().SingleOrDefault();

    internal static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var notes = NotesOf(context.Description)!;
        var path = context.Description.RelativePath!;
        operation.OperationId = char.ToLowerInvariant(notes.Operation[0]) + notes.Operation[1..];
        operation.Summary = notes.Summary;
        operation.Tags = new HashSet<OpenApiTagReference> { new(TagOf(path), context.Document) };
        operation.Parameters = [];
        foreach (Match part in PathPart().Matches(path)) operation.Parameters.Add(InPath(part.Groups[1].Value));
        foreach (var query in notes.Queries)
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = query.Name,
                In = ParameterLocation.Query,
                Description = query.Meaning,
                Schema = await context.GetOrCreateSchemaAsync(query.Type, null, cancel),
            });
        if (notes.Changes) operation.Parameters.Add(DryRunFlag());
        if (notes.Idempotent) operation.Parameters.Add(IdempotencyKey());
        operation.RequestBody = await BodyAsync(notes, context, cancel);
        operation.Responses = await AnswersAsync(notes, context, cancel);
        if (notes.Public) operation.Security = [];
    }

    /// <summary>What the path is about: the last word of it that is no parameter.</summary>
    private static string TagOf(string path) => path.Split('/') switch
    {
        [_, _, "accounts", _, var part, ..] => part,
        [_, _, var part, ..] => part,
        _ => "health",
    };

    private static OpenApiParameter InPath(string name) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Required = true,
        Schema = name == "account"
            ? new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" }
            : new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Reply.NameMax },
    };

    private static OpenApiParameter DryRunFlag() => new()
    {
        Name = DryRun.Name,
        In = ParameterLocation.Query,
        Description = "True to change nothing and be answered with 200 what the call would be answered, and under `dry_run` what it would do: the entries, "
            + "the grants it would draw, what each limit would have left. What would be refused is refused. No idempotency key is kept.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean },
    };

    private static OpenApiParameter IdempotencyKey() => new()
    {
        Name = "Idempotency-Key",
        In = ParameterLocation.Header,
        Description = "The same key with the same request gets the first answer again, byte for byte; with another request it is refused. A key is the account's.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Reply.NameMax },
    };

    private static async Task<OpenApiRequestBody?> BodyAsync(EndpointNotes notes, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (notes.TakesYaml)
        {
            var text = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            var json = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } };
            return new() { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["application/yaml"] = text, ["application/json"] = json } };
        }

        if (notes.Items is { } items)
        {
            var array = new OpenApiMediaType { Schema = await context.GetOrCreateSchemaAsync(items, null, cancel) };
            var lines = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "One item of the array a line." } };
            return new() { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = array, [notes.LinesMediaType!] = lines } };
        }

        if (notes.Body is not { } type) return null;
        var schema = await context.GetOrCreateSchemaAsync(type, null, cancel);
        return new()
        {
            Required = type.IsArray || schema.Required is { Count: > 0 },
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Named(type, schema, context) } },
        };
    }

    /// <summary>A dry run is answered with 200 what the call itself would be answered.</summary>
    private static IEnumerable<AnswerNote> Answers(EndpointNotes notes) => !notes.Changes || notes.Answers.Any(answer => answer.Status == StatusCodes.Status200OK)
        ? notes.Answers
        : notes.Answers.Append(notes.Answers[0] with { Status = StatusCodes.Status200OK, Meaning = "A dry run: what would be answered." });

    private static async Task<OpenApiResponses> AnswersAsync(EndpointNotes notes, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var answers = new OpenApiResponses();
        foreach (var note in Answers(notes))
        {
            // One status may come in several media types.
            var status = note.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (!answers.TryGetValue(status, out var answer)) answers.Add(status, answer = new OpenApiResponse { Description = note.Meaning });
            if (note is not { Type: { } type, MediaType: { } mediaType }) continue;
            var schema = await context.GetOrCreateSchemaAsync(type, null, cancel);
            var described = notes.Changes && note.Status == StatusCodes.Status200OK && schema.Properties is { Count: > 0 }
                ? await WithDryRunAsync(type, schema, context, cancel)
                : Named(type, schema, context);
            var content = ((OpenApiResponse)answer).Content ??= new Dictionary<string, OpenApiMediaType>();
            content[mediaType] = new() { Schema = described };
        }

        var problem = Named(typeof(ProblemShape), await context.GetOrCreateSchemaAsync(typeof(ProblemShape), null, cancel), context);
        answers.Add("default", new OpenApiResponse
        {
            Description = "A problem.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = problem } },
        });
        return answers;
    }

    /// <summary>What a call answers, with what a dry run of it tells besides.</summary>
    private static async Task<IOpenApiSchema> WithDryRunAsync(Type type, OpenApiSchema answer, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var dryRun = Named(typeof(DryRunShape), await context.GetOrCreateSchemaAsync(typeof(DryRunShape), null, cancel), context);
        var both = new OpenApiSchema
        {
            Type = answer.Type,
            Description = answer.Description,
            Properties = new Dictionary<string, IOpenApiSchema>(answer.Properties!) { [DryRun.Name] = dryRun },
            Required = answer.Required,
            AdditionalPropertiesAllowed = answer.AdditionalPropertiesAllowed,
        };
        if (SchemaDescription.NameOf(type) is not { } name || context.Document is not { } document) return both;
        document.AddComponent(name + "OrDryRun", both);
        return new OpenApiSchemaReference(name + "OrDryRun", document);
    }

    /// <summary>A schema that has a name is described once and referred to.</summary>
    private static IOpenApiSchema Named(Type type, OpenApiSchema schema, OpenApiOperationTransformerContext context)
    {
        if (SchemaDescription.NameOf(type) is not { } name || context.Document is not { } document) return schema;
        document.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, document);
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathPart();
}
