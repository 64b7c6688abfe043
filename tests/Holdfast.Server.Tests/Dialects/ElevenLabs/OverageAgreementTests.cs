using System.Text.Json.Nodes;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>The overage fields say one thing in several ways, and old and new clients read different ones.</summary>
public sealed class OverageAgreementTests
{
    public static TheoryData<string?, long?, long> States() => new()
    {
        { null, 0, 10 }, { "free", 0, 10_000 }, { "starter", 0, 30_000 }, { "creator", 0, 100_000 }, { "creator", 1, 100_001 },
        { "creator", 5_000, 103_000 }, { "creator", null, 250_000 }, { "enterprise", null, 100_000_007 }, { "pro", 3_000_000_000, 1 },
    };

    /// <summary>Guarantees that no client is told it may go beyond the limit when another is told it may not.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public async Task The_overage_fields_agree(string? plan, long? extension, long characters)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, plan);
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = extension is { } limit ? Amount.Units(limit) : null });
        await customer.SpeakAsync(characters);
        foreach (var subscription in new[]
        {
            (await customer.ElevenAsync("/v1/user")).Json["subscription"]!,
            (await customer.ElevenAsync("/v1/user/subscription")).Json,
        })
        {
            CheckAllowance(subscription);
            Assert.Equal(extension is null ? null : (int)Math.Min(int.MaxValue, extension.Value), (int?)subscription["max_character_limit_extension"]);
            CheckOverage(subscription, node.Engine.Catalogues.Newest.Plans[plan ?? "free"].Meters["characters"]);
        }
    }

    [Fact]
    public async Task An_extension_that_the_next_plan_does_not_entitle_to_is_none()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = null });
        await customer.DoAsync(new SetPlan { Plan = "starter" });
        var subscription = (await customer.ElevenAsync("/v1/user")).Json["subscription"]!;
        CheckAllowance(subscription);
        Assert.Equal(0, (int)subscription["max_character_limit_extension"]!);
        Assert.False((bool)subscription["can_extend_character_limit"]!);
    }

    [Fact]
    public async Task Overage_that_was_refunded_is_owed_no_more()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = null });
        await customer.SpeakAsync(100_000);
        var charge = await customer.SpeakAsync(700);
        Assert.Equal("0.21", await OverageAsync(customer));
        await customer.DoAsync(new Refund { Charge = charge.Seq, Charged = charge });
        Assert.Equal("0", await OverageAsync(customer));
    }

    [Fact]
    public async Task Overage_begins_at_nothing_in_each_period()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = null });
        await customer.SpeakAsync(100_001);
        Assert.Equal("0.0003", await OverageAsync(customer));
        node.SetClock("2024-11-30T13:09:31Z");
        Assert.Equal("0", await OverageAsync(customer));
    }

    private static async Task<string> OverageAsync(Customer customer) =>
        (string)(await customer.ElevenAsync("/v1/user")).Json["subscription"]!["current_overage"]!["amount"]!;

    private static void CheckAllowance(JsonNode subscription)
    {
        var characters = (int?)subscription["max_character_limit_extension"];
        var credits = subscription["max_credit_limit_extension"]!;
        if (characters is { } number) Assert.Equal(number, (int)credits);
        else Assert.Equal("unlimited", (string)credits!);
        Assert.Equal(characters != 0, (bool)subscription["allowed_to_extend_character_limit"]!);
        if (characters != 0) Assert.True((bool)subscription["can_extend_character_limit"]!);
    }

    private static void CheckOverage(JsonNode subscription, MeterLimit terms)
    {
        var beyond = Math.Max(0, (int)subscription["character_count"]! - (int)subscription["character_limit"]!);
        var price = terms.OveragePrice is { } unit ? Amount.Units(beyond).Times(unit.Amount) : Amount.Zero;
        Assert.Equal(price.ToString(), (string)subscription["current_overage"]!["amount"]!);
    }
}
