namespace Holdfast.Server.Tests.Api;

public sealed class GiveGrantTests
{
    [Fact]
    public async Task A_grant_can_be_spent_at_once()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("POST", account + "/grants", """{"asset":"usd","amount":"9.955","source":"promo","expires_at":"2024-11-01T00:00:00+01:00","priority":-3}""")).Is(201, """
            {"id":"g2","asset":"usd","source":"promo","status":"active","amount":"9.955","remaining":"9.955","held":"0","priority":-3,
             "given_at":"2024-10-30T13:09:31Z","starts_at":null,"expires_at":"2024-10-31T23:00:00Z","rolled_over":false,"seq":2}
            """);
        Assert.Equal(("9.955", "0"), await node.BalanceAsync(account, "usd"));
        await node.MustAsync("POST", "/clock", """{"set":"2024-10-31T23:00:00Z"}""");
        Assert.Equal(("0", "0"), await node.BalanceAsync(account, "usd"));
    }

    [Fact]
    public async Task A_grant_may_wait_for_its_start()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("POST", account + "/grants", """{"asset":"credits","amount":"5","source":"adjustment","starts_at":"2024-10-30T14:00:00Z"}""")).Is(201, """
            {"id":"g2","asset":"credits","source":"adjustment","status":"scheduled","amount":"5","remaining":"0","held":"0","priority":100,
             "given_at":"2024-10-30T13:09:31Z","starts_at":"2024-10-30T14:00:00Z","expires_at":null,"rolled_over":false,"seq":2}
            """);
        Assert.Equal(("absent", "absent"), await node.BalanceAsync(account, "credits"));
        await node.MustAsync("POST", "/clock", """{"set":"2024-10-30T14:00:00Z"}""");
        Assert.Equal(("5", "0"), await node.BalanceAsync(account, "credits"));
    }

    [Fact]
    public async Task A_grant_may_wait_for_the_customers_address()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("POST", account + "/grants", """{"asset":"eur","amount":"1","source":"trial","pending":"email_verification"}""")).Is(201, """
            {"id":"g2","asset":"eur","source":"trial","status":"pending","amount":"1","remaining":"0","held":"0","priority":100,
             "given_at":"2024-10-30T13:09:31Z","starts_at":null,"expires_at":null,"rolled_over":false,"seq":2}
            """);
    }

    [Fact]
    public async Task An_add_on_outlives_the_renewal_by_90_days()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        Assert.Equal("2025-02-28T13:09:31Z", (await node.MustAsync("POST", account + "/grants", """{"asset":"credits","amount":"5","source":"add_on"}""")).Text("expires_at"));
    }

    [Fact]
    public async Task A_purchase_has_a_limit_and_so_has_the_balance_it_leads_to()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("POST", account + "/grants", """{"asset":"eur","amount":"1000000.000001","source":"purchase"}""")).Lacks(422, "purchase_limit_exceeded", "purchase:eur", "1000000", "1000000");
        await node.MustAsync("POST", account + "/grants", """{"asset":"eur","amount":"400000","source":"purchase"}""");
        (await node.CallAsync("POST", account + "/grants", """{"asset":"eur","amount":"600000.01","source":"purchase"}""")).Lacks(422, "purchase_limit_exceeded", "purchase:eur", "600000", "600000");
    }

    [Theory]
    [InlineData("""{"amount":"1","source":"promo"}""", 400, "field_invalid", "asset")]
    [InlineData("""{"asset":"eur","source":"promo"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"asset":"eur","amount":"1"}""", 400, "field_invalid", "source")]
    [InlineData("""{"asset":"eur","amount":1,"source":"promo"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"asset":"eur","amount":"1e3","source":"promo"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"asset":"eur","amount":"+1","source":"promo"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"asset":"eur","amount":" 1","source":"promo"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"asset":"eur","amount":"01","source":"promo"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"asset":"eur","amount":"1.0000001","source":"promo"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"asset":"eur","amount":"1","source":"plan"}""", 400, "field_invalid", "source")]
    [InlineData("""{"asset":"eur","amount":"1","source":"Promo"}""", 400, "field_invalid", "source")]
    [InlineData("""{"asset":"eur","amount":"1","source":2}""", 400, "field_invalid", "source")]
    [InlineData("""{"asset":"eur","amount":"1","source":"promo","pending":"rain"}""", 400, "field_invalid", "pending")]
    [InlineData("""{"asset":"eur","amount":"1","source":"promo","priority":1001}""", 400, "field_invalid", "priority")]
    [InlineData("""{"asset":"eur","amount":"1","source":"promo","priority":-1001}""", 400, "field_invalid", "priority")]
    [InlineData("""{"asset":"eur","amount":"1","source":"promo","priority":"1"}""", 400, "field_invalid", "priority")]
    [InlineData("""{"asset":"eur","amount":"1","source":"promo","starts_at":"2024-13-01T00:00:00Z"}""", 400, "field_invalid", "starts_at")]
    [InlineData("""{"asset":"gold","amount":"1","source":"promo"}""", 422, "asset_unknown", null)]
    [InlineData("""{"asset":"credits","amount":"1.5","source":"promo"}""", 422, "amount_too_precise", null)]
    [InlineData("""{"asset":"eur","amount":"0","source":"promo"}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"asset":"eur","amount":"-1","source":"promo"}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"asset":"eur","amount":"1000000000000.1","source":"promo"}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"asset":"eur","amount":"1","source":"promo","expires_at":"2024-10-30T13:09:31Z"}""", 422, "expiry_out_of_range", null)]
    [InlineData("""{"asset":"eur","amount":"1","source":"promo","starts_at":"2024-11-01T00:00:00Z","expires_at":"2024-11-01T00:00:00Z"}""", 422, "expiry_out_of_range", null)]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("POST", account + "/grants", body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
    }
}
