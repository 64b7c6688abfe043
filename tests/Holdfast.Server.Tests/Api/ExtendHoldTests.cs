namespace Holdfast.Server.Tests.Api;

public sealed class ExtendHoldTests
{
    [Fact]
    public async Task An_extension_counts_from_now()
    {
        await using var node = await TestNode.StartAsync();
        var account = await HoldingAsync(node);
        await node.MustAsync("POST", "/clock", new { advance_seconds = 50 });
        (await node.CallAsync("POST", account + "/holds/h1/extend", """{"ttl_seconds":60}""")).Is(200, """
            {"id":"h1","status":"open","operation":"image.generate","quantity":"1","amount":{"eur":"4"},"held":{"eur":"4"},"captured_quantity":"0",
             "captured":{"eur":"0"},"key":null,"placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:11:21Z","closed_at":null,"seq":4}
            """);
        await node.MustAsync("POST", "/clock", new { advance_seconds = 59 });
        Assert.Equal(("6", "4"), await node.BalanceAsync(account, "eur"));
        await node.MustAsync("POST", "/clock", new { advance_seconds = 1 });
        Assert.Equal(("10", "0"), await node.BalanceAsync(account, "eur"));
        (await node.CallAsync("POST", account + "/holds/h1/extend", """{"ttl_seconds":60}""")).Refuses(409, "hold_closed");
    }

    [Theory]
    [InlineData("h1", "{}", 400, "field_invalid", "ttl_seconds")]
    [InlineData("h1", "", 400, "field_invalid", "ttl_seconds")]
    [InlineData("h1", """{"ttl_seconds":null}""", 400, "field_invalid", "ttl_seconds")]
    [InlineData("h1", """{"ttl_seconds":0}""", 422, "lifetime_out_of_range", null)]
    [InlineData("h1", """{"ttl_seconds":-5}""", 422, "lifetime_out_of_range", null)]
    [InlineData("h1", """{"ttl_seconds":2678401}""", 422, "lifetime_out_of_range", null)]
    [InlineData("h9", """{"ttl_seconds":60}""", 404, "hold_unknown", null)]
    public async Task What_cannot_be_is_refused(string hold, string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await HoldingAsync(node);
        (await node.CallAsync("POST", $"{account}/holds/{hold}/extend", body)).Refuses(status, code, field);
        Assert.Equal(3, await node.SeqAsync(account));
    }

    private static async Task<string> HoldingAsync(TestNode node)
    {
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"},"ttl_seconds":60}""");
        return account;
    }
}
