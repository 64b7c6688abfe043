namespace Holdfast.Server.Tests.Api;

public sealed class RefundTests
{
    [Fact]
    public async Task A_refund_goes_back_to_the_grants_the_last_drawn_first()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        await node.MustAsync("POST", account + "/grants", """{"asset":"usd","amount":"3","source":"promo","expires_at":"2024-12-01T00:00:00Z"}""");
        await node.MustAsync("POST", account + "/grants", """{"asset":"usd","amount":"5","source":"purchase"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"7"}}""");
        (await node.CallAsync("POST", account + "/refunds", """{"entry":4,"amount":"4.5"}""", "one")).Is(201, """
            {"seq":5,"at":"2024-10-30T13:09:31Z","kind":"refunded","catalogue":1,"idempotency_id":"one","charge":4,"operation":"video.generate","quantity":"0",
             "amount":{"usd":"4.5"},"key":null,"meters":[],
             "grants":[{"id":"g2","asset":"usd","source":"promo","status":"active","amount":"3","remaining":"0","held":"0","priority":100,
              "given_at":"2024-10-30T13:09:31Z","starts_at":null,"expires_at":"2024-12-01T00:00:00Z","rolled_over":false}],
             "postings":[{"asset":"usd","from":"consumed","to":"available","amount":"4","grant":"g3"},{"asset":"usd","from":"consumed","to":"available","amount":"0.5","grant":"g2"}],
             "after":{"usd":"5.5"}}
            """);
        (await node.CallAsync("POST", account + "/refunds", """{"entry":4,"amount":{"usd":"2.6"}}""")).Lacks(422, "refund_exceeds_charge", "entry:4", "2.5", "2.5");
        var rest = await node.MustAsync("POST", account + "/refunds", """{"entry":4}""");
        Assert.Equal(("""{"usd":"2.5"}""", "1", """{"usd":"8"}"""), (rest.Text("amount"), rest.Text("quantity"), rest.Text("after")));
        (await node.CallAsync("POST", account + "/refunds", """{"entry":4}""")).Lacks(422, "refund_exceeds_charge", "entry:4", "0", "0");
    }

    [Fact]
    public async Task The_asset_may_be_named_and_must_be_the_charges()
    {
        await using var node = await TestNode.StartAsync();
        var account = await ChargedAsync(node);
        (await node.CallAsync("POST", account + "/refunds", """{"entry":3,"amount":{"usd":"1"}}""")).Refuses(422, "asset_unknown", "amount");
        Assert.Equal("""{"eur":"7"}""", (await node.MustAsync("POST", account + "/refunds", """{"entry":3,"amount":{"eur":"1"}}""")).Text("after"));
    }

    [Fact]
    public async Task A_capture_a_pool_and_a_meter_can_be_given_back()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"business"}""");
        await node.MustAsync("PUT", account + "/holds/s1", """{"operation":"platform.search","quantity":"1"}""");
        await node.MustAsync("POST", account + "/holds/s1/capture");
        Assert.Equal("1", (await node.MustAsync("GET", account)).Text("meters", "searches", "used"));
        var refunded = await node.MustAsync("POST", account + "/refunds", """{"entry":3}""");
        Assert.Equal("""[{"asset":"credits","from":"consumed","to":"available","amount":"1","grant":"g1-credits"}]""", refunded.Text("postings"));
        var read = await node.MustAsync("GET", account);
        Assert.Equal(("10000", "0"), (read.Text("balances", "credits", "available"), read.Text("meters", "searches", "used")));
    }

    [Fact]
    public async Task Money_of_an_expired_grant_comes_back_as_a_new_one()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        await node.MustAsync("POST", account + "/grants", """{"asset":"usd","amount":"3","source":"promo","expires_at":"2024-11-01T00:00:00Z"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"3"}}""");
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-02T00:00:00Z"}""");
        Assert.Equal("""
            [{"id":"g4","asset":"usd","source":"refund","status":"active","amount":"3","remaining":"0","held":"0","priority":100,"given_at":"2024-11-02T00:00:00Z","starts_at":null,"expires_at":"2024-12-02T00:00:00Z","rolled_over":false}]
            """.Trim(), (await node.MustAsync("POST", account + "/refunds", """{"entry":3}""")).Text("grants"));
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"1"}}""");
        var back = await node.MustAsync("POST", account + "/refunds", """{"entry":5}""");
        Assert.Equal(("""{"usd":"3"}""", """[{"asset":"usd","from":"consumed","to":"available","amount":"1","grant":"g4"}]"""), (back.Text("after"), back.Text("postings")));
    }

    [Theory]
    [InlineData("{}", 400, "field_invalid", "entry")]
    [InlineData("""{"entry":"3"}""", 400, "field_invalid", "entry")]
    [InlineData("""{"entry":3.5}""", 400, "field_invalid", "entry")]
    [InlineData("""{"entry":3,"amount":1}""", 400, "field_invalid", "amount")]
    [InlineData("""{"entry":3,"amount":{}}""", 400, "field_invalid", "amount")]
    [InlineData("""{"entry":3,"amount":"0"}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"entry":3,"amount":"-1"}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"entry":0}""", 404, "entry_unknown", null)]
    [InlineData("""{"entry":-3}""", 404, "entry_unknown", null)]
    [InlineData("""{"entry":99}""", 404, "entry_unknown", null)]
    [InlineData("""{"entry":9223372036854775807}""", 404, "entry_unknown", null)]
    [InlineData("""{"entry":2}""", 422, "entry_not_refundable", null)]
    [InlineData("""{"entry":2,"amount":{"eur":"1"}}""", 422, "entry_not_refundable", null)]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await ChargedAsync(node);
        (await node.CallAsync("POST", account + "/refunds", body)).Refuses(status, code, field);
        Assert.Equal(3, await node.SeqAsync(account));
    }

    [Fact]
    public async Task An_entry_of_another_account_is_unknown()
    {
        await using var node = await TestNode.StartAsync();
        var other = await ChargedAsync(node);
        var mine = await node.OpenedAsync();
        (await node.CallAsync("POST", mine + "/refunds", """{"entry":3}""")).Refuses(404, "entry_unknown");
        (await node.CallAsync("POST", "/accounts/018f0000-0000-7000-8000-000000000009/refunds", """{"entry":3}""")).Refuses(404, "account_unknown");
        Assert.Equal((1, 3), (await node.SeqAsync(mine), await node.SeqAsync(other)));
    }

    /// <summary>An account with ten euros, four of which its third entry charged.</summary>
    private static async Task<string> ChargedAsync(TestNode node)
    {
        var account = await node.FundedAsync();
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"4"}}""");
        return account;
    }
}
