using System.Text.Json.Nodes;
using Holdfast.Server.Api;

namespace Holdfast.Server.Tests.Api;

public sealed class CommandsTests
{
    private const string Nobody = "018f0000-0000-7000-8000-000000000009";

    /// <summary>Guarantees that an account's commands are done in their order, and each is answered as its own call would be.</summary>
    [Fact]
    public async Task Commands_are_done_in_order_and_answered_in_order()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var results = await DoAsync(node, account,
            "\"idempotency_key\":\"a\",\"charge\":{\"operation\":\"image.generate\",\"amount\":{\"eur\":\"1\"}}",
            "\"idempotency_key\":\"b\",\"grant\":{\"asset\":\"eur\",\"amount\":\"10\",\"source\":\"purchase\"}",
            "\"hold\":{\"id\":\"h1\",\"operation\":\"image.generate\",\"amount\":{\"eur\":\"4\"}}",
            "\"hold\":{\"operation\":\"image.generate\",\"amount\":{\"eur\":\"4\"},\"id\":\"h1\"}",
            "\"idempotency_key\":\"c\",\"capture\":{\"id\":\"h1\",\"amount\":{\"eur\":\"1\"},\"final\":false}",
            "\"idempotency_key\":\"d\",\"release\":{\"id\":\"h1\"}",
            "\"idempotency_key\":\"e\",\"release\":{\"id\":\"h1\"}",
            "\"idempotency_key\":\"f\",\"capture\":{\"id\":\"h1\"}",
            "\"idempotency_key\":\"g\",\"charge\":{\"operation\":\"image.generate\",\"amount\":{\"eur\":\"10\"}}",
            "\"idempotency_key\":\"b\",\"charge\":{\"operation\":\"image.generate\",\"amount\":{\"eur\":\"1\"}}");

