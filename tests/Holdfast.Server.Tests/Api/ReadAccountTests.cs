namespace Holdfast.Server.Tests.Api;

public sealed class ReadAccountTests
{
    [Fact]
    public async Task What_the_client_has_is_not_sent_again()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var first = await node.CallAsync("GET", account);
        Assert.Equal((200, "application/json", "no-store, private"), ((int)first.Status, first.Headers["Content-Type"], first.Headers["Cache-Control"]));

        var again = await AskAsync(node, account, first.Headers["ETag"]);
        Assert.Equal((304, ""), ((int)again.Status, again.Text));
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"}}""");
        Assert.Equal("9", (await AskAsync(node, account, first.Headers["ETag"])).With(200).Text("balances", "eur", "available"));
    }

    [Fact]
    public async Task Time_alone_changes_what_is_read_and_its_etag()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"},"ttl_seconds":60}""");
        var before = await node.CallAsync("GET", account);
        await node.MustAsync("POST", "/clock", new { advance_seconds = 59 });
        Assert.Equal(304, (int)(await AskAsync(node, account, before.Headers["ETag"])).Status);
        await node.MustAsync("POST", "/clock", new { advance_seconds = 1 });
        var after = (await AskAsync(node, account, before.Headers["ETag"])).With(200);
        Assert.Equal(("10", "0", "3"), (after.Text("balances", "eur", "available"), after.Text("balances", "eur", "held"), after.Text("seq")));
    }

    [Fact]
    public async Task The_past_reads_as_it_was()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"},"ttl_seconds":60}""");
        await node.MustAsync("POST", "/clock", new { advance_seconds = 3600 });
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"}}""");

        Assert.Equal(("6", "4"), await AtAsync(node, account, "2024-10-30T13:10:30.999999Z"));
        Assert.Equal(("10", "0"), await AtAsync(node, account, "2024-10-30T13:10:31Z"));
        Assert.Equal(("10", "0"), await AtAsync(node, account, "2024-10-30T15:09:30%2B01:00"));
        Assert.Equal(("9", "0"), await AtAsync(node, account, "2024-10-30T14:09:31Z"));
    }

    [Fact]
    public async Task An_account_that_is_not_there_or_not_yet_is_unknown()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("GET", account + "?at=2024-10-30T13:09:30Z")).Refuses(404, "account_unknown");
        (await node.CallAsync("GET", "/accounts/018f0000-0000-7000-8000-000000000009")).Refuses(404, "account_unknown");
        (await node.CallAsync("GET", "/accounts/7")).Refuses(404, "account_unknown");
        (await node.CallAsync("GET", "/accounts/00000000-0000-0000-0000-000000000000")).Refuses(404, "account_unknown");
        (await node.CallAsync("GET", account.Replace("-", "") + "")).Refuses(404, "account_unknown");
    }

    [Theory]
    [InlineData("at=2024-10-30T13:09:32Z")]
    [InlineData("at=2024-10-30T13:09:31")]
    [InlineData("at=2024-10-30")]
    [InlineData("at=1730293771")]
    [InlineData("at=")]
    [InlineData("at=2024-10-30T13:09:31Z&at=2024-10-30T13:09:31Z")]
    public async Task Only_a_past_instant_will_do(string query)
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("GET", await node.OpenedAsync() + "?" + query)).Refuses(400, "field_invalid", "at");
    }

    private static Task<Reply> AskAsync(TestNode node, string account, string etag) => node.SendAsync(
        "GET", "/ledger/v1" + account, headers: [("Authorization", "Bearer " + TestNode.OperatorKey), ("If-None-Match", etag)]);

    private static async Task<(string?, string?)> AtAsync(TestNode node, string account, string at)
    {
        var read = await node.MustAsync("GET", $"{account}?at={at}");
        return (read.Text("balances", "eur", "available"), read.Text("balances", "eur", "held"));
    }
}
