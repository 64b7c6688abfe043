namespace Holdfast.Server.Tests.Api;

public sealed class CloseAccountTests
{
    [Fact]
    public async Task Closing_is_for_ever_and_twice_is_once()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var closed = (await node.CallAsync("DELETE", account)).With(200);
        Assert.Equal(("closed", "2"), (closed.Text("status"), closed.Text("seq")));
        Assert.Equal(closed.ToJsonString(), (await node.CallAsync("DELETE", account)).With(200).ToJsonString());
        (await node.CallAsync("DELETE", "/accounts/018f0000-0000-7000-8000-000000000009")).Refuses(404, "account_unknown");
    }

    [Fact]
    public async Task A_closed_account_takes_nothing_and_ends_what_is_in_flight()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"}}""");
        await node.MustAsync("DELETE", account);
        (await node.CallAsync("POST", account + "/grants", """{"asset":"eur","amount":"1","source":"promo"}""")).Refuses(409, "account_closed");
        (await node.CallAsync("POST", account + "/keys", """{"name":"k"}""")).Refuses(409, "account_closed");
        (await node.CallAsync("PUT", account + "/holds/h2", """{"operation":"image.generate","amount":{"eur":"1"}}""")).Refuses(409, "account_closed");
        (await node.CallAsync("PUT", account + "/plan", """{"plan":"creator"}""")).Refuses(409, "account_closed");
        (await node.CallAsync("POST", account + "/holds/h1/capture")).With(200);
        Assert.Equal(("6", "0"), await node.BalanceAsync(account, "eur"));
    }
}
