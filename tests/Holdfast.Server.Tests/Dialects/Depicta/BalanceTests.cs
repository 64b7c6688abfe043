using System.Text.Json.Nodes;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.Depicta;

/// <summary>What the profile says of money is what the ledger does with it.</summary>
public sealed class BalanceTests
{
    /// <summary>Guarantees that a top-up of what the profile calls the limit passes, and a cent more does not.</summary>
    [Theory]
    [InlineData("250.50", 25050)]
    [InlineData("0", 0)]
    [InlineData(null, 100_000_000)]
    public async Task The_limit_shown_is_the_limit_that_holds(string? plan, long cents)
    {
        using var catalogue = new CatalogueFile(("    price: \"22\" # *\n", plan is null ? "    price: \"22\"\n" : $"    price: \"22\"\n    purchase_max: {{ eur: \"{plan}\" }}\n"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node, "creator");
        Assert.Equal(cents, (long)(await UserAsync(customer))["credit_limit_cents"]!);

        var limit = new Amount(cents * 10_000);
        Assert.Equal(Status.PurchaseLimitExceeded, (await customer.TryAsync(TopUp(limit + new Amount(10_000)))).Status);
        if (limit.IsPositive) await customer.DoAsync(TopUp(limit));
        Assert.Equal(Status.PurchaseLimitExceeded, (await customer.TryAsync(TopUp(new(1)))).Status);
    }

    /// <summary>Guarantees that what is shown as available and as held adds up to what the ledger has.</summary>
    [Fact]
    public async Task Available_and_held_add_up()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(TopUp(Amount.Units(7)));
        for (var hold = 1; hold <= 5; hold++)
        {
            await customer.DoAsync(new PlaceHold { Hold = "h" + hold, Operation = "image.generate", Amount = new("eur", new(123_457 * hold)) });
            var user = await UserAsync(customer);
            Assert.True(Amount.TryParse((string)user["balance_eur"]!, out var available));
            Assert.True(Amount.TryParse((string)user["held_eur"]!, out var held));
            Assert.Equal(Amount.Units(7), available + held);
            Assert.Equal(new Amount(123_457 * hold * (hold + 1) / 2), held);
            Assert.Matches(@"^\d+\.\d{6}$", (string)user["balance_eur"]!);
        }
    }

    [Fact]
    public async Task A_hold_that_lapses_comes_back_without_anybody_asking()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(TopUp(Amount.Units(7)));
        await customer.DoAsync(new PlaceHold { Hold = "h", Operation = "image.generate", Amount = new("eur", Amount.Units(2)), Lifetime = TimeSpan.FromSeconds(60) });
        Assert.Equal("2.000000", (string)(await UserAsync(customer))["held_eur"]!);
        node.SetClock("2024-10-30T13:10:31Z");
        Assert.Equal("0.000000", (string)(await UserAsync(customer))["held_eur"]!);
        Assert.Equal("7.000000", (string)(await UserAsync(customer))["balance_eur"]!);
    }

    [Fact]
    public async Task Only_a_paid_top_up_moves_the_expiry()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        Assert.Null((await UserAsync(customer))["credits_expire_at"]);
        await customer.DoAsync(TopUp(Amount.Units(1)));
        node.SetClock("2025-02-28T00:00:00.5Z");
        await customer.DoAsync(TopUp(Amount.Units(1)) with { Source = GrantSource.Promo });
        Assert.Equal("2025-10-30T13:09:31Z", (string)(await UserAsync(customer))["credits_expire_at"]!);
        await customer.DoAsync(TopUp(Amount.Units(1)));
        Assert.Equal("2026-02-28T00:00:00Z", (string)(await UserAsync(customer))["credits_expire_at"]!);
    }

    [Fact]
    public async Task The_catalogue_says_which_asset_the_balance_is()
    {
        using var catalogue = new CatalogueFile(("    balance: eur", "    balance: usd"), ("shown: 2, postpaid: true }", "shown: 2, postpaid: true, purchase_max: 50 }"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(TopUp(Amount.Units(3)) with { Asset = "usd" });
        var user = await UserAsync(customer);
        Assert.Equal("3.000000", (string)user["balance_eur"]!);
        Assert.Equal(5_000, (int)user["credit_limit_cents"]!);
    }

    private static GiveGrant TopUp(Amount amount) => new() { Asset = "eur", Amount = amount, Source = GrantSource.Purchase };

    private static async Task<JsonNode> UserAsync(Customer customer) => (await customer.DepictaAsync()).Json["user"]!;
}
