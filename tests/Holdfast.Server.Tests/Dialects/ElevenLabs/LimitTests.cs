using System.Text.Json.Nodes;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>Figures stay within the 32 bits that clients read, and never flatter.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_plan_without_a_limit_shows_the_highest_number()
    {
        using var catalogue = new CatalogueFile(("characters: 30000", "characters: unlimited"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node, "starter");
        await customer.SpeakAsync(3_000_000_000);
        var subscription = await SubscriptionAsync(customer);
        Assert.Equal(int.MaxValue, (int)subscription["character_limit"]!);
        Assert.Equal(int.MaxValue, (int)subscription["character_count"]!);
    }

    [Fact]
    public async Task A_plan_that_does_not_know_the_meter_allows_nothing()
    {
        using var catalogue = new CatalogueFile(("meters: { characters: 30000, voice_edits: 50, searches: 5, consultancy_hours: 0 }", "meters: { searches: 5 }"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var subscription = await SubscriptionAsync(await Customer.OpenAsync(node, "starter"));
        Assert.Equal(0, (int)subscription["character_limit"]!);
        Assert.Equal(0, (int)subscription["max_voice_add_edits"]!);
        Assert.Equal(0, (int)subscription["max_character_limit_extension"]!);
    }

    [Fact]
    public async Task A_part_of_a_character_counts_as_one_and_a_part_of_a_limit_as_none()
    {
        using var catalogue = new CatalogueFile(("meters: { characters: 1 }", "meters: { characters: \"0.5\" }"), ("characters: 30000", "characters: \"30000.5\""));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node, "starter");
        await customer.SpeakAsync(3);
        var subscription = await SubscriptionAsync(customer);
        Assert.Equal(2, (int)subscription["character_count"]!);
        Assert.Equal(30_000, (int)subscription["character_limit"]!);
    }

    private static async Task<JsonNode> SubscriptionAsync(Customer customer) => (await customer.ElevenAsync("/v1/user")).Json["subscription"]!;
}
