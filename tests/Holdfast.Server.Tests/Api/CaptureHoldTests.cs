namespace Holdfast.Server.Tests.Api;

public sealed class CaptureHoldTests
{
    [Fact]
    public async Task A_capture_pays_what_was_used_and_returns_the_rest()
    {
        await using var node = await HoldingAsync();
        (await node.CallAsync("POST", $"{Account}/holds/h1/capture", """{"amount":{"eur":"1.1"}}""")).Is(200, """
            {"id":"h1","status":"captured","operation":"image.generate","quantity":"1","amount":{"eur":"4"},"held":{"eur":"0"},"captured_quantity":"1",
             "captured":{"eur":"1.1"},"key":null,"placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:24:31Z","closed_at":"2024-10-30T13:09:31Z","seq":4}
            """);
        Assert.Equal(("8.9", "0"), await node.BalanceAsync(Account, "eur"));
        Assert.Equal("""{"count":1,"quantity":"1","amount":{"eur":"1.1"}}""", (await node.MustAsync("GET", Account)).Text("totals", "image.generate", "lifetime"));
    }

    [Fact]
    public async Task A_capture_of_nothing_in_particular_takes_all_that_is_left()
    {
        await using var node = await HoldingAsync();
        await node.MustAsync("POST", $"{Account}/holds/h1/capture", """{"amount":{"eur":"1"},"final":false,"over":"reject"}""");
        Assert.Equal(("6", "3"), await node.BalanceAsync(Account, "eur"));
        var captured = await node.MustAsync("POST", $"{Account}/holds/h1/capture");
        Assert.Equal(("captured", """{"eur":"4"}"""), (captured.Text("status"), captured.Text("captured")));
        Assert.Equal(("6", "0"), await node.BalanceAsync(Account, "eur"));
    }

    [Fact]
    public async Task Units_are_captured_by_their_quantity()
    {
        await using var node = await HoldingAsync();
        await node.MustAsync("POST", Account + "/grants", """{"asset":"api_credits","amount":"10","source":"promo"}""");
        await node.MustAsync("PUT", Account + "/holds/h2", """{"operation":"email.find","quantity":"5"}""");
        var first = await node.MustAsync("POST", $"{Account}/holds/h2/capture", """{"quantity":"2","final":false}""");
        Assert.Equal(("open", "2", """{"api_credits":"2"}""", """{"api_credits":"3"}"""), (first.Text("status"), first.Text("captured_quantity"), first.Text("captured"), first.Text("held")));
        (await node.CallAsync("POST", $"{Account}/holds/h2/capture", """{"quantity":"4"}""")).Refuses(422, "capture_exceeds_hold");
        await node.MustAsync("POST", $"{Account}/holds/h2/capture", """{"quantity":"1"}""");
        Assert.Equal(("7", "0"), await node.BalanceAsync(Account, "api_credits"));
    }

    [Fact]
    public async Task What_has_ended_cannot_be_captured()
    {
        await using var node = await HoldingAsync();
        await node.MustAsync("PUT", Account + "/holds/h2", """{"operation":"image.generate","amount":{"eur":"1"}}""");
        await node.MustAsync("PUT", Account + "/holds/h3", """{"operation":"image.generate","amount":{"eur":"1"},"ttl_seconds":1}""");
        await node.MustAsync("POST", $"{Account}/holds/h1/capture");
        await node.MustAsync("POST", $"{Account}/holds/h2/release");
        await node.MustAsync("POST", "/clock", new { advance_seconds = 1 });
        foreach (var hold in new[] { "h1", "h2", "h3" }) (await node.CallAsync("POST", $"{Account}/holds/{hold}/capture")).Refuses(409, "hold_closed");
        (await node.CallAsync("POST", $"{Account}/holds/h9/capture")).Refuses(404, "hold_unknown");
        (await node.CallAsync("POST", "/accounts/018f0000-0000-7000-8000-000000000009/holds/h1/capture")).Refuses(404, "account_unknown");
        Assert.Equal(7, await node.SeqAsync(Account));
    }

    [Fact]
    public async Task Cap_takes_what_there_is_and_says_what_is_uncovered()
    {
        await using var node = await HoldingAsync();
        const string Body = """{"amount":{"eur":"12.5"},"over":"cap"}""";
        const string Captured = """
            {"id":"h1","status":"captured","operation":"image.generate","quantity":"1","amount":{"eur":"4"},"held":{"eur":"0"},"captured_quantity":"1",
             "captured":{"eur":"10"},"key":null,"placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:24:31Z","closed_at":"2024-10-30T13:09:31Z",
             "uncovered":"2.5","seq":4}
            """;
        (await node.CallAsync("POST", $"{Account}/holds/h1/capture", Body, "once")).Is(200, Captured);
        (await node.CallAsync("POST", $"{Account}/holds/h1/capture", Body, "once")).Is(200, Captured);
        (await node.CallAsync("POST", $"{Account}/holds/h1/capture", """{"amount":{"eur":"12.5"},"over":"overflow"}""", "once")).Refuses(422, "exists_with_different_request");
        (await node.CallAsync("GET", $"{Account}/holds/h1")).Is(200, Captured);
        var entry = (await node.MustAsync("GET", Account + "/entries?after=3"))["entries"]![0]!;
        Assert.Equal(("2.5", """{"eur":"10"}"""), (entry.Text("uncovered"), entry.Text("amount")));
        Assert.Equal("""
            [{"asset":"eur","from":"held","to":"consumed","amount":"4","grant":"g2"},{"asset":"eur","from":"available","to":"consumed","amount":"6","grant":"g2"}]
            """, entry.Text("postings"));
    }

