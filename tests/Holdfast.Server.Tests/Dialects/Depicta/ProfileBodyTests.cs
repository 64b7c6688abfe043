using System.Collections.Immutable;
using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.Depicta;

/// <summary>The whole body of <c>GET /v1/account/profile</c> in every state of an account.</summary>
public sealed class ProfileBodyTests
{
    [Fact]
    public async Task A_new_account_that_nobody_knows_anything_of()
    {
        await using var node = await TestNode.StartAsync();
        await CheckAsync("profile.new", await Customer.OpenAsync(node));
    }

    [Fact]
    public async Task A_trial_that_waits_for_the_address_and_comes_with_it()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, profile: new() { Email = "dep@example.com", Name = "Dep" });
        await customer.DoAsync(Grant("1", GrantSource.Trial) with { UntilVerified = true });
        await CheckAsync("profile.trial-pending", customer);
        await customer.DoAsync(new ChangeAccount { EmailVerified = true });
        await CheckAsync("profile.trial-given", customer);
        await customer.DoAsync(new DismissNotices { Asset = "eur" });
        await CheckAsync("profile.trial-seen", customer);
    }

    [Fact]
    public async Task A_customer_who_has_set_everything()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, profile: new()
        {
            Email = "zoë@example.com", EmailVerified = true, FirstName = "Zoë", LastName = "<Z> & \"co\"", TwoFactorEnabled = true, PromptAnalysisOptIn = true, Providers = ["google", "github"],
        });
        await CheckAsync("profile.everything", customer);
        await customer.DoAsync(new ChangeAccount { Providers = ImmutableArray<string>.Empty, TwoFactorEnabled = false, PromptAnalysisOptIn = false, FirstName = new(true, null), LastName = new(true, null) });
        await CheckAsync("profile.everything-undone", customer);
    }

    [Fact]
    public async Task A_top_up_a_hold_in_flight_its_capture_and_the_rest()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(Grant("10", GrantSource.Purchase));
        await CheckAsync("profile.top-up", customer);
        await customer.DoAsync(Hold("h1", "0.05"));
        await customer.DoAsync(Hold("h2", "0.000001"));
        await CheckAsync("profile.holds-in-flight", customer);
        await customer.DoAsync(new CaptureHold { Hold = "h1", Amount = Euros("0.045") });
        await customer.DoAsync(new ReleaseHold { Hold = "h2" });
        await CheckAsync("profile.settled", customer);
    }

    [Fact]
    public async Task An_expired_balance_and_the_hold_that_outlived_it()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(Grant("10", GrantSource.Purchase));
        node.SetClock("2025-10-20T00:00:00Z");
        await customer.DoAsync(Hold("h1", "2.5"));
        node.SetClock("2025-10-30T13:09:30Z");
        await CheckAsync("profile.before-expiry", customer);
        node.SetClock("2025-10-30T13:09:31Z");
        await CheckAsync("profile.expired", customer);
        await customer.DoAsync(new CaptureHold { Hold = "h1", Amount = Euros("1") });
        await CheckAsync("profile.expired-and-settled", customer);
    }

    [Fact]
    public async Task A_promotion_is_a_notice_and_moves_no_expiry()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(Grant("3.5", GrantSource.Promo));
        await CheckAsync("profile.promo", customer);
    }

    [Fact]
    public async Task A_plan_with_a_limit_of_its_own()
    {
        using var catalogue = new CatalogueFile(("    price: \"22\" # *\n", "    price: \"22\"\n    purchase_max: { eur: \"250.505\" }\n"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        await CheckAsync("profile.plan-limit", await Customer.OpenAsync(node, "creator"));
    }

    private static GiveGrant Grant(string euros, GrantSource source) => new() { Asset = "eur", Amount = Euros(euros).Amount, Source = source };

    private static PlaceHold Hold(string id, string euros) =>
        new() { Hold = id, Operation = "image.generate", Amount = Euros(euros), Lifetime = TimeSpan.FromDays(20) };

    private static AssetAmount Euros(string text)
    {
        Assert.True(Amount.TryParse(text, out var amount));
        return new("eur", amount);
    }

    private static async Task CheckAsync(string name, Customer customer)
    {
        var reply = await customer.DepictaAsync();
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/json", reply.Headers["Content-Type"]);
        Assert.Matches("^[0-9a-f]{32}$", reply.Headers["X-Request-Id"]);
        Golden.Check(name, reply.Text);
    }
}
