using System.Text.Json.Nodes;
using Holdfast.Engine;

namespace Holdfast.Server.Tests.Api;

/// <summary>Prices from the catalogue to the answers, each call held against the description.</summary>
public sealed class PriceTests
{
    private const string Operations = """
          page.scan: { price: { eur: { each: "0.30", per: 1000, minimum: "0.01", free: 10 } } }
          page.export:
            price:
              eur: { counts: period, tiers: { kind: volume, steps: [ { up_to: 100, each: "0.02" }, { each: "0.01" } ] } }
          page.draw: { amount_in: { eur: { min: "0.01", max: "2" } } }
          consultancy:
        """;

    private static readonly string Document = Catalogues.BuiltIn
        .Replace("  consultancy:", Operations, StringComparison.Ordinal)
        .Replace("    name: Creator\n", "    name: Creator\n    prices: { page.scan: { eur: \"0.05\" } }\n", StringComparison.Ordinal);

    [Fact]
    public async Task A_charge_tells_the_place_that_it_took_in_the_period()
    {
        await using var node = await PricedAsync();
        var account = await node.FundedAsync();
        (await ChargeAsync(node, account, "page.export", "60")).Is(201, """
            {"seq":3,"at":"2024-10-30T13:09:31Z","kind":"charged","catalogue":2,"idempotency_id":null,"operation":"page.export","quantity":"60",
             "amount":{"eur":"1.2"},"key":null,"meters":[],"tariff":{"catalogue":2,"plan":null,"units_before":"0"},
             "postings":[{"asset":"eur","from":"available","to":"consumed","amount":"1.2","grant":"g2"}],"after":{"eur":"8.8"}}
            """);
        (await node.CallAsync("PUT", account + "/holds/h1", """{"operation":"page.export","quantity":"50"}""")).With(201);
        var second = await ChargeAsync(node, account, "page.export", "1");
        Assert.Equal(("""{"eur":"0.01"}""", "110"), (second.Json.Text("amount"), second.Json.Text("tariff", "units_before")));
        await node.RestartAsync();
        node.SetClock("2024-10-30T13:09:40Z");
        await node.MustAsync("POST", account + "/holds/h1/capture", """{"quantity":"20"}""");
        var third = await ChargeAsync(node, account, "page.export", "1");
        Assert.Equal("81", third.Json.Text("tariff", "units_before"));
        var entries = (await node.MustAsync("GET", account + "/entries"))["entries"]!;
        Assert.Equal(("60", "60", """{"eur":"0.4"}"""), (entries.Text("3", "tariff", "units_before"), entries.Text("5", "tariff", "units_before"), entries.Text("5", "amount")));
    }

    [Fact]
    public async Task Each_use_by_itself_needs_no_more_than_quantity_and_amount()
    {
        await using var node = await PricedAsync();
        var account = await node.FundedAsync();
        foreach (var (quantity, amount) in new[] { ("10", "0"), ("11", "0.3"), ("1010", "0.3"), ("1011", "0.6") })
        {
            var charge = (await ChargeAsync(node, account, "page.scan", quantity)).With(201);
            Assert.Equal(($$"""{"eur":"{{amount}}"}""", "absent"), (charge.Text("amount"), charge.Text("tariff")));
        }
    }

