namespace Holdfast.Server.Tests.Api;

public sealed class ChargeTests
{
    private const string Charged = """
        {"seq":3,"at":"2024-10-30T13:09:31Z","kind":"charged","catalogue":1,"idempotency_id":"one","operation":"image.generate","quantity":"1",
         "amount":{"eur":"0.05"},"key":null,"meters":[],"postings":[{"asset":"eur","from":"available","to":"consumed","amount":"0.05","grant":"g2"}],
         "after":{"eur":"9.95"}}
        """;

    [Fact]
    public async Task A_charge_is_paid_at_once_and_once()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        const string Body = """{"operation":"image.generate","amount":{"eur":"0.05"}}""";
        (await node.CallAsync("POST", account + "/charges", Body, "one")).Is(201, Charged);
        (await node.CallAsync("POST", account + "/charges", Body, "one")).Is(201, Charged);
        Assert.Equal(("9.95", "0"), await node.BalanceAsync(account, "eur"));
        (await node.CallAsync("POST", account + "/charges", Body.Replace("0.05", "0.06"), "one")).Refuses(422, "exists_with_different_request");
    }

    [Fact]
    public async Task Work_is_told_of_late_within_the_catalogues_window()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-05T12:00:00Z"}""");
        const string Body = """{"operation":"image.generate","amount":{"eur":"0.05"},"at":"2024-11-04T12:00:00Z"}""";
        var foreseen = await node.MustAsync("POST", account + "/charges?dry_run=true", Body);
        Assert.Equal(("2024-11-04T12:00:00Z", "2024-11-05T12:00:00Z", "2024-11-04T12:00:00Z"), (foreseen.Text("used_at"), foreseen.Text("dry_run", "entry", "at"), foreseen.Text("dry_run", "entry", "used_at")));
        (await node.CallAsync("POST", account + "/charges", Body, "one")).Is(201, Charged.Replace("""2024-10-30T13:09:31Z","kind""", """2024-11-05T12:00:00Z","kind""").Replace("\"meters\":[]", "\"meters\":[],\"used_at\":\"2024-11-04T12:00:00Z\""));
        (await node.CallAsync("POST", account + "/charges", Body.Replace("04T", "03T"), "one")).Refuses(422, "exists_with_different_request");
        (await node.CallAsync("POST", account + "/charges?dry_run=true", Body.Replace("04T", "01T"))).Refuses(422, "usage_too_late");
        (await node.CallAsync("POST", account + "/charges", Body.Replace("04T", "01T"))).Refuses(422, "usage_too_late");
        (await node.CallAsync("POST", account + "/charges", Body.Replace("04T", "06T"))).Refuses(422, "instant_out_of_range");
        Assert.Equal("2024-11-04T12:00:00Z", (await node.MustAsync("POST", account + "/refunds", """{"entry":3}""")).Text("used_at"));
    }

    [Fact]
    public async Task Units_count_on_their_meter()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        (await node.CallAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"1200"}""")).Is(201, """
            {"seq":2,"at":"2024-10-30T13:09:31Z","kind":"charged","catalogue":1,"idempotency_id":null,"operation":"text_to_speech","quantity":"1200",
             "amount":null,"key":null,"meters":[{"meter":"characters","quantity":"1200","window":{"start":"2024-10-30T13:09:31Z","end":"2024-11-30T13:09:31Z"},"billed":null}],
             "postings":[],"after":{}}
            """);
        (await node.CallAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"98801"}""")).Lacks(429, "meter_exhausted", "meter:characters", "98800", "98800");
    }

    [Fact]
    public async Task Units_beyond_the_limit_are_billed_where_the_extension_allows_them()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        await node.MustAsync("PUT", account + "/extension/characters", """{"limit":"5000"}""");
        var charged = await node.MustAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"101000"}""");
        Assert.Equal(("""{"usd":"0.3"}""", "1000"), (charged.Text("meters", "0", "billed"), charged.Text("meters", "0", "beyond")));
        Assert.Equal("0.3", (await node.MustAsync("GET", account)).Text("balances", "usd", "owed"));
    }

    [Fact]
    public async Task An_entry_tells_what_it_has_crossed()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var entry = await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"5.5"}}""");
        Assert.Equal("""[{"limit":"funds:eur","below":"5","left":"4.5"}]""", entry.Text("alerts"));
        Assert.Equal("absent", (await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"}}""")).Text("alerts"));
        await node.MustAsync("PUT", account + "/limits/team", """{"amount":"5","asset":"eur","per":"day"}""");
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"text_to_speech","quantity":"10000"}""");
        await node.MustAsync("PUT", account + "/holds/h2", """{"operation":"image.generate","amount":{"eur":"3"}}""");
        var entries = (await node.MustAsync("GET", account + "/entries?after=5"))["entries"]!;
        Assert.Equal("""[{"limit":"meter:characters","percent":80,"left":"0"},{"limit":"meter:characters","percent":100,"left":"0"}]""", entries[0]!.Text("alerts"));
        Assert.Equal("""[{"limit":"funds:eur","below":"1","left":"0.5"}]""", entries[1]!.Text("alerts"));
        Assert.Empty(await node.FindingsAsync());
    }

    [Fact]
    public async Task A_dry_run_tells_and_writes_nothing()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        const string Body = """{"operation":"image.generate","amount":{"eur":"0.05"},"dry_run":true}""";
        var told = (await node.CallAsync("POST", account + "/charges", Body, "one")).With(200);
        Assert.Equal(("3", """[{"limit":"funds:eur","before":"10","after":"9.95"}]"""), (told.Text("seq"), told.Text("dry_run", "limits")));
        (await node.CallAsync("POST", account + "/charges", Body.Replace("0.05", "10.05"))).Lacks(402, "funds_insufficient", "funds:eur", "10", "10");
        Assert.Equal(2, await node.SeqAsync(account));
        (await node.CallAsync("POST", account + "/charges", Body.Replace("true", "false"), "one")).Is(201, Charged);
    }

    [Theory]
    [InlineData("{}", 400, "field_invalid", "operation")]
    [InlineData("""{"operation":7}""", 400, "field_invalid", "operation")]
    [InlineData("""{"operation":"text_to_speech","quantity":100}""", 400, "field_invalid", "quantity")]
    [InlineData("""{"operation":"text_to_speech","quantity":"100","ttl_seconds":5}""", 400, "field_invalid", "ttl_seconds")]
    [InlineData("""{"operation":"text_to_speech"}""", 422, "quantity_required", null)]
    [InlineData("""{"operation":"image.generate"}""", 422, "amount_required", null)]
    [InlineData("""{"operation":"image.generate","amount":{"eur":"10.000001"}}""", 402, "funds_insufficient", null)]
    [InlineData("""{"operation":"gold.digging","quantity":"1"}""", 422, "operation_unknown", null)]
    [InlineData("""{"operation":"image.generate","amount":{"eur":"1"},"key":"k1"}""", 404, "key_unknown", null)]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        (await node.CallAsync("POST", account + "/charges", body)).Refuses(status, code, field);
        Assert.Equal(2, await node.SeqAsync(account));
    }
}
