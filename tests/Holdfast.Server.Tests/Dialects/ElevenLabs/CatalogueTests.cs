using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>A catalogue that this dialect could not answer from is refused before anybody asks.</summary>
public sealed class CatalogueTests
{
    [Theory]
    [InlineData("elevenlabs: creator }", "elevenlabs: gold }", "plan creator needs dialect_names: elevenlabs, one of free, starter, go, creator,")]
    [InlineData("{ heygen: creator, elevenlabs: creator }", "{ heygen: creator }", "plan creator needs dialect_names: elevenlabs")]
    [InlineData("characters: characters\n", "characters: glyphs\n", "dialects: elevenlabs names the meter glyphs, which there is not")]
    [InlineData("voice_edits: voice_edits\n", "voice_edits: edits\n", "dialects: elevenlabs names the meter edits, which there is not")]
    [InlineData("    voices: voices\n", "    voices: choir\n", "dialects: elevenlabs names the slot choir, which there is not")]
    [InlineData("professional_voices: professional_voices\n", "professional_voices: choir\n", "dialects: elevenlabs names the slot choir, which there is not")]
    [InlineData("overage: { usd: \"0.0003\" }", "overage: { credits: 1 }", "plan creator prices overage of characters in credits, which ElevenLabs cannot show")]
    public void A_catalogue_without_what_the_fields_need_is_refused(string part, string instead, string objection)
    {
        var catalogue = CatalogueReader.Read(CatalogueFile.Document((part, instead)), since: default, previous: null);
        var refused = Assert.Throws<CatalogueException>(() => Registry.Check(catalogue));
        Assert.Contains(objection, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_catalogue_says_which_meter_and_slot_feed_the_fields()
    {
        using var catalogue = new CatalogueFile(("characters: characters\n", "characters: voice_edits\n"), ("    voices: voices\n", "    voices: parallel_searches\n"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new Charge { Operation = "voice.add_edit", Quantity = Amount.Units(3) });
        await customer.DoAsync(new TakeSlot { Slot = "parallel_searches", Item = "s1" });
        var subscription = (await customer.ElevenAsync("/v1/user")).Json["subscription"]!;
        Assert.Equal(3, (int)subscription["character_count"]!);
        Assert.Equal(95, (int)subscription["character_limit"]!);
        Assert.Equal(1, (int)subscription["voice_slots_used"]!);
        Assert.Equal(2, (int)subscription["voice_limit"]!);
    }

    [Fact]
    public async Task Overage_in_another_currency_says_so()
    {
        using var catalogue = new CatalogueFile(("overage: { usd: \"0.0003\" }", "overage: { eur: \"0.001\" }"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new SetExtension { Meter = "characters", Limit = null });
        await customer.SpeakAsync(100_002);
        var overage = (await customer.ElevenAsync("/v1/user")).Json["subscription"]!["current_overage"]!;
        Assert.Equal("{\"amount\":\"0.002\",\"currency\":\"eur\"}", overage.ToJsonString());
    }
}
