namespace Holdfast.Server.Tests.Api;

public sealed class PlaceHoldTests
{
    private const string Placed = """
        {"id":"h1","status":"open","operation":"image.generate","quantity":"1","amount":{"eur":"4"},"held":{"eur":"4"},"captured_quantity":"0",
         "captured":{"eur":"0"},"key":null,"placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:10:31Z","closed_at":null,"seq":3}
        """;

    [Fact]
    public async Task A_hold_sets_its_amount_aside_and_a_retry_repeats_it()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        const string Body = """{"operation":"image.generate","amount":{"eur":"4"},"ttl_seconds":60}""";
        (await node.CallAsync("PUT", account + "/holds/h1", Body)).Is(201, Placed);
        Assert.Equal(("6", "4"), await node.BalanceAsync(account, "eur"));
        (await node.CallAsync("PUT", account + "/holds/h1", Body)).Is(200, Placed);
        (await node.CallAsync("PUT", account + "/holds/h1", Body.Replace("\"4\"", "\"5\""))).Refuses(422, "exists_with_different_request");
        (await node.CallAsync("PUT", account + "/holds/h1", Body.Replace("60", "61"))).Refuses(422, "exists_with_different_request");

        await node.MustAsync("POST", account + "/holds/h1/release");
        (await node.CallAsync("PUT", account + "/holds/h1", Body)).Is(200, Placed);
        Assert.Equal(("10", "0"), await node.BalanceAsync(account, "eur"));
    }

    [Fact]
    public async Task A_hold_lives_15_minutes_unless_it_is_said()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        Assert.Equal("2024-10-30T13:24:31Z", (await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"}}""")).Text("expires_at"));
    }

    [Fact]
    public async Task Too_little_money_says_how_much_would_do()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"}}""");
        (await node.CallAsync("PUT", account + "/holds/h2", """{"operation":"image.generate","amount":{"eur":"6.000001"}}""")).Lacks(402, "funds_insufficient", "funds:eur", "6", "6");
        (await node.CallAsync("GET", account + "/holds/h2")).Refuses(404, "hold_unknown");
    }

    [Fact]
    public async Task Cap_meter_and_slot_bind()
    {
        await using var node = await TestNode.StartAsync();
        var postpaid = await node.OpenedAsync("""{"billing":"usage_based"}""");
        await node.MustAsync("PUT", postpaid + "/cap", """{"asset":"usd","amount":"5"}""");
        await node.MustAsync("PUT", postpaid + "/holds/h1", """{"operation":"video.generate","amount":{"usd":"3"}}""");
        (await node.CallAsync("PUT", postpaid + "/holds/h2", """{"operation":"video.generate","amount":{"usd":"2.5"}}""")).Lacks(402, "cap_reached", "cap:usd", "2", "2");

        var free = await node.OpenedAsync("""{"plan":"free"}""");
        (await node.CallAsync("PUT", free + "/holds/h1", """{"operation":"text_to_speech","quantity":"10001"}""")).Lacks(429, "meter_exhausted", "meter:characters", "10000", "10000");
        await node.MustAsync("PUT", free + "/holds/s1", """{"operation":"platform.search","quantity":"1"}""");
        (await node.CallAsync("PUT", free + "/holds/s2", """{"operation":"platform.search","quantity":"1"}""")).Lacks(429, "slot_taken", "slot:parallel_searches", "0", "0");
        Assert.Equal("""[{"id":"s1","hold":"s1","taken_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:24:31Z"}]""", (await node.MustAsync("GET", free)).Text("slots", "parallel_searches", "items"));
    }

    [Fact]
    public async Task A_dry_run_tells_and_writes_nothing()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        (await node.CallAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"},"ttl_seconds":60,"dry_run":true}""")).Is(200, Placed.TrimEnd()[..^1] + """
            ,"dry_run":{"due":[],
              "entry":{"seq":3,"at":"2024-10-30T13:09:31Z","kind":"hold_placed","catalogue":1,"idempotency_id":"h1","hold":"h1","operation":"image.generate","quantity":"1","key":null,
               "expires_at":"2024-10-30T13:10:31Z","meters":[],"slots":[],"postings":[{"asset":"eur","from":"available","to":"held","amount":"4","grant":"g2"}],"after":{"eur":"6"}},
              "draws":[{"asset":"eur","from":"available","to":"held","amount":"4","grant":"g2","source":"purchase","expires_at":null}],
              "limits":[{"limit":"funds:eur","before":"10","after":"6"}],"alerts":[]}}
            """);
        (await node.CallAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"11"},"dry_run":true}""")).Lacks(402, "funds_insufficient", "funds:eur", "10", "10");
        (await node.CallAsync("GET", account + "/holds/h1")).Refuses(404, "hold_unknown");
        Assert.Equal(2, await node.SeqAsync(account));
        (await node.CallAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"},"ttl_seconds":60}""")).Is(201, Placed);
    }

    [Theory]
    [InlineData("{}", 400, "field_invalid", "operation")]
    [InlineData("""{"operation":null}""", 400, "field_invalid", "operation")]
    [InlineData("""{"operation":"image.generate","amount":"4"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"operation":"image.generate","amount":{}}""", 400, "field_invalid", "amount")]
    [InlineData("""{"operation":"image.generate","amount":{"eur":"1","usd":"1"}}""", 400, "field_invalid", "amount")]
    [InlineData("""{"operation":"image.generate","amount":{"eur":1}}""", 400, "field_invalid", "amount")]
    [InlineData("""{"operation":"image.generate","amount":{"eur":"1"},"ttl_seconds":"60"}""", 400, "field_invalid", "ttl_seconds")]
    [InlineData("""{"operation":"image.generate","amount":{"eur":"1"},"dry_run":"yes"}""", 400, "field_invalid", "dry_run")]
    [InlineData("""{"operation":"image.generate","amount":{"eur":"1"},"ttl_seconds":0}""", 422, "lifetime_out_of_range", null)]
    [InlineData("""{"operation":"image.generate","amount":{"eur":"1"},"ttl_seconds":2678401}""", 422, "lifetime_out_of_range", null)]
    [InlineData("""{"operation":"image.generate","amount":{"eur":"0"}}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"operation":"image.generate","amount":{"eur":"-1"}}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"operation":"image.generate","amount":{"usd":"1"}}""", 422, "amount_required", null)]
    [InlineData("""{"operation":"image.generate","quantity":"1"}""", 422, "amount_required", null)]
    [InlineData("""{"operation":"text_to_speech","amount":{"eur":"1"}}""", 422, "quantity_required", null)]
    [InlineData("""{"operation":"text_to_speech","quantity":"1.5"}""", 422, "quantity_out_of_range", null)]
    [InlineData("""{"operation":"text_to_speech","quantity":"0"}""", 422, "quantity_out_of_range", null)]
    [InlineData("""{"operation":"gold.digging","quantity":"1"}""", 422, "operation_unknown", null)]
    [InlineData("""{"operation":"image.generate","amount":{"eur":"1"},"key":"k9"}""", 404, "key_unknown", null)]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        (await node.CallAsync("PUT", account + "/holds/h1", body)).Refuses(status, code, field);
        Assert.Equal(2, await node.SeqAsync(account));
    }

    [Fact]
    public async Task A_hold_may_be_named_in_any_letters()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        const string Body = """{"operation":"image.generate","amount":{"eur":"1"}}""";
        Assert.Equal("Bild 7+é", (await node.CallAsync("PUT", account + "/holds/Bild%207+%C3%A9", Body)).With(201).Text("id"));
        Assert.Equal("Bild 7+é", (await node.CallAsync("GET", account + "/holds/Bild%207%2B%C3%A9")).With(200).Text("id"));
        (await node.CallAsync("PUT", account + "/holds/" + new string('h', 128), Body)).With(201);
        (await node.CallAsync("PUT", account + "/holds/" + new string('h', 129), Body)).Refuses(400, "field_invalid", "hold");
        (await node.CallAsync("PUT", account + "/holds/a%0Ab", Body)).Refuses(400, "field_invalid", "hold");
        (await node.CallAsync("PUT", account + "/holds/a%2Fb", Body)).Refuses(400, "field_invalid", "hold");
    }
}
