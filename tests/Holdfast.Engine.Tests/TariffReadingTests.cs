using System.Text.RegularExpressions;
using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

/// <summary>Prices as operators write them.</summary>
public sealed partial class TariffReadingTests
{
    private const string Small = """
        assets: { eur: { decimals: 2 }, credits: { decimals: 0 } }
        meters: { pages: { window: day } }
        slots: [jobs]
        operations:
          read: { price: { eur: "0.01" } }
          hear: { price: { eur: { each: "0.30", per: 60, minimum: "0.05", free: 10, counts: period } } }
          view: { price: { eur: { tiers: { kind: volume, steps: [ { up_to: 100, each: "0.02", flat: "1" }, { each: "0.01" } ] } } }, fractional: true }
          draw: { amount_in: { eur: { min: "0.50", max: 10 }, credits: {} } }
        plans:
          free: { name: Free, prices: { read: { credits: 2 }, hear: { eur: { each: "0.20" } } } }
        default_plan: free
        """;

    [Fact]
    public void Every_part_of_a_price_is_read()
    {
        var catalogue = CatalogueReader.Read(Small, new(0), null);

        Assert.Equal(new Tariff("eur", new(10_000)), catalogue.Operations["read"].Tariff);
        Assert.Equal(
            new Tariff("eur", new(300_000)) { Per = Amount.Units(60), Minimum = new(50_000), Free = Amount.Units(10), CountsPeriod = true },
            catalogue.Operations["hear"].Tariff);
        var tiers = catalogue.Operations["view"].Tariff!.Tiers!;
        Assert.Equal(TierKind.Volume, tiers.Kind);
        Assert.Equal<TierStep>([new(Amount.Units(100), new(20_000), Amount.Units(1)), new(null, new(10_000))], tiers.Steps);
        Assert.Equal<string>(["eur", "credits"], catalogue.Operations["draw"].CallerAssets);
        Assert.Equal<AmountBounds>([new("eur", new(500_000), Amount.Units(10))], catalogue.Operations["draw"].CallerBounds);
        Assert.Equal(new Tariff("credits", Amount.Units(2)), catalogue.Plans["free"].Prices["read"]);
        Assert.Equal(new Tariff("eur", new(200_000)), catalogue.Plans["free"].Prices["hear"]);
        Assert.Equal(2, catalogue.Plans["free"].Prices.Count);
    }

