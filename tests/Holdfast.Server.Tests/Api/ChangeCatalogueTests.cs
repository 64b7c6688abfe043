using System.Text.Json.Nodes;
using Holdfast.Engine;

namespace Holdfast.Server.Tests.Api;

public sealed class ChangeCatalogueTests
{
    private static readonly string Changed = Catalogues.BuiltIn.Replace("creator:\n    name: Creator", "creator:\n    name: Kreativ");

    [Fact]
    public async Task A_new_version_is_in_force_from_now_on()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        var opened = await node.CallAsync("GET", account);
        await node.MustAsync("POST", "/clock", new { advance_seconds = 5 });
        var reply = await PutAsync(node, Changed);
        reply.Is(200, """{"version":2,"since":"2024-10-30T13:09:36Z"}""");
        Assert.Equal("\"2\"", reply.Headers["ETag"]);
        Assert.Equal("Kreativ", (await node.MustAsync("GET", account)).Text("plan", "name"));
        Assert.Equal("Creator", (await node.MustAsync("GET", account + "?at=2024-10-30T13:09:35Z")).Text("plan", "name"));
        Assert.Equal(Changed, (await node.CallAsync("GET", "/catalogue")).Text);
        (await PutAsync(node, Changed)).Is(200, """{"version":2,"since":"2024-10-30T13:09:36Z"}""");
        await node.RestartAsync();
        Assert.Equal(Changed, (await node.CallAsync("GET", "/catalogue")).Text);
        Assert.NotEqual(opened.Headers["ETag"], (await node.CallAsync("GET", account)).Headers["ETag"]);
    }

    /// <summary>Guarantees that a retry which comes late does not undo what another has changed since.</summary>
    [Fact]
    public async Task A_late_retry_gets_its_first_answer_and_changes_nothing()
    {
        await using var node = await TestNode.StartAsync();
        var first = await PutAsync(node, Changed, key: "one");
        first.Is(200, """{"version":2,"since":"2024-10-30T13:09:31Z"}""");
        (await PutAsync(node, Catalogues.BuiltIn, key: "two")).Is(200, """{"version":3,"since":"2024-10-30T13:09:31Z"}""");
        await node.RestartAsync();
        Assert.Equal(first.Text, (await PutAsync(node, Changed, key: "one")).Text);
        Assert.Equal(Catalogues.BuiltIn, (await node.CallAsync("GET", "/catalogue")).Text);
        (await PutAsync(node, Catalogues.BuiltIn, key: "one")).Refuses(422, "exists_with_different_request");
    }

    [Fact]
    public async Task Json_is_yaml_too()
    {
        await using var node = await TestNode.StartAsync();
        const string Json = """
            {
            	"assets":{"usd":{"postpaid":true},"eur":{"expires_after_months":12,"purchase_max":"1000000"},"credits":{"decimals":0},"api_credits":{"decimals":0}},
            	"meters":{}, "operations":{"image.generate":{"amount_in":["eur"]}}, "plans":{}, "default_plan":"free"
            }
            """;
        var problem = (await PutAsync(node, Json, "application/json")).Refuses(422, "catalogue_invalid");
        Assert.Contains("there is no plan free", problem["findings"]!.AsArray().Select(finding => finding!.Text("text")));
        Assert.Equal(3, (int)problem["findings"]!.AsArray().First(finding => finding!.Text("text") == "there is no plan free")!["line"]!);
    }

    [Fact]
    public async Task Every_finding_has_its_line_and_column()
    {
        await using var node = await TestNode.StartAsync();
        var problem = (await PutAsync(node, Changed.Replace("    name: Kreativ", "    name: Kreativ\n    colour: red").Replace("default_plan: free", "default_plan: gold"))).Refuses(422, "catalogue_invalid");
        var lines = Changed.Split('\n').ToList();
        var colour = lines.IndexOf("    name: Kreativ") + 2;
        var gold = lines.IndexOf("default_plan: free") + 2;
        Assert.Equal($$"""
            [{"line":{{colour}},"column":5,"text":"creator knows no colour"},{"line":{{gold}},"column":15,"text":"there is no plan gold"}]
            """.Trim(), problem.Text("findings"));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("[1, 2]", 1, 1)]
    [InlineData("assets: 1\nmeters: @x", 2, 9)]
    [InlineData("assets: \t- x", 1, 10)]
    public async Task What_is_no_catalogue_is_refused(string document, int line, int column)
    {
        await using var node = await TestNode.StartAsync();
        var findings = (await PutAsync(node, document)).Refuses(422, "catalogue_invalid")["findings"]!.AsArray();
        Assert.Equal((line, column), ((int)findings[0]!["line"]!, (int)findings[0]!["column"]!));
        Assert.Equal(Catalogues.BuiltIn, (await node.CallAsync("GET", "/catalogue")).Text);
    }

    [Fact]
    public async Task Nesting_without_end_is_a_finding_and_not_the_end()
    {
        await using var node = await TestNode.StartAsync();
        foreach (var document in new[] { new string('[', 500_000), string.Concat(Enumerable.Repeat("{a: ", 100_000)), string.Concat(Enumerable.Range(0, 500).Select(depth => new string(' ', depth) + "a:\n")) })
        {
            var finding = (await PutAsync(node, document)).Refuses(422, "catalogue_invalid")["findings"]![0]!;
            Assert.Equal("a catalogue is nested 16 deep at most", finding.Text("text"));
        }
    }

    [Fact]
    public async Task Other_media_types_and_encodings_are_refused()
    {
        await using var node = await TestNode.StartAsync();
        (await PutAsync(node, Changed, "text/plain")).Refuses(415, "media_type_unsupported");
        (await PutAsync(node, Changed, "application/yaml; charset=utf-16")).Refuses(415, "media_type_unsupported");
        (await PutAsync(node, Changed, "text/yaml; charset=UTF-8")).With(200);
        (await PutAsync(node, new string('#', 1_048_577))).Refuses(413, "body_too_large");
    }

    private static Task<Reply> PutAsync(TestNode node, string document, string mediaType = "application/yaml", string? key = null) => node.SendAsync(
        "PUT", "/ledger/v1/catalogue", document, mediaType,
        [("Authorization", "Bearer " + TestNode.OperatorKey), .. key is null ? [] : new[] { ("Idempotency-Key", key) }]);
}