        Assert.Equal([402, 201, 201, 200, 200, 200, 200, 409, 402, 422], results.Select(result => (int)result["status"]!));
        Assert.Equal(("funds_insufficient", "0"), (results[0].Text("body", "code"), results[0].Text("body", "affordable")));
        Assert.Equal(("g2", "2"), (results[1].Text("body", "id"), results[1].Text("body", "seq")));
        Assert.Equal(results[2].Text("body"), results[3].Text("body"));
        Assert.Equal(("open", """{"eur":"3"}""", "4"), (results[4].Text("body", "status"), results[4].Text("body", "held"), results[4].Text("body", "seq")));
        Assert.Equal(("released", "5"), (results[5].Text("body", "status"), results[5].Text("body", "seq")));
        Assert.Equal(("released", "hold_closed"), (results[6].Text("body", "status"), results[7].Text("body", "code")));
        Assert.Equal(("funds_insufficient", "9", "exists_with_different_request"), (results[8].Text("body", "code"), results[8].Text("body", "affordable"), results[9].Text("body", "code")));
        Assert.Equal(("9", "0"), await node.BalanceAsync(account, "eur"));
    }

    /// <summary>Guarantees that what is answered here is what the command's own call answers, byte for byte but for the name of the request.</summary>
    [Fact]
    public async Task Each_answer_is_that_of_the_commands_own_call()
    {
        await using var node = await TestNode.StartAsync();
        string[] accounts = [await node.FundedAsync(), await node.FundedAsync()];
        var number = 0;
        foreach (var (path, method, own, item) in ((string, string, string?, string)[])
        [
            ("/grants", "POST", """{"asset":"usd","amount":"5","source":"promo"}""", """ "grant":{"asset":"usd","amount":"5","source":"promo"} """),
            ("/grants", "POST", """{"asset":"gold","amount":"5","source":"promo"}""", """ "grant":{"asset":"gold","amount":"5","source":"promo"} """),
            ("/grants", "POST", """{"asset":"usd","amount":"5","source":"promo","priority":5000}""", """ "grant":{"asset":"usd","amount":"5","source":"promo","priority":5000} """),
            ("/grants", "POST", """{"asset":"usd","amount":5,"source":"promo"}""", """ "grant":{"asset":"usd","amount":5,"source":"promo"} """),
            ("/grants", "POST", """{"asset":"usd","source":"promo"}""", """ "grant":{"asset":"usd","source":"promo"} """),
            ("/grants", "POST", "7", """ "grant":7 """),
            ("/holds/h1", "PUT", """{"operation":"image.generate","amount":{"eur":"4"}}""", """ "hold":{"id":"h1","operation":"image.generate","amount":{"eur":"4"}} """),
            ("/holds/h2", "PUT", """{"operation":"image.generate","amount":{"eur":"40"}}""", """ "hold":{"id":"h2","operation":"image.generate","amount":{"eur":"40"}} """),
            ("/holds/h2", "PUT", """{"operation":"image.generate","amount":{"eur":"4"},"dry_run":true}""", """ "hold":{"id":"h2","operation":"image.generate","amount":{"eur":"4"},"dry_run":true} """),
            ("/holds/h2", "PUT", """{"operation":"image.generate","colour":"red"}""", """ "hold":{"id":"h2","operation":"image.generate","colour":"red"} """),
            ("/holds/h1/capture", "POST", """{"amount":{"eur":"5"}}""", """ "capture":{"id":"h1","amount":{"eur":"5"}} """),
            ("/holds/h1/capture", "POST", """{"amount":{"eur":"1"},"final":false}""", """ "capture":{"final":false,"id":"h1","amount":{"eur":"1"}} """),
            ("/holds/h9/capture", "POST", "{}", """ "capture":{"id":"h9"} """),
            ("/holds/h1/release", "POST", "{}", """ "release":{"id":"h1"} """),
            ("/holds/h1/release", "POST", """{"final":true}""", """ "release":{"id":"h1","final":true} """),
            ("/charges", "POST", """{"operation":"image.generate","amount":{"eur":"1"}}""", """ "charge":{"operation":"image.generate","amount":{"eur":"1"}} """),
            ("/charges", "POST", """{"operation":"image.generate","amount":{"eur":"1"},"dry_run":true}""", """ "charge":{"operation":"image.generate","amount":{"eur":"1"},"dry_run":true} """),
            ("/charges", "POST", """{"operation":"text_to_speech","quantity":"5","key":"k9"}""", """ "charge":{"operation":"text_to_speech","quantity":"5","key":"k9"} """),
            ("/refunds", "POST", """{"entry":6}""", """ "refund":{"entry":6} """),
            ("/refunds", "POST", """{"entry":6,"amount":{"usd":"1"}}""", """ "refund":{"entry":6,"amount":{"usd":"1"}} """),
            ("/refunds", "POST", """{"entry":99}""", """ "refund":{"entry":99} """),
        ])
        {
            var key = $"key-{++number}";
            var alone = await node.CallAsync(method, accounts[0] + path, own, key);
            var many = (await DoAsync(node, accounts[1], $"\"idempotency_key\":\"{key}\",{item}"))[0];
            Assert.Equal((item, (int)alone.Status, Anonymous(alone.Json)), (item, (int)many["status"]!, Anonymous(many["body"]!)));
        }

        Assert.Equal(await node.SeqAsync(accounts[0]), await node.SeqAsync(accounts[1]));
    }

    /// <summary>Guarantees that what is wrong with one item is said in its place, and that the others are done.</summary>
    [Fact]
    public async Task One_wrong_item_stops_no_other()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var id = account["/accounts/".Length..];
        const string Charge = "\"charge\":{\"operation\":\"image.generate\",\"amount\":{\"eur\":\"1\"}}";
        var reply = await node.CallAsync("POST", "/commands", $$$"""
            [7, null, "x", [], {}, {"account":"{{{id}}}"}, {"account":7,"idempotency_key":"x",{{{Charge}}} }, {"account":"x","idempotency_key":"x",{{{Charge}}} },
             {"account":"{{{Nobody}}}","idempotency_key":"x",{{{Charge}}} }, {"account":"{{{id}}}",{{{Charge}}} }, {"account":"{{{id}}}","idempotency_key":"",{{{Charge}}} },
             {"account":"{{{id}}}","idempotency_key":"x",{{{Charge}}},"refund":{"entry":3}}, {"account":"{{{id}}}","idempotency_key":"x",{{{Charge}}},"colour":"red"},
             {"account":"{{{id}}}","idempotency_key":"x","idempotency_key":"y",{{{Charge}}} }, {"account":"{{{id}}}","hold":{"id":"a/b","operation":"image.generate"}},
             {"account":"{{{id}}}","hold":{"operation":"image.generate"}}, {"account":"{{{id}}}","idempotency_key":"x","capture":{"id":7}},
             {"account":"{{{id}}}","idempotency_key":"x","capture":{"id":"h","id":"h"}}, {"account":"{{{id}}}","idempotency_key":"{{{new string('k', 129)}}}",{{{Charge}}} },
             {"account":"{{{id}}}","idempotency_key":"one",{{{Charge}}} }, {"account":"{{{id}}}","idempotency_key":"two",{{{Charge}}} }]
            """);
        var results = reply.With(200).AsArray().Select(result => result!).ToArray();
        (string?, string?)[] fields =
        [
            ("400", null), ("400", null), ("400", null), ("400", null), ("400", "account"), ("400", null), ("400", "account"), ("404", null), ("404", null), ("400", "idempotency_key"),
            ("400", "idempotency_key"), ("400", null), ("400", "colour"), ("400", "idempotency_key"), ("400", "id"), ("400", "id"), ("400", "id"), ("400", "capture"), ("400", "idempotency_key"), ("201", null), ("201", null),
        ];
        Assert.Equal(fields, results.Select(result => (result.Text("status"), result["body"]!.Text("field"))));
        foreach (var result in results.SkipLast(2)) Assert.Equal((result.Text("status"), "32"), (result.Text("body", "status"), $"{result.Text("body", "request_id")!.Length}"));
        Assert.Equal(("8", "0"), await node.BalanceAsync(account, "eur"));
    }

    [Fact]
    public async Task An_array_that_is_none_or_too_long_does_nothing()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var item = $$"""{"account":"{{account["/accounts/".Length..]}}","idempotency_key":"one","charge":{"operation":"image.generate","amount":{"eur":"1"} } }""";
        (await node.CallAsync("POST", "/commands", "[" + item + ",]")).Refuses(400, "body_malformed");
        (await node.CallAsync("POST", "/commands", "[" + item)).Refuses(400, "body_malformed");
        (await node.CallAsync("POST", "/commands", item)).Refuses(400, "field_invalid");
        (await node.CallAsync("POST", "/commands", "")).Refuses(400, "body_malformed");
        (await node.CallAsync("POST", "/commands", "[" + string.Join(',', Enumerable.Repeat("7", CommandsEndpoint.ItemsMax + 1)) + "]")).Refuses(400, "field_invalid");
        Assert.Equal(CommandsEndpoint.ItemsMax, (await node.CallAsync("POST", "/commands", "[" + string.Join(',', Enumerable.Repeat("7", CommandsEndpoint.ItemsMax)) + "]")).With(200).AsArray().Count);
        Assert.Equal(2, await node.SeqAsync(account));
    }

    /// <summary>Guarantees that a refund and a dry run meet what the items before them have done.</summary>
    [Fact]
    public async Task What_looks_back_sees_the_items_before_it()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var results = await DoAsync(node, account,
            "\"idempotency_key\":\"a\",\"charge\":{\"operation\":\"image.generate\",\"amount\":{\"eur\":\"8\"}}",
            "\"idempotency_key\":\"b\",\"refund\":{\"entry\":3,\"amount\":\"1\"}",
            "\"idempotency_key\":\"c\",\"charge\":{\"operation\":\"image.generate\",\"amount\":{\"eur\":\"4\"},\"dry_run\":true}",
            "\"idempotency_key\":\"d\",\"charge\":{\"operation\":\"image.generate\",\"amount\":{\"eur\":\"3\"},\"dry_run\":true}",
            "\"idempotency_key\":\"e\",\"charge\":{\"operation\":\"image.generate\",\"amount\":{\"eur\":\"3\"}}");
        Assert.Equal([201, 201, 402, 200, 201], results.Select(result => (int)result["status"]!));
        Assert.Equal(("3", "3"), (results[2].Text("body", "affordable"), results[1].Text("body", "charge")));
        Assert.Equal(("0", "0"), await node.BalanceAsync(account, "eur"));
    }

    /// <summary>Guarantees that arrays of many callers share what is there, to the last unit and not beyond.</summary>
    [Fact]
    public async Task Racing_arrays_never_spend_one_credit_twice()
    {
        await using var node = await TestNode.StartAsync();
        string[] accounts = [await node.FundedAsync(), await node.FundedAsync(), await node.FundedAsync()];
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => node.CallAsync("POST", "/commands", "[" + string.Join(',', Enumerable.Range(0, 30).Select(at =>
            $$"""{"account":"{{accounts[(at + caller) % 3]["/accounts/".Length..]}}","idempotency_key":"{{caller}}-{{at}}","charge":{"operation":"image.generate","amount":{"eur":"1"} } }""")) + "]")));
        var results = replies.SelectMany(reply => reply.With(200).AsArray().Select(result => result!.Text("status"))).ToArray();
        Assert.Equal((30, 150), (results.Count(status => status == "201"), results.Count(status => status == "402")));
        foreach (var account in accounts) Assert.Equal(("0", "0"), await node.BalanceAsync(account, "eur"));
    }

    private static async Task<JsonNode[]> DoAsync(TestNode node, string account, params string[] commands)
    {
        var body = "[" + string.Join(',', commands.Select(command => $"{{\"account\":\"{account["/accounts/".Length..]}\",{command}}}")) + "]";
        var reply = await node.CallAsync("POST", "/commands", body);
        Assert.Equal("application/json", reply.Headers["Content-Type"]);
        return [.. reply.With(200).AsArray().Select(result => result!)];
    }

    private static string Anonymous(JsonNode body)
    {
        if (body is JsonObject fields && fields.ContainsKey("request_id")) fields["request_id"] = "";
        return body.ToJsonString();
    }
}
