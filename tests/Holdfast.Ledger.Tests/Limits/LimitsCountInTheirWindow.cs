using System.Collections.Frozen;

namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that work counts in the window in which it began, in each of its limits, and that no window counts less than it saw.</summary>
public class LimitsCountInTheirWindow
{
    [Fact]
    public void A_hold_reserves_in_every_limit_and_its_end_settles_in_each() => Scenario.Check("""
        open plan=basic
        grant usd 100
        limit day usd:10/day
        limit units scan:10/week
        limit ever usd:50/total
        hold h1 scan 8
        limit? day used=0 held=4
        limit? units used=0 held=8
        limit? ever used=0 held=4
        capture h1 2 part
        limit? day used=1 held=3
        limit? units used=2 held=6
        capture h1 3
        limit? day used=2.5 held=0
        limit? units used=5 held=0
        limit? ever used=2.5 held=0
        hold h2 scan 5 for=1m
        hold h3 scan 1                  -> QuotaReached affordable=0
        wait 1m
        limit? day used=2.5 held=0
        limit? units used=5 held=0
        hold h3 scan 5
        release h3
        limit? units used=5 held=0
        """);

    [Fact]
    public void A_refund_gives_back_money_and_a_whole_one_gives_back_units() => Scenario.Check("""
        open
        grant usd 100
        limit day usd:10/day
        limit units scan:10/week
        charge scan 10 as=c
        refund c 1
        limit? day used=4
        limit? units used=10
        refund c
        limit? day used=0
        limit? units used=0
        hold h1 scan 4
        capture h1 3 as=d
        refund d
        limit? day used=0 held=0
        limit? units used=0 held=0
        """);

    [Fact]
    public void Each_limit_starts_again_with_its_own_window() => Scenario.Check("""
        open plan=basic zone=Europe/Berlin
        grant usd 1000
        at 2026-01-14T10:00
        limit day usd:1/day
        limit week usd:2/week
        limit month usd:4/month
        limit period usd:8/period
        limit total usd:16/total
        charge usd 1
        limit? day window=2026-01-13T23:00..2026-01-14T23:00
        limit? week window=2026-01-11T23:00..2026-01-18T23:00
        limit? month window=2025-12-31T23:00..2026-01-31T23:00
        limit? period window=2026-01-01..2026-02-01
        charge usd 1                -> BudgetReached limit=limit:day affordable=0
        at 2026-01-14T23:00
        charge usd 1
        limit? day used=1
        limit? week used=2
        at 2026-01-15T23:00
        charge usd 1                -> BudgetReached limit=limit:week
        at 2026-01-18T23:00
        charge usd 1
        at 2026-01-19T23:00
        charge usd 1
        at 2026-01-25T23:00
        charge usd 1                -> BudgetReached limit=limit:month
        at 2026-01-31T23:00
        limit? day used=0
        limit? month used=0
        limit? period used=4
        charge usd 1
        at 2026-02-01T00:00
        limit? period used=0 held=0 window=2026-02-01..2026-03-01
        limit? total used=5
        """);

    [Fact]
    public void Work_counts_in_the_window_in_which_it_began() => Scenario.Check("""
        open
        grant usd 1000
        limit day usd:3/day
        limit ever scan:9/total
        at 2026-01-01T23:59
        hold h1 scan 6
        hold h2 scan 1               -> BudgetReached affordable=0
        at 2026-01-02T00:01
        hold h2 scan 2
        capture h1
        limit? day used=0 held=1
        limit? ever used=6 held=2
        charge scan 2                -> QuotaReached limit=limit:ever affordable=1
        release h2
        limit? day used=0 held=0
        """);

    [Fact]
    public void A_change_of_plan_begins_a_period_and_so_a_window() => Scenario.Check("""
        open plan=basic
        grant usd 1000
        limit p usd:3/period
        hold h1 usd 3
        charge usd 1                 -> BudgetReached
        plan pro
        limit? p used=0 held=0
        charge usd 2
        # The clock stands still: a period that began at the same instant is yet another one.
        plan basic
        charge usd 3
        capture h1
        limit? p used=3 held=0
        charge usd 1                 -> BudgetReached affordable=0
        """);

    [Fact]
    public void A_window_that_has_begun_runs_to_its_end_wherever_the_account_moves() => Scenario.Check("""
        open zone=Europe/Berlin
        grant usd 1000
        limit day usd:5/day
        at 2026-01-10T12:00
        charge usd 3
        hold h1 usd 1 for=1d
        limit? day window=2026-01-09T23:00..2026-01-10T23:00
        # In Tokyo the day ends at 15:00; what was begun in Berlin's runs on.
        patch zone=Asia/Tokyo
        limit? day used=3 held=1 window=2026-01-09T23:00..2026-01-10T23:00
        charge usd 2                 -> BudgetReached affordable=1
        at 2026-01-10T15:00
        charge usd 2                 -> BudgetReached affordable=1
        patch zone=Europe/Berlin
        patch zone=Asia/Tokyo
        capture h1
        limit? day used=4 held=0
        at 2026-01-10T22:59:59.999999
        charge usd 2                 -> BudgetReached affordable=1
        changes -> 2026-01-10T23:00
        # Then the day is the one that it is in Tokyo.
        wait 1us
        limit? day used=0 window=2026-01-10T15:00..2026-01-11T15:00
        charge usd 5
        patch zone=Europe/Berlin
        at 2026-01-11T14:59:59.999999
        charge usd 1                 -> BudgetReached affordable=0
        wait 1us
        limit? day used=0 window=2026-01-10T23:00..2026-01-11T23:00
        charge usd 5
        """);

    [Fact]
    public void A_window_in_which_nothing_began_is_that_of_the_zone_now() => Scenario.Check("""
        open zone=Europe/Berlin
        grant usd 1000
        limit day usd:5/day
        limit month usd:5/month
        at 2026-01-10T12:00
        limit? day window=2026-01-09T23:00..2026-01-10T23:00
        patch zone=Asia/Tokyo
        limit? day window=2026-01-09T15:00..2026-01-10T15:00
        limit? month window=2025-12-31T15:00..2026-01-31T15:00
        charge usd 5
        patch zone=Europe/Berlin
        limit? day used=5 window=2026-01-09T15:00..2026-01-10T15:00
        """);

    [Fact]
    public void Readers_see_when_a_limit_starts_again() => Scenario.Check("""
        open zone=Europe/Berlin
        at 2026-01-10T12:00
        limit ever usd:5/total
        limit period usd:5/period
        changes -> 2026-01-10T23:00
        limit week usd:5/week
        at 2026-01-10T23:30
        changes -> 2026-01-11
        at 2026-01-11T00:00
        changes -> 2026-01-11T23:00
        """);

    [Fact]
    public void Where_no_meter_starts_again_a_limit_alone_says_when_to_read_anew() => Scenario.Check(
        SmallCatalogue.First with { Meters = FrozenDictionary<string, Meter>.Empty },
        """
        grant usd 10
        limit ever usd:5/total
        limit period usd:5/period
        key k budget=usd:5/week
        changes -> 2026-02-01
        limit week usd:5/week
        changes -> 2026-01-05
        unlimit week
        # A key's budget shows what is used of it, and that is nothing yet.
        changes -> 2026-02-01
        charge usd 1 key=k
        changes -> 2026-01-02
        at 2026-01-02
        changes -> 2026-01-05
        at 2026-01-05
        changes -> 2026-02-01
        close
        changes -> never
        """);
}
