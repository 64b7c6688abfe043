namespace Holdfast.Server.Tests.Api;

public sealed class ReadTrialBalanceTests
{
    [Fact]
    public async Task The_books_of_all_accounts_sum_to_zero()
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("GET", "/trial_balance")).Is(200, """{"assets":{},"balanced":true}""");
        var a = await node.FundedAsync();
        var b = await node.FundedAsync();
        await node.MustAsync("POST", a + "/grants", """{"asset":"eur","amount":"0.5","source":"adjustment"}""");
        await node.MustAsync("PUT", a + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"}}""");
        await node.MustAsync("POST", b + "/charges", """{"operation":"image.generate","amount":{"eur":"0.000001"}}""");
        var postpaid = await node.OpenedAsync("""{"billing":"usage_based"}""");
        await node.MustAsync("POST", postpaid + "/charges", """{"operation":"video.generate","amount":{"usd":"12.25"}}""");
        (await node.CallAsync("GET", "/trial_balance")).Is(200, """
            {"assets":{
             "eur":{"funding":"-20","available":"16.499999","held":"4","consumed":"0.000001","expired":"0","receivable":"0","adjustment":"-0.5","sum":"0"},
             "usd":{"funding":"0","available":"0","held":"0","consumed":"12.25","expired":"0","receivable":"-12.25","adjustment":"0","sum":"0"}},
             "balanced":true}
            """);
    }

    [Fact]
    public async Task Sums_may_be_larger_than_any_accounts()
    {
        await using var node = await TestNode.StartAsync();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var account = await node.OpenedAsync();
            foreach (var __ in Enumerable.Range(0, 4)) await node.MustAsync("POST", account + "/grants", """{"asset":"usd","amount":"999999999999.999999","source":"promo"}""");
        }

        var books = await node.MustAsync("GET", "/trial_balance");
        Assert.Equal(("-11999999999999.999988", "11999999999999.999988", "0"), (books.Text("assets", "usd", "funding"), books.Text("assets", "usd", "available"), books.Text("assets", "usd", "sum")));
    }
}
