using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Ledger;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Holdfast.Server.Api;

/// <summary>GET /openapi/v1.json: the native API as an OpenAPI document; and a page at /docs to browse it. Neither needs a key.</summary>
internal static class ApiDocument
{
    internal const string Path = "/openapi/v1.json";

    private const string Name = "v1";

    internal static void AddTo(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => Configure(options.SerializerOptions));
        services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = api => OperationDescription.NotesOf(api) is not null;
            // What is part of something else is described there, where it may be null; bodies and answers are named in OperationDescription.
            options.CreateSchemaReferenceId = _ => null;
            options.AddSchemaTransformer(SchemaDescription.DescribeAsync);
            options.AddOperationTransformer(OperationDescription.DescribeAsync);
            options.AddDocumentTransformer(DocumentDescription.DescribeAsync);
        });
    }

    internal static void Map(WebApplication web)
    {
        var made = new Lazy<Task<byte[]>>(() => MakeAsync(web.Services));
        web.MapGet(Path, async http => await Reply.BytesAsync(http, StatusCodes.Status200OK, "application/json", await made.Value));
        var page = new Lazy<RequestDelegate>(() => Page(((IEndpointRouteBuilder)web).CreateApplicationBuilder()));
        web.MapGet("/docs/{**file}", http =>
        {
            // Files are served only to requests that no endpoint has claimed. This one claims them, so that no other request passes by here.
            http.SetEndpoint(null);
            return page.Value(http);
        });
    }

    private static RequestDelegate Page(IApplicationBuilder pipeline) => pipeline.UseSwaggerUI(page =>
    {
        page.RoutePrefix = "docs";
        page.DocumentTitle = "Holdfast";
        page.SwaggerEndpoint(Path, "Holdfast");
    }).Build();

    /// <summary>The endpoints are the same as long as the process runs, so the document is made once, when somebody asks.</summary>
    private static async Task<byte[]> MakeAsync(IServiceProvider services)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync();
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1);
        return stream.ToArray();
    }

    /// <summary>The rules by which bodies are read, for deriving schemas; the texts and lists that are checked further look like any.</summary>
    private static void Configure(JsonSerializerOptions options)
    {
        var read = ApiJson.Default.Options;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver();
        options.PropertyNamingPolicy = read.PropertyNamingPolicy;
        options.UnmappedMemberHandling = read.UnmappedMemberHandling;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = read.RespectNullableAnnotations;
        options.RespectRequiredConstructorParameters = read.RespectRequiredConstructorParameters;
        foreach (var converter in read.Converters)
            if (converter is not (TextWire or TextsWire or FlagWire)) options.Converters.Add(converter);
    }
}
