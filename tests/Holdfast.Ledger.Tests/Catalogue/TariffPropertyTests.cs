using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees, over random tariffs and sizes, that a price is what its units come to when they are paid one by one.</summary>
public class TariffPropertyTests(ITestOutputHelper output)
{
    private const ulong Seed = 20_260_101;

    private const int Cases = 4_000;

    private static readonly AccountState Rich = new[] { "eur", "usd", "credits" }.Aggregate(
        new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")) }.Decide(null, SmallCatalogue.First, default).State!,
        (account, asset) => Done(account, SmallCatalogue.First, new GiveGrant { Asset = asset, Amount = Amount.Units(1_000_000), Source = GrantSource.Promo }));

    [Fact]
    public void A_price_is_what_its_units_cost_one_by_one() => Check(Uses, use =>
        Assert.Equal(NaiveTariff.Cost(use.Tariff, D(use.Units), D(use.Before), use.Decimals), D(use.Cost(use.Units, use.Before))));

    [Fact]
    public void No_price_is_negative_and_none_is_more_precise_than_its_asset() => Check(Uses, use =>
    {
        var cost = use.Cost(use.Units, use.Before);
        Assert.False(cost.IsNegative);
        Assert.True(use.Tariff.Minimum.FitsDecimals(use.Decimals) && cost.FitsDecimals(use.Decimals));
    });

    [Fact]
    public void More_never_costs_less_but_where_a_volume_price_takes_a_step() => Check(Uses, use =>
    {
        var more = use.Units + use.Step;
        var falls = NaiveTariff.Falls(use.Tariff, D(use.Before)).Any(end => D(use.Units) <= end && end < D(more));
        if (!falls) Assert.True(use.Cost(use.Units, use.Before) <= use.Cost(more, use.Before));
    });

    [Fact]
    public void A_graduated_price_is_the_sum_of_its_parts() => Check(Uses.Where(use => use.Tariff.Tiers is not { Kind: TierKind.Volume } && use.Units.IsWhole && use.Before.IsWhole), use =>
    {
        // Where every part is rounded for itself, or paid the minimum, parts cost more.
        var tariff = use.Tariff with { Minimum = default };
        var first = new Amount(use.Units.Micros / 3 / Amount.One * Amount.One);
        Assert.Equal(
            tariff.For(use.Units, use.Before, Amount.DecimalsMax),
            tariff.For(first, use.Before, Amount.DecimalsMax) + tariff.For(use.Units - first, use.Before + first, Amount.DecimalsMax));
    });

    [Fact]
    public void Free_units_cost_nothing_and_the_others_what_they_cost_without_them() => Check(Uses, use =>
    {
        Assert.Equal(Amount.Zero, use.Cost(use.Tariff.Free, Amount.Zero));
        Assert.Equal((use.Tariff with { Free = default }).For(use.Units, use.Before, use.Decimals), use.Cost(use.Units, use.Before + use.Tariff.Free));
        Assert.Equal((use.Tariff with { Free = default }).For(use.Units, Amount.Zero, use.Decimals), use.Cost(use.Tariff.Free + use.Units, Amount.Zero));
    });

    [Fact]
    public void What_is_not_free_costs_the_minimum_at_least() => Check(Uses, use =>
    {
        if (use.Before + use.Units > use.Tariff.Free && use.Units.IsPositive) Assert.True(use.Cost(use.Units, use.Before) >= use.Tariff.Minimum);
    });

    /// <summary>Guarantees that captures cost together what one would, and never more than their hold, whatever the tariff.</summary>
    [Fact, Trait("Speed", "slow")]
    public void Captures_cost_together_what_one_would_and_never_more_than_the_hold() => Check(Uses.Where(use => use.Units.IsPositive), use =>
    {
        var catalogue = SmallCatalogue.First.With(new Operation { Name = "find", Tariff = use.Tariff, Fractional = true });
        var used = use.Before.IsPositive ? Done(Rich, catalogue, new Charge { Operation = "find", Quantity = use.Before }) : Rich;
        var held = Done(used, catalogue, new PlaceHold { Hold = "h", Operation = "find", Quantity = use.Units });
        var hold = held.Holds.Find("h")!;
        var parts = new[] { use.Units.Micros / 7, use.Units.Micros / 3, use.Units.Micros / 5 };

        var paid = 0m;
        var state = held;
        for (var at = 0; at < parts.Length; at++)
        {
            var capture = new CaptureHold { Hold = "h", Quantity = new(parts[at]), Final = at == parts.Length - 1 }.Decide(state, catalogue, default);
            var cost = ((HoldCaptured)capture.Entry.Body).Use.Amount;
            Assert.False(cost.IsNegative);
            (state, paid) = (capture.State!, paid + D(cost));
        }

        var whole = new CaptureHold { Hold = "h", Quantity = new(parts.Sum()) }.Decide(held, catalogue, default);
        Assert.Equal(D(((HoldCaptured)whole.Entry.Body).Use.Amount), paid);
        Assert.Equal(Math.Min(D(hold.Amount), NaiveTariff.Cost(use.Tariff, D(new Amount(parts.Sum())), use.Tariff.CountsPeriod ? D(use.Before) : 0, use.Decimals)), paid);
        foreach (var broken in Invariants.Broken(state)) Assert.Fail(broken);
    });

    private static Gen<Use> Uses =>
        from seed in Gen.Choose(0, int.MaxValue)
        from fractional in Gen.Elements(true, false)
        from units in Gen.Frequency((3, Gen.Choose(0, 12)), (1, Gen.Choose(0, 90)))
        from before in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(0, 50)))
        from micros in Gen.Two(Gen.Choose(0, 999_999))
        select new Use(
            RandomTariff.Of(new Random(seed), SmallCatalogue.Assets, fractional),
            new(units * Amount.One + (fractional ? micros.Item1 : 0)),
            new(before * Amount.One + (fractional ? micros.Item2 : 0)),
            fractional ? new(1) : Amount.Units(1));

    private void Check(Gen<Use> uses, Action<Use> holds)
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None));
        Prop.ForAll(uses.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(replay).WithQuietOnSuccess(true));
    }

    private static AccountState Done(AccountState account, Catalogue catalogue, Command command)
    {
        var decision = command.Decide(account, catalogue, default);
        Assert.Equal(Status.Done, decision.Status);
        return decision.State!;
    }

    private static decimal D(Amount amount) => amount.Micros / 1_000_000m;

    private sealed record Use(Tariff Tariff, Amount Units, Amount Before, Amount Step)
    {
        public int Decimals => SmallCatalogue.First.Assets[Tariff.Asset].Decimals;

        public Amount Cost(Amount units, Amount before) => Tariff.For(units, before, Decimals);

        public override string ToString() => $"{Table.Shown(Tariff)}, {Units} after {Before}";
    }
}