    /// <summary>Guarantees that neither a new version nor another plan prices an open hold again, and that its capture says which did.</summary>
    [Fact]
    public async Task A_capture_names_the_version_and_the_plan_that_priced_its_hold()
    {
        await using var node = await PricedAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/plan", """{"plan":"creator"}""");
        var hold = (await node.CallAsync("PUT", account + "/holds/h1", """{"operation":"page.scan","quantity":"40"}""")).With(201);
        Assert.Equal("""{"eur":"2"}""", hold.Text("amount"));
        await node.MustAsync("POST", "/clock", """{"advance_seconds":5}""");
        await PutAsync(node, Document.Replace("eur: \"0.05\"", "eur: \"0.50\"", StringComparison.Ordinal), 200);
        await node.MustAsync("PUT", account + "/plan", """{"plan":"starter"}""");

        var captured = await node.MustAsync("POST", account + "/holds/h1/capture", """{"quantity":"10"}""");
        Assert.Equal("""{"eur":"0.5"}""", captured.Text("captured"));
        var entries = (await node.MustAsync("GET", account + "/entries"))["entries"]!;
        Assert.Equal(("2", """{"catalogue":2,"plan":"creator","units_before":null}"""), (entries.Text("3", "catalogue"), entries.Text("3", "tariff")));
        Assert.Equal(("3", """{"catalogue":2,"plan":"creator","units_before":null}"""), (entries.Text("5", "catalogue"), entries.Text("5", "tariff")));
        var refunded = await node.MustAsync("POST", account + "/refunds", $$"""{"entry":{{captured.Text("seq")}}}""");
        Assert.Equal("""{"eur":"0.5"}""", refunded.Text("amount"));
        Assert.Equal(("10", "0"), await node.BalanceAsync(account, "eur"));
    }

    [Fact]
    public async Task An_amount_out_of_bounds_is_refused_with_the_bounds()
    {
        await using var node = await PricedAsync();
        var account = await node.FundedAsync();
        foreach (var amount in new[] { "0.009999", "2.000001" })
        {
            var body = $$$"""{"operation":"page.draw","amount":{"eur":"{{{amount}}}"}}""";
            foreach (var reply in new[] { await node.CallAsync("POST", account + "/charges", body), await node.CallAsync("PUT", account + "/holds/h1", body) })
            {
                var problem = reply.Refuses(422, "amount_out_of_bounds");
                Assert.Equal("""{"asset":"eur","min":"0.01","max":"2"}""", problem.Text("bounds"));
                Assert.Equal(("absent", "absent"), (problem.Text("affordable"), problem.Text("limit")));
            }
        }

        (await node.CallAsync("POST", account + "/charges", """{"operation":"page.draw","amount":{"eur":"2"}}""")).With(201);
        (await node.CallAsync("PUT", account + "/holds/h1", """{"operation":"page.draw","amount":{"eur":"0.01"}}""")).With(201);
        (await node.CallAsync("POST", account + "/holds/h1/capture", """{"amount":{"eur":"0.001"}}""")).With(200);
    }

    /// <summary>Guarantees that a refusal names the largest quantity that passes, though more may cost less than what was asked for.</summary>
    [Fact]
    public async Task What_is_affordable_may_be_more_than_was_asked_for()
    {
        await using var node = await PricedAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("POST", account + "/grants", """{"asset":"eur","amount":"1.5","source":"promo"}""")).With(201);
        (await ChargeAsync(node, account, "page.export", "80")).Lacks(402, "funds_insufficient", "funds:eur", "150", "1.5");
        (await ChargeAsync(node, account, "page.export", "151")).Lacks(402, "funds_insufficient", "funds:eur", "150", "1.5");
        (await ChargeAsync(node, account, "page.export", "150")).With(201);
    }

    [Fact]
    public async Task A_malformed_price_is_found_where_it_stands()
    {
        await using var node = await PricedAsync();
        var problem = await PutAsync(node, Document.Replace("up_to: 100, ", "", StringComparison.Ordinal), 422);
        var line = Document.Split('\n').ToList().FindIndex(text => text.Contains("up_to", StringComparison.Ordinal)) + 1;
        Assert.Equal($$"""[{"line":{{line}},"column":62,"text":"every step has up_to but the last, which is open"}]""", problem.Text("findings"));
    }

    [Fact]
    public async Task Prices_are_as_described()
    {
        await using var node = await PricedAsync();
        var api = await DescribedApi.ReadAsync(node);
        var account = await node.FundedAsync();
        (string Method, string Path, string? Body)[] calls =
        [
            ("POST", account + "/charges", """{"operation":"page.export","quantity":"60"}"""),
            ("PUT", account + "/holds/h1", """{"operation":"page.export","quantity":"60"}"""),
            ("POST", account + "/charges", """{"operation":"page.draw","amount":{"eur":"60"}}"""),
            ("GET", account + "/entries", null),
        ];
        foreach (var (method, path, body) in calls)
            Assert.Empty(api.Complaints(method, "/ledger/v1" + path, body, await node.CallAsync(method, path, body)));
    }

    private static async Task<TestNode> PricedAsync()
    {
        var node = await TestNode.StartAsync();
        await PutAsync(node, Document, 200);
        return node;
    }

    private static async Task<JsonNode> PutAsync(TestNode node, string document, int status) =>
        (await node.SendAsync("PUT", "/ledger/v1/catalogue", document, "application/yaml", ("Authorization", "Bearer " + TestNode.OperatorKey))).With(status);

    private static Task<Reply> ChargeAsync(TestNode node, string account, string operation, string quantity) =>
        node.CallAsync("POST", account + "/charges", $$"""{"operation":"{{operation}}","quantity":"{{quantity}}"}""");
}
