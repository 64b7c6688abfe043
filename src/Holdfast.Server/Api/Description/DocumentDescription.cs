using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Holdfast.Server.Api;

/// <summary>What holds for the whole API: how to show the operator key, how values are written, which problems there are.</summary>
internal static class DocumentDescription
{
    internal static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new()
        {
            Title = "Holdfast",
            Version = "v1",
            Description = """
                The account server for usage-billed APIs: who a customer is, what they may still spend, and what is being spent right now.

                Amounts are decimals in strings, with at most six digits after the point. Instants are RFC 3339. Texts have at most 256 characters. A body
                with an unknown or repeated field is refused. Errors are problem details (RFC 9457); `code` is stable.
                """,
        };
        document.Servers = [new() { Url = "/" }];
        document.AddComponent(KeyName, (IOpenApiSecurityScheme)new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The operator key.",
        });
        document.Security = [new() { [new OpenApiSecuritySchemeReference(KeyName, document)] = [] }];
        document.Tags = document.Paths.Values.SelectMany(path => path.Operations!.Values).SelectMany(operation => operation.Tags!)
            .Select(tag => tag.Name!).Distinct().Select(name => new OpenApiTag { Name = name }).ToHashSet();
        ListCodes(document);
        return Task.CompletedTask;
    }

    private const string KeyName = "operator_key";

    private static void ListCodes(OpenApiDocument document)
    {
        var problem = document.Components!.Schemas![SchemaDescription.NameOf(typeof(ProblemShape))!];
        var code = (OpenApiSchema)problem.Properties!["code"];
        code.Enum = [.. Problems.All.Select(known => known.Code).Distinct().Select(known => (JsonNode)known!)];
        code.Description = string.Join("\n", Problems.All.Select(known => $"- `{known.Code}` ({known.Http}): {known.Title}"));
    }
}