    /// <summary>Guarantees that an operator is told where and what is wrong with a price.</summary>
    /// <param name="bad">Has a mark where the finding is.</param>
    [Theory]
    [InlineData("read: { price: { eur: \"0.01\" } }", "read: { price: ¦{ eur: \"0.01\", credits: 1 } }", "read has one price")]
    [InlineData("read: { price: { eur: \"0.01\" } }", "read: { price: ¦\"0.01\" }", "price is a mapping")]
    [InlineData("read: { price: { eur: \"0.01\" } }", "read: ¦{ price: { eur: \"0.01\" }, amount_in: [eur] }", "read has a price or amount_in, not both")]
    [InlineData("read: { price: { eur: \"0.01\" } }", "read: { price: { eur: ¦\"-0.01\" } }", "eur is a decimal with at most 6 digits")]
    [InlineData("read: { price: { eur: \"0.01\" } }", "read: { price: { eur: ¦\"0.001\" } }", "eur has 2 digits after the point")]
    [InlineData("each: \"0.30\"", "each: ¦\"0.301\"", "eur has 2 digits after the point")]
    [InlineData("each: \"0.30\"", "each: ¦cheap", "each is a decimal")]
    [InlineData("{ each: \"0.30\", per", "¦{ per", "eur has each or tiers, one of them")]
    [InlineData("{ each: \"0.30\", per", "¦{ each: \"0.30\", tiers: { kind: volume, steps: [ { each: 1 } ] }, per", "eur has each or tiers, one of them")]
    [InlineData("per: 60", "per: ¦0", "per is above zero")]
    [InlineData("per: 60", "per: ¦1.5", "per is a whole number, as the operation's quantities are")]
    [InlineData("per: 60", "¦every: 60", "eur knows no every")]
    [InlineData("minimum: \"0.05\"", "minimum: ¦\"0.005\"", "eur has 2 digits after the point")]
    [InlineData("minimum: \"0.05\"", "minimum: ¦\"-1\"", "minimum is a decimal")]
    [InlineData("free: 10", "free: ¦0.5", "free is a whole number")]
    [InlineData("free: 10", "free: ¦-1", "free is a decimal")]
    [InlineData("counts: period", "counts: ¦month", "counts is one of use, period")]
    [InlineData("per: 60, minimum: \"0.05\", free: 10, counts: period", "counts: ¦period", "counts is about free units, blocks and tiers, and there are none")]
    [InlineData("kind: volume", "kind: ¦stairs", "kind is one of graduated, volume")]
    [InlineData("{ kind: volume, steps", "¦{ steps", "tiers lacks kind")]
    [InlineData("{ kind: volume, steps: [ { up_to: 100, each: \"0.02\", flat: \"1\" }, { each: \"0.01\" } ] }", "¦cheap", "tiers is a mapping")]
    [InlineData("[ { up_to: 100, each: \"0.02\", flat: \"1\" }, { each: \"0.01\" } ]", "¦[]", "steps is a list of steps, the last of them open")]
    [InlineData("{ kind: volume, steps: [ { up_to: 100, each: \"0.02\", flat: \"1\" }, { each: \"0.01\" } ] }", "¦{ kind: volume }", "steps is a list of steps, the last of them open")]
    [InlineData("{ each: \"0.01\" } ]", "¦cheap ]", "a step is a mapping")]
    [InlineData("{ each: \"0.01\" } ]", "{ up_to: ¦200, each: \"0.01\" } ]", "every step has up_to but the last, which is open")]
    [InlineData("{ up_to: 100, each", "¦{ each", "every step has up_to but the last, which is open")]
    [InlineData("up_to: 100", "up_to: ¦0", "up_to is above zero")]
    [InlineData("{ each: \"0.01\" } ]", "{ up_to: ¦100, each: \"0.01\" }, { each: \"0.01\" } ]", "up_to is above 100, where the step before ends")]
    [InlineData("{ up_to: 100, each: \"0.02\",", "¦{ up_to: 100,", "a step lacks each")]
    [InlineData("each: \"0.02\"", "each: ¦\"0.002\"", "eur has 2 digits after the point")]
    [InlineData("flat: \"1\"", "flat: ¦\"0.001\"", "eur has 2 digits after the point")]
    [InlineData("flat: \"1\"", "¦fee: \"1\"", "a step knows no fee")]
    [InlineData("kind: volume", "¦sort: volume", "tiers knows no sort")]
    [InlineData("{ eur: { tiers: { kind: volume, steps: [ { up_to: 100", "{ eur: { per: 30, tiers: { kind: volume, steps: [ { up_to: ¦100", "up_to is a multiple of 30, so that no block lies in two steps")]
    [InlineData("{ min: \"0.50\", max: 10 }", "{ min: 20, max: ¦10 }", "max is above zero and not below min")]
    [InlineData("{ min: \"0.50\", max: 10 }", "{ max: ¦0 }", "max is above zero and not below min")]
    [InlineData("{ min: \"0.50\", max: 10 }", "{ min: ¦\"0.501\" }", "eur has 2 digits after the point")]
    [InlineData("{ min: \"0.50\", max: 10 }", "{ ¦free: 10 }", "eur knows no free")]
    [InlineData("{ min: \"0.50\", max: 10 }", "¦10", "eur is a mapping")]
    [InlineData("{ eur: { min: \"0.50\", max: 10 }, credits: {} }", "{ usd: ¦{} }", "there is no asset usd")]
    [InlineData("{ eur: { min: \"0.50\", max: 10 }, credits: {} }", "¦{}", "amount_in names one asset at least")]
    [InlineData("{ eur: { min: \"0.50\", max: 10 }, credits: {} }", "[¦usd]", "there is no asset usd")]
    [InlineData("{ eur: { min: \"0.50\", max: 10 }, credits: {} }", "¦eur", "amount_in is a list of names")]
    [InlineData("read: { credits: 2 }", "write: ¦{ credits: 2 }", "there is no operation write")]
    [InlineData("read: { credits: 2 }", "draw: ¦{ credits: 2 }", "the caller names the amount of draw, so a plan has no price for it")]
    [InlineData("read: { credits: 2 }", "read: { usd: ¦2 }", "there is no asset usd")]
    [InlineData("read: { credits: 2 }", "read: ¦{}", "read lacks a price")]
    [InlineData("read: { credits: 2 }", "read: ¦2", "read is a mapping")]
    [InlineData("hear: { eur: { each: \"0.20\" } }", "hear: { eur: { free: ¦1.5, each: 1 } }", "free is a whole number")]
    public void What_is_wrong_with_a_price_is_named_with_line_and_column(string good, string bad, string finding)
    {
        Assert.Contains(good, Small, StringComparison.Ordinal);
        var marked = Small.Replace(good, bad, StringComparison.Ordinal);
        var before = marked[..marked.IndexOf('¦', StringComparison.Ordinal)].Split('\n');
        var error = Assert.Throws<CatalogueException>(() => CatalogueReader.Read(marked.Replace("¦", "", StringComparison.Ordinal), new(0), null));
        Assert.Contains($"line {before.Length}, column {before[^1].Length + 1}: {finding}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up_to: 100", "up_to: 0.25")]
    [InlineData("{ eur: { tiers:", "{ eur: { per: 0.5, free: 0.1, tiers:")]
    public void Where_quantities_have_fractions_steps_and_blocks_may(string good, string fraction) =>
        CatalogueReader.Read(Small.Replace(good, fraction, StringComparison.Ordinal), new(0), null);

    /// <summary>Guarantees that the operators' page is right: its document is read, and its prices are what comes out.</summary>
    [Fact]
    public void The_prices_on_the_operators_page_are_what_comes_out()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "src", "Holdfast.Ledger", "Catalogue", "README.md"));
        var document = page[(page.IndexOf("```yaml\n", StringComparison.Ordinal) + 8)..];
        document = document[..document.IndexOf("```", StringComparison.Ordinal)];
        var catalogue = CatalogueReader.Read("assets: { eur: {}, credits: {} }\nmeters: {}\n" + document + "default_plan: partner\n", new(0), null);

        var rows = Row().Matches(page);
        Assert.Equal(13, rows.Count);
        foreach (Match row in rows)
        {
            var (units, operation, plan, before, cost) = (Of(row.Groups[1]), row.Groups[2].Value, row.Groups[3].Value, row.Groups[4], Of(row.Groups[5]));
            var tariff = plan.Length == 0 ? catalogue.Operations[operation].Tariff! : catalogue.Plans[plan].Prices[operation];
            Assert.Equal(before.Length > 0, tariff.CountsPeriod);
            Assert.Equal((row.Value, cost), (row.Value, tariff.For(units, before.Length == 0 ? Amount.Zero : Of(before), 6)));
        }
    }

    private static Amount Of(Group text)
    {
        Assert.True(Amount.TryParse(text.Value, out var amount), text.Value);
        return amount;
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Holdfast.slnx"))) at = at.Parent!;
        return at.FullName;
    }

    [GeneratedRegex(@"^\| (\d+) `(\w+)`(?: with `(\w+)`)? \| (\d*) ?\| ([\d.]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
