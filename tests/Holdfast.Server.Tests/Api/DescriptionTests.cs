using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Server.Api;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Server.Tests.Api;

public sealed class DescriptionTests
{
    /// <summary>Guarantees that no endpoint is added without being described.</summary>
    [Fact]
    public async Task Every_route_is_described()
    {
        await using var node = await TestNode.StartAsync();
        var api = await DescribedApi.ReadAsync(node);
        var routes = node.Endpoints.Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/ledger/v1", StringComparison.Ordinal) || endpoint.RoutePattern.RawText is "/healthz" or "/readyz")
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0].ToLowerInvariant()} {endpoint.RoutePattern.RawText}").ToArray();
        Assert.True(routes.Length >= 31);
        Assert.Equal(routes.Order(), api.Operations.Select(operation => $"{operation.Method} {operation.Path}").Order());
        Assert.Equal(routes.Length, api.Operations.Select(operation => operation.Operation.Text("operationId")).Distinct().Count());
        foreach (var (path, method, operation) in api.Operations)
        {
            Assert.True(operation.Text("summary") is { Length: > 10 } summary && !summary.EndsWith('.'), $"{method} {path} has no summary");
            Assert.NotEqual("absent", operation.Text("tags", "0"));
            Assert.Equal("#/components/schemas/Problem", operation.Text("responses", "default", "content", "application/problem+json", "schema", "$ref"));
            Assert.Equal(Regex.Matches(path, @"\{(\w+)\}").Select(part => part.Groups[1].Value), Parameters(operation, "path"));
        }
    }

    [Fact]
    public async Task Every_mutating_call_names_its_idempotency_key_and_its_body()
    {
        await using var node = await TestNode.StartAsync();
        var api = await DescribedApi.ReadAsync(node);
        foreach (var (path, method, operation) in api.Operations)
        {
            var named = Parameters(operation, "header").Contains("Idempotency-Key");
            // A hold is named by its path, and what comes in numbers by its items.
            Assert.Equal((path, method, method != "get" && operation.Text("operationId") is not ("placeHold" or "commands" or "usage")), (path, method, named));
            Assert.Equal((path, method, method != "get"), (path, method, Parameters(operation, "query").Contains("dry_run")));
            Assert.True(method == "get" || operation["responses"]!["200"] is not null, $"{method} {path} does not say how a dry run is answered");
            if (method is "get" or "delete") Assert.Null(operation["requestBody"]);
            else Assert.NotEmpty(operation["requestBody"]!["content"]!.AsObject());
        }
    }

    [Fact]
    public async Task Every_code_of_a_problem_is_listed()
    {
        await using var node = await TestNode.StartAsync();
        var code = (await DescribedApi.ReadAsync(node)).Document["components"]!["schemas"]!["Problem"]!["properties"]!["code"]!;
        Assert.Equal(Problems.All.Select(problem => problem.Code), code["enum"]!.AsArray().Select(known => (string)known!));
        foreach (var (status, known, title) in Problems.All) Assert.Contains($"- `{known}` ({status}): {title}", code.Text("description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_key_is_asked_for_everywhere_but_by_the_health_checks()
    {
        await using var node = await TestNode.StartAsync();
        var api = await DescribedApi.ReadAsync(node);
        Assert.Equal("""{"type":"http","description":"The operator key.","scheme":"bearer"}""", api.Document.Text("components", "securitySchemes", "operator_key"));
        Assert.Equal("""[{"operator_key":[]}]""", api.Document.Text("security"));
        Assert.Equal(["/healthz", "/readyz"], api.Operations.Where(operation => operation.Operation["security"] is JsonArray { Count: 0 }).Select(operation => operation.Path));
    }

    /// <summary>Guarantees that bodies and answers are what the description says, for one call of every endpoint and for refusals.</summary>
    [Fact]
    public async Task Calls_are_as_described()
    {
        await using var node = await TestNode.StartAsync();
        var api = await DescribedApi.ReadAsync(node);
        var complaints = new List<string>();
        var seen = new HashSet<string>();
        void See(string method, string path, string? body, Reply reply)
        {
            complaints.AddRange(api.Complaints(method, path, body, reply));
            seen.Add(api.Of(method, path) is var (template, known, _) ? $"{known} {template}" : path);
        }

        var account = await EveryKind.LiveAsync(node, (method, path, body, reply) => See(method, "/ledger/v1" + path, body, reply));
        foreach (var health in new[] { "/healthz", "/readyz" }) See("GET", health, null, await node.SendAsync("GET", health));
        See("PUT", "/ledger/v1/catalogue", null, await node.SendAsync("PUT", "/ledger/v1/catalogue", Holdfast.Engine.Catalogues.BuiltIn, "application/yaml", ("Authorization", "Bearer " + TestNode.OperatorKey)));
        See("PUT", "/ledger/v1/catalogue", null, await node.CallAsync("PUT", "/catalogue", "{}"));
        var (_, secret) = await node.OpenAsync(new { plan = "creator" });
        var asked = $$"""{"secret":"{{secret}}","operation":"text_to_speech","quantity":"5"}""";
        See("POST", "/ledger/v1/authorize", asked, await node.CallAsync("POST", "/authorize", asked));
        See("POST", $"/ledger/v1{account}/charges", null, await node.CallAsync("POST", account + "/charges", "{}"));
        var free = await node.OpenedAsync();
        See("POST", $"/ledger/v1{free}/charges", null, await node.CallAsync("POST", free + "/charges", """{"operation":"image.generate","amount":{"eur":"1"}}"""));
        Assert.Empty(complaints);
        Assert.Empty(api.Operations.Select(operation => $"{operation.Method} {operation.Path}").Except(seen));
    }

    [Fact]
    public async Task Descriptions_are_about_the_api_and_not_about_the_code()
    {
        await using var node = await TestNode.StartAsync();
        var text = (await node.SendAsync("GET", "/openapi/v1.json")).Text;
        foreach (var phrase in new[] { "for the API's description", "overflow checked", "so that a replay", "did not mention", "null here", "<see", "cref" })
            Assert.DoesNotContain(phrase, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_test_clock_there_is_no_word_of_it()
    {
        await using var node = await TestNode.StartAsync(settings: ("TestClock", "false"));
        Assert.DoesNotContain((await DescribedApi.ReadAsync(node)).Operations, operation => operation.Path == "/ledger/v1/clock");
    }

    /// <summary>Guarantees that the page can be read where there is no way out to the internet.</summary>
    [Fact]
    public async Task The_page_to_browse_it_needs_nothing_from_elsewhere()
    {
        await using var node = await TestNode.StartAsync();
        var to = await node.SendAsync("GET", "/docs");
        Assert.Equal((301, "docs/index.html"), ((int)to.Status, to.Headers["Location"]));
        var page = await node.SendAsync("GET", "/docs/index.html");
        Assert.Equal((200, true), ((int)page.Status, page.Headers["Content-Type"].StartsWith("text/html", StringComparison.Ordinal)));
        var links = Regex.Matches(page.Text, "(?:src|href)=\"([^\"]+)\"").Select(link => link.Groups[1].Value).Order().ToArray();
        Assert.True(links.Length >= 5);
        foreach (var link in links)
        {
            Assert.DoesNotContain("//", link, StringComparison.Ordinal);
            Assert.Equal((link, 200), (link, (int)(await node.SendAsync("GET", "/docs/" + link.TrimStart('.', '/'))).Status));
        }

        var script = (await node.SendAsync("GET", "/docs/index.js")).Text;
        Assert.Contains("/openapi/v1.json", script, StringComparison.Ordinal);
        Assert.Contains("configObject.validatorUrl = null", script, StringComparison.Ordinal);
        Assert.DoesNotContain("\"validatorUrl\":", script, StringComparison.Ordinal);
        (await node.SendAsync("GET", "/docs/nothing")).Refuses(404, "not_found");
    }

    private static IEnumerable<string> Parameters(JsonObject operation, string where) =>
        (operation["parameters"]?.AsArray() ?? []).Where(parameter => parameter!.Text("in") == where).Select(parameter => parameter!.Text("name")!);
}
