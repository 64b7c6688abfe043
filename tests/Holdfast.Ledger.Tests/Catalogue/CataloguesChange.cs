using System.Collections.Frozen;

namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that a new version of the catalogue decides what comes after it, and nothing that was before.</summary>
public class CataloguesChange
{
    [Fact]
    public void A_hold_is_captured_at_the_price_it_was_placed_at() => Scenario.Check(
        """
        grant credits 100
        hold h1 find 10
        hold h2 find 10
        catalogue
        charge find 1
        balance credits available=78 consumed=2
        capture h1 5 part
        balance credits consumed=7
        capture h1 5
        capture h2
        balance credits consumed=22 held=0
        hold h3 find 10
        hold? h3 amount=20
        """,
        catalogue => catalogue.With(new Operation { Name = "find", Tariff = new("credits", Amount.Units(2)) }));

    [Fact]
    public void A_hold_of_an_operation_that_is_gone_can_still_end() => Scenario.Check(
        """
        grant credits 100
        hold h1 find 10
        hold h2 find 10
        hold h3 find 10
        charge find 1 as=c
        catalogue
        charge find 1          -> OperationUnknown
        hold h4 find 1         -> OperationUnknown
        capture h1 4 as=d
        capture h1 4           -> HoldUnknown
        extend h2 1h
        release h2
        refund c
        refund d
        balance credits available=90 held=10 consumed=0
        wait 1h
        balance credits available=100
        totals find count=2 quantity=0
        """,
        catalogue => catalogue.Without("find"));

    [Fact]
    public void What_a_hold_takes_of_meters_is_what_it_took_when_it_was_placed() => Scenario.Check(
        """
        hold h1 speak 10
        catalogue
        capture h1 4
        meter chars used=4
        charge speak 4
        meter chars used=12
        """,
        catalogue => catalogue.With(new Operation { Name = "speak", Meters = [new("chars", Amount.Units(2))] }));

    [Fact]
    public void Each_period_is_filled_by_the_version_of_its_beginning() => Scenario.Check(
        """
        open plan=basic
        at 2026-01-15
        catalogue
        at 2026-02-15
        catalogue
        at 2026-03-15
        charge find 1
        balance credits funding=-600 expired=300 available=299
        """,
        catalogue => catalogue.With(SmallCatalogue.Make("basic", BillingPeriod.Monthly, "credits 200", "", "")),
        catalogue => catalogue.With(SmallCatalogue.Make("basic", BillingPeriod.Monthly, "credits 300", "", "")));

    [Fact]
    public void A_version_is_in_force_from_its_instant_on()
    {
        var first = SmallCatalogue.First with { Since = Words.InstantOf("2026-01-01", default) };
        var at = Words.InstantOf("2026-03-01", default);
        var second = SmallCatalogue.Next(first, at, catalogue => catalogue);
        var third = SmallCatalogue.Next(second, at + TimeSpan.FromDays(1), catalogue => catalogue);
        Assert.Same(first, third.At(default));
        Assert.Same(first, third.At(new(at.Micros - 1)));
        Assert.Same(second, third.At(at));
        Assert.Same(third, third.At(at + TimeSpan.FromDays(1)));
        Assert.Same(first, third.OfVersion(1));
        Assert.Same(second, third.OfVersion(2));
        Assert.Same(third, third.OfVersion(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => third.OfVersion(4));
    }

    [Fact]
    public void A_command_is_decided_by_the_version_of_its_instant() => Scenario.Check(
        """
        grant credits 100
        at 2026-01-02
        catalogue
        # A clock that is behind: the last entry's instant is before the new version.
        at 2026-01-01T12:00
        charge find 1
        balance credits consumed=1
        at 2026-01-02
        charge find 1
        balance credits consumed=3
        """,
        catalogue => catalogue.With(new Operation { Name = "find", Tariff = new("credits", Amount.Units(2)) }));

    [Fact]
    public void Limits_change_with_the_version() => Scenario.Check(
        """
        open
        charge speak 90
        catalogue
        meter chars room=-80
        charge speak 1    -> MeterExhausted affordable=0
        slot voices a     -> SlotTaken
        """,
        catalogue => catalogue.With(SmallCatalogue.Make("free", BillingPeriod.None, "", "chars 10", "")));

    [Fact]
    public void A_meter_whose_window_changes_starts_anew() => Scenario.Check(
        """
        open
        charge edit 5
        hold h1 edit 1    -> MeterExhausted
        catalogue
        meter edits used=0 window=2026-01-01..2026-02-01
        charge edit 5
        charge edit 1     -> MeterExhausted
        """,
        catalogue => catalogue with
        {
            Meters = catalogue.Meters.Values.Select(meter => meter.Name == "edits" ? meter with { Window = Window.Month } : meter).ToFrozenDictionary(meter => meter.Name),
        });

    [Fact]
    public void Pools_of_a_plan_are_found_by_their_asset()
    {
        var plan = SmallCatalogue.Plans[2];
        Assert.Equal(Amount.Units(20), plan.Pool("usd"));
        Assert.Equal(Amount.Units(1_000), plan.Pool("credits"));
        Assert.Equal(Amount.Zero, plan.Pool("eur"));
    }
}
