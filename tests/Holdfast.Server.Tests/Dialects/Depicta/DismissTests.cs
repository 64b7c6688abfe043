using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.Depicta;

/// <summary>The notice of credit that was given, and how it goes away.</summary>
public sealed class DismissTests
{
    private const string Dismiss = "/v1/account/notifications/dismiss";

    [Theory]
    [InlineData("")]
    [InlineData("/depicta")]
    public async Task Dismissing_clears_the_notice_and_may_be_repeated(string prefix)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(Grant(GrantSource.Promo));
        Assert.True(await NoticeAsync(customer));
        for (var time = 0; time < 2; time++)
        {
            var reply = await customer.DepictaAsync(prefix + Dismiss, "POST");
            Assert.Equal(HttpStatusCode.NoContent, reply.Status);
            Assert.Equal("", reply.Text);
            Assert.Matches("^[0-9a-f]{32}$", reply.Headers["X-Request-Id"]);
            Assert.False(await NoticeAsync(customer));
        }

        Assert.Equal("1.000000", (string)(await customer.DepictaAsync()).Json["user"]!["balance_eur"]!);
        await customer.DoAsync(Grant(GrantSource.Refund));
        Assert.True(await NoticeAsync(customer));
    }

    [Fact]
    public async Task Repeating_it_writes_nothing()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var before = (await customer.DepictaAsync()).Headers["ETag"];
        Assert.Equal(HttpStatusCode.NoContent, (await customer.DepictaAsync(Dismiss, "POST")).Status);
        Assert.Equal(before, (await customer.DepictaAsync()).Headers["ETag"]);
    }

    [Theory]
    [InlineData(GrantSource.Purchase, false)]
    [InlineData(GrantSource.Adjustment, false)]
    [InlineData(GrantSource.Trial, true)]
    [InlineData(GrantSource.Promo, true)]
    [InlineData(GrantSource.Refund, true)]
    public async Task Only_what_the_customer_did_not_pay_for_is_a_notice(GrantSource source, bool notice)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(Grant(source));
        Assert.Equal(notice, await NoticeAsync(customer));
    }

    [Fact]
    public async Task A_grant_of_something_else_is_no_notice_here_and_stays_unseen()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(Grant(GrantSource.Promo) with { Asset = "usd" });
        Assert.False(await NoticeAsync(customer));
        await customer.DepictaAsync(Dismiss, "POST");
        var view = await node.Engine.ReadAsync(customer.Id, CancellationToken.None);
        Assert.Equal("usd", Assert.Single(view!.State.Notices).Asset);
    }

    [Fact]
    public async Task A_body_is_of_no_interest()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        foreach (var (body, type) in new[] { ("{}", "application/json"), ("{", "application/json"), ("x=1", "application/x-www-form-urlencoded") })
            Assert.Equal(HttpStatusCode.NoContent, (await node.SendAsync("POST", Dismiss, body, type, ("Authorization", "Bearer " + customer.Secret.Text))).Status);
    }

    private static GiveGrant Grant(GrantSource source) => new() { Asset = "eur", Amount = Amount.Units(1), Source = source };

    private static async Task<bool> NoticeAsync(Customer customer) => (bool)(await customer.DepictaAsync()).Json["user"]!["pending_credit_notice"]!;
}
