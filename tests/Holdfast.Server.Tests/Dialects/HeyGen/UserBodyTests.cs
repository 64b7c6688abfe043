using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.HeyGen;

/// <summary>The whole body of <c>GET /v3/users/me</c> in every billing state.</summary>
public sealed class UserBodyTests
{
    private static readonly Profile Jane = new() { Username = "jane_doe", Email = "jane@example.com", FirstName = "Jane", LastName = "Doe" };

    /// <summary>Guarantees that the vendor's documented example is reached by operations, byte for byte but for white space.</summary>
    [Fact]
    public async Task The_documented_wallet()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, profile: Jane);
        await customer.DoAsync(Grant("usd", "50"));
        await customer.DoAsync(Charge("usd", "7.50"));
        await CheckAsync("user.wallet", customer);
    }

    [Fact]
    public async Task A_wallet_with_auto_reload_and_with_a_hold_in_flight()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, profile: Jane);
        await customer.DoAsync(Grant("usd", "10.123456"));
        await customer.DoAsync(new SetAutoReload { Enabled = true, Asset = "usd", Threshold = Amount.Units(5), Amount = Of("20.5") });
        await CheckAsync("user.auto-reload", customer);
        await customer.DoAsync(new PlaceHold { Hold = "h", Operation = "video.generate", Amount = new("usd", Of("0.123")) });
        await CheckAsync("user.hold-in-flight", customer);
        await customer.DoAsync(new SetAutoReload { Enabled = false, Asset = "usd", Threshold = Amount.Units(5), Amount = Of("20.5") });
        await customer.DoAsync(new CaptureHold { Hold = "h" });
        await CheckAsync("user.captured", customer);
    }

    [Fact]
    public async Task An_account_that_nobody_knows_anything_of_reads_zero()
    {
        await using var node = await TestNode.StartAsync();
        await CheckAsync("user.new", await Customer.OpenAsync(node));
    }

    [Fact]
    public async Task A_wallet_of_credits_where_the_plan_says_so_and_there_is_no_usd()
    {
        using var catalogue = new CatalogueFile(("    name: Pro\n", "    name: Pro\n    wallet: credits\n"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node, plan: "pro", profile: Jane);
        await CheckAsync("user.wallet-of-credits", customer);
        await customer.DoAsync(Grant("usd", "1"));
        Assert.Equal("usd", (string)(await customer.HeyGenAsync()).Json["data"]!["wallet"]!["currency"]!);
    }

    [Fact]
    public async Task A_subscription_with_add_ons_and_what_is_used_first()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, plan: "creator", profile: Jane, billing: Billing.Subscription);
        await CheckAsync("user.subscription", customer);
        await customer.DoAsync(Grant("credits", "100", GrantSource.AddOn));
        await customer.DoAsync(Charge("credits", "250"));
        await CheckAsync("user.add-ons", customer);
        node.SetClock("2024-11-30T13:09:31Z");
        await CheckAsync("user.next-period", customer);
    }

    [Fact]
    public async Task A_subscription_without_a_plan()
    {
        await using var node = await TestNode.StartAsync();
        await CheckAsync("user.no-plan", await Customer.OpenAsync(node, profile: Jane, billing: Billing.Subscription));
    }

    [Theory]
    [InlineData("free", "free")]
    [InlineData("trial", "free")]
    [InlineData("starter", "starter")]
    [InlineData("creator", "creator")]
    [InlineData("pro", "pro")]
    [InlineData("team", "team")]
    [InlineData("business", "business_plus")]
    [InlineData("business_plus", "business_plus")]
    [InlineData("enterprise", "enterprise")]
    public async Task Every_plan_has_one_of_the_documented_names(string plan, string shown)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, plan: plan, billing: Billing.Subscription);
        Assert.Equal(shown, (string)(await customer.HeyGenAsync()).Json["data"]!["subscription"]!["plan"]!);
    }

    [Fact]
    public async Task Usage_with_a_cap_without_one_and_in_the_next_period()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, profile: Jane, billing: Billing.UsageBased);
        await CheckAsync("user.usage-new", customer);
        await customer.DoAsync(new SetCap { Asset = "usd", Amount = Amount.Units(100) });
        await customer.DoAsync(Charge("usd", "12.25"));
        await customer.DoAsync(new PlaceHold { Hold = "h", Operation = "video.generate", Amount = new("usd", Amount.Units(5)), Lifetime = TimeSpan.FromDays(20) });
        await CheckAsync("user.usage-capped", customer);
        await customer.DoAsync(new SetPlan { Plan = "creator" });
        await CheckAsync("user.usage-with-plan", customer);
        node.SetClock("2024-11-30T13:09:31Z");
        await CheckAsync("user.usage-next-period", customer);
    }

    private static async Task CheckAsync(string name, Customer customer)
    {
        var reply = await customer.HeyGenAsync();
        Assert.Equal((HttpStatusCode.OK, "application/json"), (reply.Status, reply.Headers["Content-Type"]));
        Golden.Check(name, reply.Text);
        foreach (var path in (string[])["/v3/user/me", "/heygen/v3/users/me", "/heygen/v3/user/me"]) Assert.Equal(reply.Text, (await customer.HeyGenAsync(path)).Text);
    }

    private static GiveGrant Grant(string asset, string amount, GrantSource source = GrantSource.Purchase) => new() { Asset = asset, Amount = Of(amount), Source = source };

    private static Charge Charge(string asset, string amount) => new() { Operation = "video.generate", Amount = new(asset, Of(amount)) };

    private static Amount Of(string text) => Amount.TryParse(text, out var amount) ? amount : throw new FormatException(text);
}
