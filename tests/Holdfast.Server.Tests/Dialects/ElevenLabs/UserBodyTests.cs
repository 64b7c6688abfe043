using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>The whole body of <c>GET /v1/user</c> in every state of an account.</summary>
public sealed class UserBodyTests
{
    [Fact]
    public async Task A_new_account_without_a_plan()
    {
        await using var node = await TestNode.StartAsync();
        await CheckAsync("user.no-plan", await Customer.OpenAsync(node));
    }

    /// <summary>The seat is that of the member whose key asks, and follows him at once.</summary>
    [Theory]
    [InlineData(Role.Admin, "workspace_admin")]
    [InlineData(Role.Member, "workspace_member")]
    [InlineData(Role.LiteMember, "workspace_lite_member")]
    public async Task Every_seat(Role role, string word)
    {
        await using var node = await TestNode.StartAsync();
        var account = await Customer.OpenAsync(node, "creator");
        await account.DoAsync(new SetMember { Member = "ann", Role = role });
        var member = await account.WithKeyAsync(member: "ann");
        await CheckAsync("user.seat-" + word, member);
        Assert.Equal("workspace_admin", (string)(await account.ElevenAsync("/v1/user")).Json["seat_type"]!);
        await account.DoAsync(new SetMember { Member = "ann", Role = Role.LiteMember });
        Assert.Equal("workspace_lite_member", (string)(await member.ElevenAsync("/v1/user")).Json["seat_type"]!);
    }

    [Fact]
    public async Task A_free_account()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "free");
        await customer.SpeakAsync(10_000);
        await CheckAsync("user.free", customer);
    }

    [Fact]
    public async Task A_trial_account()
    {
        await using var node = await TestNode.StartAsync();
        await CheckAsync("user.trial", await Customer.OpenAsync(node, "trial"));
    }

    [Fact]
    public async Task A_creator_who_works()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator", new() { FirstName = "Ann" });
        await customer.SpeakAsync(1_200);
        await customer.DoAsync(new Charge { Operation = "voice.add_edit", Quantity = Amount.Units(2) });
        await customer.DoAsync(new TakeSlot { Slot = "voices", Item = "v1" });
        await customer.DoAsync(new TakeSlot { Slot = "voices", Item = "v2" });
        await customer.DoAsync(new TakeSlot { Slot = "professional_voices", Item = "p1" });
        await CheckAsync("user.creator", customer);
    }

    [Fact]
    public async Task A_creator_who_worked_a_period_ago()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.SpeakAsync(1_200);
        await customer.DoAsync(new TakeSlot { Slot = "voices", Item = "v1" });
        node.SetClock("2024-11-30T13:09:31Z");
        await CheckAsync("user.next-period", customer);
    }

    [Fact]
    public async Task Characters_of_work_in_flight_are_counted_when_it_ends()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new PlaceHold { Hold = "h1", Operation = "text_to_speech", Quantity = Amount.Units(500) });
        await CheckAsync("user.hold-in-flight", customer);
        await customer.DoAsync(new CaptureHold { Hold = "h1", Quantity = Amount.Units(300) });
        await CheckAsync("user.hold-captured", customer);
    }

    [Theory]
    [InlineData(PlanStatus.Active, "active")]
    [InlineData(PlanStatus.Trialing, "trialing")]
    [InlineData(PlanStatus.Incomplete, "incomplete")]
    [InlineData(PlanStatus.PastDue, "past_due")]
    [InlineData(PlanStatus.Free, "free")]
    [InlineData(PlanStatus.FreeDisabled, "free_disabled")]
    public async Task Every_payment_state(PlanStatus status, string word)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetPlan { Plan = "creator", Status = status });
        await CheckAsync("user.status-" + word, customer);
    }

    [Theory]
    [InlineData(BillingPeriod.Monthly, "monthly_period")]
    [InlineData(BillingPeriod.Quarterly, "3_month_period")]
    [InlineData(BillingPeriod.HalfYearly, "6_month_period")]
    [InlineData(BillingPeriod.Annual, "annual_period")]
    public async Task Every_billing_period_with_monthly_characters(BillingPeriod billing, string word)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(new SetPlan { Plan = "creator", Billing = billing });
        await CheckAsync("user.billing-" + word, customer);
    }

    [Fact]
    public async Task Overage_within_an_extension_and_its_price()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = Amount.Units(5_000) });
        await customer.SpeakAsync(100_500);
        await CheckAsync("user.extension-number", customer);
    }

    [Fact]
    public async Task Overage_without_a_limit()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "business");
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = null });
        await CheckAsync("user.extension-unlimited", customer);
    }

    [Fact]
    public async Task An_enterprise_edits_as_many_voices_as_it_likes()
    {
        await using var node = await TestNode.StartAsync();
        await CheckAsync("user.enterprise", await Customer.OpenAsync(node, "enterprise"));
    }

    [Fact]
    public async Task All_that_the_portal_and_the_operator_say()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "starter", new()
        {
            FirstName = "Zoë \"Z\" <b>",
            Attributes =
            [
                new("is_onboarding_completed", "true"), new("is_onboarding_checklist_completed", "true"), new("show_compliance_terms", "true"),
                new("referral_link_code", "\"ref-1 \\u00e9\""), new("partnerstack_partner_default_link", "\"https://partners.example/z\""),
            ],
        });
        await CheckAsync("user.attributes", customer);
    }

    private static async Task CheckAsync(string name, Customer customer)
    {
        var reply = await customer.ElevenAsync("/v1/user");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/json", reply.Headers["Content-Type"]);
        Golden.Check(name, reply.Text.Without(customer.Secret.Preview, "{preview}"));
    }
}