    [Fact]
    public async Task Overflow_leaves_debt_that_the_next_grant_pays()
    {
        await using var node = await HoldingAsync();
        var open = await node.MustAsync("POST", $"{Account}/holds/h1/capture", """{"amount":{"eur":"13"},"over":"overflow","final":false}""");
        Assert.Equal(("open", """{"eur":"0"}""", """{"eur":"13"}""", "absent"), (open.Text("status"), open.Text("held"), open.Text("captured"), open.Text("uncovered")));
        Assert.Equal(
            """{"available":"0","held":"0","expires_at":null,"consumed":"13","expired":"0","owed":"3","debt":"3"}""",
            (await node.MustAsync("GET", Account)).Text("balances", "eur"));
        (await node.CallAsync("PUT", Account + "/holds/h2", """{"operation":"image.generate","amount":{"eur":"1"}}""")).Lacks(402, "funds_insufficient", "funds:eur", "0", "0");

        var grant = await node.MustAsync("POST", Account + "/grants", """{"asset":"eur","amount":"5","source":"purchase"}""");
        Assert.Equal(("5", "2"), (grant.Text("amount"), grant.Text("remaining")));
        Assert.Equal(("2", "0"), await node.BalanceAsync(Account, "eur"));
        Assert.Equal("""
            [{"asset":"eur","from":"funding","to":"available","amount":"5","grant":"g5"},{"asset":"eur","from":"available","to":"receivable","amount":"3","grant":"g5","debt":true}]
            """, (await node.MustAsync("GET", Account + "/entries?after=4"))["entries"]![0]!.Text("postings"));
        Assert.Empty(await node.FindingsAsync());
    }

    [Fact]
    public async Task Overflow_is_bounded_by_what_the_asset_allows()
    {
        await using var node = await HoldingAsync();
        (await node.CallAsync("POST", $"{Account}/holds/h1/capture", """{"amount":{"eur":"110.000001"},"over":"overflow"}"""))
            .Lacks(402, "debt_limit_reached", "debt:eur", affordable: "110", available: "100");
        Assert.Equal(3, await node.SeqAsync(Account));
        await node.MustAsync("POST", $"{Account}/holds/h1/capture", """{"amount":{"eur":"110"},"over":"overflow","final":false}""");
        (await node.CallAsync("POST", $"{Account}/holds/h1/capture", """{"amount":{"eur":"1"},"over":"overflow"}"""))
            .Lacks(402, "debt_limit_reached", "debt:eur", affordable: "0", available: "0");
        (await node.CallAsync("POST", $"{Account}/holds/h1/capture", """{"amount":{"eur":"1"}}"""))
            .Lacks(422, "capture_exceeds_hold", "hold:h1", affordable: "0", available: "0");
        (await node.CallAsync("POST", $"{Account}/holds/h1/capture", """{"amount":{"eur":"1"},"over":"cap"}""")).With(200);
    }

    [Fact]
    public async Task A_keys_budget_binds_what_goes_beyond_the_hold()
    {
        await using var node = await HoldingAsync();
        var key = (await node.MustAsync("POST", Account + "/keys", """{"name":"k","budget":{"asset":"eur","amount":"3","per":"day"}}""")).Text("id");
        await node.MustAsync("PUT", Account + "/holds/h2", $$"""{"operation":"image.generate","amount":{"eur":"1"},"key":"{{key}}"}""");
        (await node.CallAsync("POST", $"{Account}/holds/h2/capture", """{"amount":{"eur":"3.5"},"over":"overflow"}"""))
            .Lacks(402, "key_budget_reached", "key:" + key, affordable: "3", available: "2");
    }

    [Theory]
    [InlineData("""{"amount":{"eur":"4.000001"}}""", 422, "capture_exceeds_hold", null)]
    [InlineData("""{"amount":{"eur":"-1"}}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"amount":{"usd":"1"}}""", 422, "amount_required", null)]
    [InlineData("""{"quantity":"1"}""", 422, "amount_required", null)]
    [InlineData("""{"amount":"1"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"final":"no"}""", 400, "field_invalid", "final")]
    [InlineData("""{"final":null}""", 400, "field_invalid", "final")]
    [InlineData("""{"over":"more"}""", 400, "field_invalid", "over")]
    [InlineData("""{"over":null}""", 400, "field_invalid", "over")]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await HoldingAsync();
        (await node.CallAsync("POST", $"{Account}/holds/h1/capture", body)).Refuses(status, code, field);
        Assert.Equal(3, await node.SeqAsync(Account));
    }

    private const string Account = "/accounts/018f0000-0000-7000-8000-000000000001";

    /// <summary>An account with ten euros, four of them held by h1.</summary>
    private static async Task<TestNode> HoldingAsync()
    {
        var node = await TestNode.StartAsync();
        await node.MustAsync("POST", "/accounts", new { id = Account["/accounts/".Length..] });
        await node.MustAsync("POST", Account + "/grants", """{"asset":"eur","amount":"10","source":"promo"}""");
        await node.MustAsync("PUT", Account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"}}""");
        return node;
    }
}
