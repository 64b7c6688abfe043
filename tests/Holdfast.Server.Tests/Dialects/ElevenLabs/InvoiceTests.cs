using System.Text.Json.Nodes;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>An invoice is shown only where its amount is certain.</summary>
public sealed class InvoiceTests
{
    [Fact]
    public async Task The_next_invoice_is_for_the_plan_and_what_is_owed()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator", billing: Billing.UsageBased);
        await customer.DoAsync(new Charge { Operation = "video.generate", Amount = new("usd", new(1_230_000)) });
        Assert.Equal(2323, await DueAsync(customer));
    }

    [Fact]
    public async Task A_part_of_a_cent_counts_as_one()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = null });
        await customer.SpeakAsync(100_001);
        Assert.Equal(2201, await DueAsync(customer));
    }

    [Fact]
    public async Task What_was_owed_in_the_last_period_is_on_the_last_invoice()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = null });
        await customer.SpeakAsync(110_000);
        node.SetClock("2024-11-30T13:09:31Z");
        Assert.Equal(2200, await DueAsync(customer));
    }

    [Fact]
    public async Task What_is_refunded_of_an_earlier_invoice_is_taken_off_the_next_one()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator", billing: Billing.UsageBased);
        var charged = await customer.DoAsync(new Charge { Operation = "video.generate", Amount = new("usd", Amount.Units(30)) });
        var account = $"/accounts/{customer.Id}";
        node.SetClock("2024-12-01T00:00:00Z");
        await node.MustAsync("POST", account + "/refunds", $$$"""{"entry":{{{charged.Seq}}},"amount":{"usd":"5"}}""");
        Assert.Equal(1700, await DueAsync(customer));

        // All that is left of it, and more than the plan costs: nothing is to be paid.
        await node.MustAsync("POST", account + "/refunds", $$$"""{"entry":{{{charged.Seq}}}}""");
        Assert.Null(await DueAsync(customer));
    }

    [Fact]
    public async Task After_a_cancellation_only_what_is_owed_is_left()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = null });
        await customer.SpeakAsync(110_000);
        await customer.DoAsync(new SetPlan { Plan = null, AtPeriodEnd = true });
        Assert.Equal(300, await DueAsync(customer));
    }

    [Fact]
    public async Task A_free_account_that_is_about_to_pay_sees_the_first_invoice()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "free");
        await customer.DoAsync(new SetPlan { Plan = "starter", AtPeriodEnd = true });
        Assert.Equal(500, await DueAsync(customer));
    }

    [Fact]
    public async Task A_price_that_was_agreed_elsewhere_is_not_guessed()
    {
        await using var node = await TestNode.StartAsync();
        var annual = await Customer.OpenAsync(node, "creator");
        await annual.DoAsync(new SetPlan { Plan = "creator", Billing = BillingPeriod.Annual });
        Assert.Null(await DueAsync(annual));
        var changing = await Customer.OpenAsync(node, "creator", id: "0192dd5a-0000-7000-8000-000000000002");
        await changing.DoAsync(new SetPlan { Plan = "enterprise", AtPeriodEnd = true });
        Assert.Null(await DueAsync(changing));
        Assert.Equal("enterprise", (string)(await ReadAsync(changing))["pending_change"]!["next_tier"]!);
    }

    [Fact]
    public async Task What_an_annual_plan_owes_from_other_months_is_not_guessed()
    {
        using var catalogue = new CatalogueFile(("    price: \"22\" # *\n", "    price: \"240\"\n    billing: annual\n"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node, "creator");
        Assert.Equal(24_000, await DueAsync(customer));
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = null });
        await customer.SpeakAsync(110_000);
        node.SetClock("2024-11-30T13:09:31Z");
        Assert.Null(await DueAsync(customer));
    }

    [Theory]
    [InlineData(PlanStatus.Free)]
    [InlineData(PlanStatus.FreeDisabled)]
    public async Task A_plan_that_is_free_for_this_account_has_no_invoice(PlanStatus status)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetPlan { Plan = "creator", Status = status });
        Assert.Null(await DueAsync(customer));
    }

    [Fact]
    public async Task An_invoice_is_open_until_the_plan_is_paid()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "pro");
        foreach (var (status, open) in new[] { (PlanStatus.PastDue, 1), (PlanStatus.Active, 0), (PlanStatus.Incomplete, 1), (PlanStatus.Trialing, 0) })
        {
            await customer.DoAsync(new SetPlan { Plan = "pro", Status = status });
            var subscription = await ReadAsync(customer);
            Assert.Equal(open, subscription["open_invoices"]!.AsArray().Count);
            Assert.Equal(open > 0, (bool)subscription["has_open_invoices"]!);
        }
    }

    private static async Task<JsonNode> ReadAsync(Customer customer) => (await customer.ElevenAsync("/v1/user/subscription")).Json;

    private static async Task<int?> DueAsync(Customer customer) => (int?)(await ReadAsync(customer))["next_invoice"]?["amount_due_cents"];
}
