using System.Collections.Frozen;

namespace Holdfast.Ledger.Tests;

public class TotalsCountWhatWasUsed
{
    [Fact]
    public void Charges_and_captures_count_for_life_and_for_the_period() => Scenario.Check("""
        open plan=basic
        totals find count=0 quantity=0 credits=0
        account first_charge=none
        wait 1h
        charge find 5
        account first_charge=2026-01-01T01:00
        hold h1 find 3
        totals find count=1 quantity=5 credits=5 period_count=1
        capture h1 2
        totals find count=2 quantity=7 credits=7 period_count=2 period_quantity=7 period_credits=7
        at 2026-02-01
        totals find count=2 period_count=0 period_quantity=0 period_credits=0
        charge find 1
        totals find count=3 quantity=8 period_count=1 period_credits=1
        totals print count=0
        account first_charge=2026-01-01T01:00
        """);

    [Fact]
    public void Each_asset_has_its_own_sum() => Scenario.Check("""
        grant usd 10
        grant credits 10
        charge usd 2.5 as=c
        charge credits 4
        charge usd 1
        totals render count=3 quantity=3 usd=3.5 credits=4 eur=0
        refund c
        totals render count=3 quantity=2 usd=1 credits=4
        """);

    [Fact]
    public void A_refund_is_taken_off_life_and_the_period_it_was_charged_in() => Scenario.Check("""
        grant credits 10
        charge find 3 as=a
        at 2026-02-01
        charge find 2 as=b
        refund a
        totals find count=2 quantity=2 credits=2 period_count=1 period_quantity=2 period_credits=2
        refund b 1
        totals find quantity=2 credits=1 period_quantity=2 period_credits=1
        """);

    [Fact]
    public void The_days_figures_count_open_holds_and_what_was_completed() => Scenario.Check("""
        open zone=Asia/Tokyo
        grant credits 10
        hold h1 find 1
        hold h2 find 1
        hold h3 find 1 for=10d
        totals find opened=3 captured=0
        capture h1 1 part
        totals find opened=3 captured=0
        capture h1
        totals find opened=2 captured=1
        release h2
        totals find opened=1 captured=1
        charge find 1
        totals find opened=1 captured=2
        hold h4 find 1
        wait 15m
        totals find opened=1
        # The day is UTC's, whatever the account's zone.
        at 2026-01-01T23:59:59.999999
        totals find opened=1 captured=2
        wait 1us
        totals find opened=0 captured=0
        hold h5 find 1
        totals find opened=1 captured=0
        capture h3
        totals find opened=1 captured=1
        """);

    /// <summary>What a reader has read is right until then; he asks again when the day's figures start anew, and not before.</summary>
    [Fact]
    public void A_reader_is_told_when_the_days_figures_change_by_themselves() => Scenario.Check(
        SmallCatalogue.First with { Meters = FrozenDictionary<string, Meter>.Empty },
        """
        grant credits 10
        changes -> 2026-02-01
        at 2026-01-05T10:00
        charge find 1
        changes -> 2026-01-06
        at 2026-01-06
        changes -> 2026-02-01
        hold h1 find 1 for=5d
        changes -> 2026-01-07
        release h1
        changes -> 2026-02-01
        """);

    [Fact]
    public void A_hold_of_the_day_before_is_not_taken_off_the_new_day() => Scenario.Check("""
        grant credits 10
        hold h1 find 1 for=2d
        hold h2 find 1 for=2d
        at 2026-01-02
        charge find 1
        release h1
        capture h2
        totals find opened=0 captured=2
        """);
}
