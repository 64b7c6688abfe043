namespace Holdfast.Server.Tests.Api;

public sealed class ReleaseHoldTests
{
    private const string Released = """
        {"id":"h1","status":"released","operation":"image.generate","quantity":"1","amount":{"eur":"4"},"held":{"eur":"0"},"captured_quantity":"0",
         "captured":{"eur":"0"},"key":null,"placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:24:31Z","closed_at":"2024-10-30T13:09:31Z","seq":4}
        """;

    [Fact]
    public async Task A_release_gives_everything_back_and_twice_is_once()
    {
        await using var node = await TestNode.StartAsync();
        var account = await HoldingAsync(node);
        (await node.CallAsync("POST", account + "/holds/h1/release", "{}")).Is(200, Released);
        (await node.CallAsync("POST", account + "/holds/h1/release")).Is(200, Released);
        await node.MustAsync("POST", "/clock", new { advance_seconds = 7 });
        (await node.CallAsync("POST", account + "/holds/h1/release", "{}", "another")).Is(200, Released);
        Assert.Equal(4, await node.SeqAsync(account));
        Assert.Equal(("10", "0"), await node.BalanceAsync(account, "eur"));
    }

    [Fact]
    public async Task A_hold_that_lapsed_has_given_everything_back()
    {
        await using var node = await TestNode.StartAsync();
        var account = await HoldingAsync(node);
        await node.MustAsync("POST", "/clock", new { advance_seconds = 900 });
        var lapsed = (await node.CallAsync("POST", account + "/holds/h1/release")).With(200);
        Assert.Equal(("lapsed", "2024-10-30T13:24:31Z"), (lapsed.Text("status"), lapsed.Text("closed_at")));
    }

    [Fact]
    public async Task What_was_captured_cannot_be_released()
    {
        await using var node = await TestNode.StartAsync();
        var account = await HoldingAsync(node);
        await node.MustAsync("POST", account + "/holds/h1/capture");
        (await node.CallAsync("POST", account + "/holds/h1/release")).Refuses(409, "hold_closed");
        (await node.CallAsync("POST", account + "/holds/h9/release")).Refuses(404, "hold_unknown");
        (await node.CallAsync("POST", account + "/holds/h1/release", """{"why":"x"}""")).Refuses(400, "field_invalid", "why");
        Assert.Equal(4, await node.SeqAsync(account));
    }

    private static async Task<string> HoldingAsync(TestNode node)
    {
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"}}""");
        return account;
    }
}
