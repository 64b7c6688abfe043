using System.Net;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Tests.Dialects.Depicta;

/// <summary>Where the profile is served, and when it is news.</summary>
public sealed class ReadTests
{
    [Fact]
    public async Task The_root_and_the_prefix_answer_with_the_same_bytes()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var (root, prefix) = (await customer.DepictaAsync(), await customer.DepictaAsync("/depicta/v1/account/profile"));
        Assert.Equal(HttpStatusCode.OK, prefix.Status);
        Assert.Equal(root.Text, prefix.Text);
        Assert.Equal(root.Headers["ETag"], prefix.Headers["ETag"]);
    }

    [Fact]
    public async Task Nothing_new_is_304_and_news_are_not()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var first = await customer.DepictaAsync();
        Assert.Equal("no-store, private", first.Headers["Cache-Control"]);
        var again = await customer.DepictaAsync(headers: ("If-None-Match", first.Headers["ETag"]));
        Assert.Equal(HttpStatusCode.NotModified, again.Status);
        Assert.Equal("", again.Text);
        Assert.NotEqual(first.Headers["X-Request-Id"], again.Headers["X-Request-Id"]);
        await customer.DoAsync(new GiveGrant { Asset = "eur", Amount = Amount.Units(1), Source = GrantSource.Promo });
        Assert.Equal(HttpStatusCode.OK, (await customer.DepictaAsync(headers: ("If-None-Match", first.Headers["ETag"]))).Status);
    }

    [Fact]
    public async Task A_balance_that_expires_by_itself_is_news()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(new GiveGrant { Asset = "eur", Amount = Amount.Units(1), Source = GrantSource.Purchase });
        node.SetClock("2025-10-30T13:09:30Z");
        var before = await customer.DepictaAsync();
        Assert.Equal(HttpStatusCode.NotModified, (await customer.DepictaAsync(headers: ("If-None-Match", before.Headers["ETag"]))).Status);
        node.SetClock("2025-10-30T13:09:31Z");
        Assert.Equal(HttpStatusCode.OK, (await customer.DepictaAsync(headers: ("If-None-Match", before.Headers["ETag"]))).Status);
    }

    [Theory]
    [InlineData("    balance: eur", "    balance: thaler", "dialects: depicta names the asset thaler, which there is not")]
    [InlineData(", purchase_max: 1000000 }", " }", "the asset eur needs purchase_max")]
    public void A_catalogue_without_what_the_fields_need_is_refused(string part, string instead, string objection)
    {
        var catalogue = CatalogueReader.Read(CatalogueFile.Document((part, instead)), since: default, previous: null);
        var refused = Assert.Throws<CatalogueException>(() => Registry.Check(catalogue));
        Assert.Contains(objection, refused.Message, StringComparison.Ordinal);
    }
}
