using System.Collections.Frozen;

namespace Holdfast.Ledger.Tests;

public class PlansGiveAPoolEachPeriod
{
    [Fact]
    public void A_pool_is_given_at_once_lapses_with_its_period_and_is_filled_again() => Scenario.Check("""
        open plan=basic
        plan? name=basic status=Active before=none since=2026-01-01 anchor=2026-01-01 billing=Monthly renews=2026-02-01 pending=none
        plan? period=2026-01-01..2026-02-01
        balance credits available=100 funding=-100
        grants credits -> g1-credits 100
        grant? 1-credits source=Plan priority=50 expires=2026-02-01 amount=100
        due -> 2026-02-01
        at 2026-01-20
        charge find 30
        at 2026-01-31T23:59:59.999999
        balance credits available=70 expired=0
        wait 1us
        balance credits available=100 expired=70 consumed=30 funding=-200
        grants credits -> g3-credits 100
        plan? period=2026-02-01..2026-03-01 renews=2026-03-01 since=2026-01-01
        charge find 1
        journal -> period_started 2026-02-01, charged 2026-02-01
        """);

    [Fact]
    public void Whoever_sleeps_for_months_finds_one_pool() => Scenario.Check("""
        open plan=basic
        at 2026-04-15T12:00
        charge find 1
        journal -> period_started 2026-02-01, period_started 2026-03-01, period_started 2026-04-01, charged 2026-04-15T12:00
        balance credits available=99 expired=300
        """);

    [Fact]
    public void A_pool_of_nothing_is_no_grant() => Scenario.Check(
        SmallCatalogue.First.With(SmallCatalogue.Make("empty", BillingPeriod.None, "credits 0, usd 3", "", "")),
        """
        open plan=empty
        grants credits -> none
        postings -> usd 3 Funding>Available g1-usd
        plan none
        plan empty
        postings -> usd 3 Funding>Available g3-usd
        """);

    [Fact]
    public void The_default_plan_gives_limits_and_no_pools() => Scenario.Check(
        SmallCatalogue.First.With(SmallCatalogue.Make("free", BillingPeriod.None, "credits 10", "chars 7", "voices 1")),
        """
        open
        balance credits available=0
        meter chars room=7
        at 2026-03-01
        balance credits available=0
        plan free
        balance credits available=10
        """);

    [Fact]
    public void A_pool_goes_before_all_other_grants_of_its_asset() => Scenario.Check("""
        open plan=basic
        grant credits 50 promo expires=+1d as=promo
        hold h1 find 120
        grants credits -> g1-credits 0 held 100, promo 30 held 20
        """);

    [Fact]
    public void What_a_hold_drew_of_a_pool_outlives_the_pool_and_lapses_when_it_comes_back() => Scenario.Check("""
        open plan=basic
        at 2026-01-31T23:00
        hold h1 find 40 for=2h
        hold h2 find 10 for=2h
        at 2026-02-01
        balance credits available=100 held=50 expired=50
        capture h1 15
        balance credits available=100 held=10 consumed=15 expired=75
        postings -> credits 15 Held>Consumed g1-credits, credits 25 Held>Expired g1-credits
        at 2026-02-01T01:00
        balance credits available=100 held=0 expired=85
        grants credits -> g4-credits 100
        """);

    [Fact]
    public void Pools_follow_the_anchor_to_the_last_day_of_short_months_and_back() => Scenario.Check("""
        at 2026-01-31T09:30
        open plan=basic zone=Europe/Berlin
        plan? period=2026-01-31T09:30..2026-02-28T09:30
        at 2026-02-28T09:30
        plan? period=2026-02-28T09:30..2026-03-31T08:30
        at 2026-03-31T08:30
        plan? period=2026-03-31T08:30..2026-04-30T08:30
        at 2026-04-30T08:30
        plan? period=2026-04-30T08:30..2026-05-31T08:30
        """);

    [Fact]
    public void Without_a_plan_periods_follow_the_opening_to_short_months_and_back() => Scenario.Check("""
        at 2026-01-31
        open
        plan? period=2026-01-31..2026-02-28
        at 2026-02-28
        plan? period=2026-02-28..2026-03-31
        at 2026-03-31
        plan? period=2026-03-31..2026-04-30
        at 2026-05-31
        plan? period=2026-05-31..2026-06-30
        """);

    [Fact]
    public void A_pool_that_a_catalogue_enlarges_is_larger_from_the_next_period_that_begins_under_it() => Scenario.Check(
        """
        open plan=basic
        at 2026-02-15
        catalogue
        at 2026-03-10
        charge find 1
        # The period of February began under the first version, though nobody asked until the second was in force.
        journal -> period_started 2026-02-01, period_started 2026-03-01, charged 2026-03-10
        grants credits -> g3-credits 249
        balance credits expired=200 funding=-450
        """,
        catalogue => catalogue.With(SmallCatalogue.Make("basic", BillingPeriod.Monthly, "credits 250", "", "")));

    [Fact]
    public void A_plan_that_is_gone_goes_on_under_the_default_plan() => Scenario.Check(
        """
        open plan=basic
        catalogue
        charge find 1
        meter chars room=100
        at 2026-02-01
        plan? name=basic
        grants credits -> none
        """,
        catalogue => catalogue with { Plans = SmallCatalogue.First.Plans.Where(plan => plan.Key != "basic").ToFrozenDictionary() });
}
