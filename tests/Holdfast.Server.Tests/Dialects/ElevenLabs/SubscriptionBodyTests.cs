using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>The whole body of <c>GET /v1/user/subscription</c> in every state of an account.</summary>
public sealed class SubscriptionBodyTests
{
    [Theory]
    [InlineData("no-plan", null)]
    [InlineData("free", "free")]
    [InlineData("creator", "creator")]
    [InlineData("enterprise", "enterprise")]
    public async Task Each_kind_of_plan(string name, string? plan)
    {
        await using var node = await TestNode.StartAsync();
        await CheckAsync("subscription." + name, await Customer.OpenAsync(node, plan));
    }

    [Fact]
    public async Task Overage_is_on_the_next_invoice()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = null });
        await customer.SpeakAsync(110_000);
        await CheckAsync("subscription.overage", customer);
    }

    [Theory]
    [InlineData("past-due", PlanStatus.PastDue)]
    [InlineData("incomplete", PlanStatus.Incomplete)]
    public async Task A_plan_that_is_behind_with_paying_has_an_open_invoice(string name, PlanStatus status)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "pro");
        await customer.DoAsync(new SetPlan { Plan = "pro", Status = status });
        await CheckAsync("subscription." + name, customer);
    }

    [Fact]
    public async Task An_annual_plan_with_monthly_characters()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(new SetPlan { Plan = "creator", Billing = BillingPeriod.Annual });
        await CheckAsync("subscription.annual", customer);
    }

    [Fact]
    public async Task A_change_of_plan_to_come()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "pro");
        await customer.DoAsync(new SetPlan { Plan = "creator", AtPeriodEnd = true });
        await CheckAsync("subscription.pending-change", customer);
    }

    [Fact]
    public async Task A_change_to_a_plan_that_is_never_paid()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "pro");
        await customer.DoAsync(new SetPlan { Plan = "free", AtPeriodEnd = true });
        await CheckAsync("subscription.pending-free", customer);
    }

    [Fact]
    public async Task A_cancellation_to_come_and_come()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "pro");
        await customer.DoAsync(new SetPlan { Plan = null, AtPeriodEnd = true });
        await CheckAsync("subscription.pending-cancellation", customer);
        node.SetClock("2024-11-30T13:09:31Z");
        await CheckAsync("subscription.cancelled", customer);
    }

    [Fact]
    public async Task A_change_to_come_is_taken_back_replaced_and_comes()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "pro");
        var before = (await customer.ElevenAsync("/v1/user/subscription")).Text;
        await customer.DoAsync(new SetPlan { Plan = "creator", AtPeriodEnd = true });
        Assert.Equal("change creator", await PendingAsync(customer));
        await customer.DoAsync(new SetPlan { Plan = "team", Billing = BillingPeriod.Annual, AtPeriodEnd = true });
        Assert.Equal("change scale_2024_08_10", await PendingAsync(customer));
        await customer.DoAsync(new SetPlan { Plan = null, AtPeriodEnd = true });
        Assert.Equal("cancellation ", await PendingAsync(customer));
        await customer.DoAsync(new SetPlan { Plan = "pro", AtPeriodEnd = true });
        Assert.Equal(before, (await customer.ElevenAsync("/v1/user/subscription")).Text);

        await customer.DoAsync(new SetPlan { Plan = "creator", AtPeriodEnd = true });
        await customer.SpeakAsync(300_000);
        node.SetClock("2024-11-30T13:09:30.999999Z");
        Assert.Equal(("pro", 300_000, "change creator"), (await TierAsync(customer), await CountAsync(customer), await PendingAsync(customer)));
        node.SetClock("2024-11-30T13:09:31Z");
        Assert.Equal(("creator", 0, null), (await TierAsync(customer), await CountAsync(customer), await PendingAsync(customer)));
    }

    [Fact]
    public async Task A_change_now_in_a_period_that_goes_on_keeps_the_count_and_the_reset()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "pro");
        await customer.DoAsync(new SetPlan { Plan = null, AtPeriodEnd = true });
        await customer.SpeakAsync(300_000);
        node.SetClock("2024-11-10T00:00:00Z");
        await customer.DoAsync(new SetPlan { Plan = "creator", KeepsPeriod = true });

        // Below what is used, and no cancellation waits any more.
        await CheckAsync("subscription.downgraded", customer);
    }

    private static async Task<string?> PendingAsync(Customer customer) =>
        (await customer.ElevenAsync("/v1/user/subscription")).Json["pending_change"] is { } pending ? $"{pending["kind"]} {pending["next_tier"]}" : null;

    private static async Task<string> TierAsync(Customer customer) => (string)(await customer.ElevenAsync("/v1/user")).Json["subscription"]!["tier"]!;

    private static async Task<int> CountAsync(Customer customer) => (int)(await customer.ElevenAsync("/v1/user")).Json["subscription"]!["character_count"]!;

    [Fact]
    public async Task Coupons_that_were_used()
    {
        await using var node = await TestNode.StartAsync();
        await CheckAsync("subscription.coupons", await Customer.OpenAsync(node, "starter", new()
        {
            Attributes = [new("has_used_starter_coupon_on_account", "true"), new("has_used_creator_coupon_on_account", "true")],
        }));
    }

    /// <summary>Everything the user's body says of the subscription stands in this one, too, letter by letter.</summary>
    [Fact]
    public async Task Both_bodies_say_the_same_of_the_subscription()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.SpeakAsync(77);
        var user = (await customer.ElevenAsync("/v1/user")).Json["subscription"]!.ToJsonString();
        var subscription = (await customer.ElevenAsync("/v1/user/subscription")).Json.ToJsonString();
        Assert.StartsWith(user[..^1] + ",", subscription, StringComparison.Ordinal);
    }

    private static async Task CheckAsync(string name, Customer customer)
    {
        var reply = await customer.ElevenAsync("/v1/user/subscription");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Golden.Check(name, reply.Text);
    }
}
