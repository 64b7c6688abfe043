namespace Holdfast.Server.Tests.Api;

public sealed class RemoveLimitTests
{
    [Fact]
    public async Task A_limit_that_is_gone_limits_no_more()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/limits/none", """{"asset":"eur","amount":"0","per":"total"}""");
        const string Charge = """{"operation":"image.generate","amount":{"eur":"1"}}""";
        (await node.CallAsync("POST", account + "/charges", Charge)).Lacks(402, "budget_reached", "limit:none", "0", "0");
        Assert.Equal("{}", (await node.CallAsync("DELETE", account + "/limits/none")).With(200).Text("limits"));
        await node.MustAsync("POST", account + "/charges", Charge);
        (await node.CallAsync("DELETE", account + "/limits/none")).Refuses(404, "limit_unknown");
    }
}
