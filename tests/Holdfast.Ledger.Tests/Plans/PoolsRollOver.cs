namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that what is left of a pool goes on as its plan says, once, and is never given twice.</summary>
public class PoolsRollOver
{
    private static Catalogue Rolling(string pools) => SmallCatalogue.First.With(SmallCatalogue.Make("basic", BillingPeriod.Monthly, pools, "", ""));

    [Fact]
    public void What_is_left_goes_on_up_to_the_maximum_for_a_period_more() => Scenario.Check(Rolling("credits 100 rolls 40 1p"), """
        open plan=basic
        charge find 10
        at 2026-02-01
        charge find 5
        journal -> period_started 2026-02-01, charged 2026-02-01
        # What was rolled over goes first.
        postings -> credits 5 Available>Consumed g3-credits-rolled
        grants credits -> g3-credits-rolled 35, g3-credits 100
        grant? 3-credits-rolled source=Plan amount=40 left=35 priority=40 expires=2026-03-01 rolled=yes starts=none
        grant? 3-credits priority=50 expires=2026-03-01 rolled=no
        # Given were two pools, and what was rolled over was given once.
        balance credits available=135 expired=50 consumed=15 funding=-200
        at 2026-03-01
        # It does not roll again; the pool after it does.
        grants credits -> g5-credits-rolled 40, g5-credits 100
        balance credits available=140 expired=145 consumed=15 funding=-300
        charge find 1
        journal -> period_started 2026-03-01, grant_expired 2026-03-01, charged 2026-03-01
        """);

    [Fact]
    public void The_turn_posts_what_lapses_and_what_comes_back() => Scenario.Check(Rolling("credits 100 rolls 40 1p"), """
        open plan=basic
        at 2026-02-01
        plan basic status=Active
        journal -> period_started 2026-02-01, plan_status_changed 2026-02-01
        balance credits available=140 expired=60 funding=-200
        """);

    [Fact]
    public void Less_than_the_maximum_goes_on_whole_and_nothing_goes_on_as_nothing() => Scenario.Check(Rolling("credits 100 rolls 40 1p"), """
        open plan=basic
        charge find 75
        at 2026-02-01
        grants credits -> g3-credits-rolled 25, g3-credits 100
        charge find 125
        at 2026-03-01
        grants credits -> g5-credits 100
        """);

    [Fact]
    public void Without_a_maximum_all_of_it_goes_on() => Scenario.Check(Rolling("credits 100 rolls all 1p"), """
        open plan=basic
        charge find 1
        at 2026-02-01
        grants credits -> g3-credits-rolled 99, g3-credits 100
        balance credits expired=0
        """);

    [Fact]
    public void A_maximum_of_nothing_lets_nothing_go_on() => Scenario.Check(Rolling("credits 100 rolls 0 1p"), """
        open plan=basic
        at 2026-02-01
        grants credits -> g2-credits 100
        balance credits expired=100
        """);

    [Fact]
    public void It_may_live_for_days() => Scenario.Check(Rolling("credits 100 rolls 40 10d"), """
        open plan=basic
        at 2026-02-01
        grant? 2-credits-rolled expires=2026-02-11
        at 2026-02-10T23:59:59.999999
        balance credits available=140
        wait 1us
        balance credits available=100 expired=100
        """);

    [Fact]
    public void It_may_live_for_periods_and_several_of_them_side_by_side() => Scenario.Check(Rolling("credits 100 rolls 40 3p"), """
        at 2026-01-31
        open plan=basic
        at 2026-02-28
        # Three periods: to the 31st of March, the 30th of April, the 31st of May.
        grant? 2-credits-rolled expires=2026-05-31
        at 2026-04-30
        # The soonest to expire goes first.
        grants credits -> g2-credits-rolled 40, g3-credits-rolled 40, g4-credits-rolled 40, g4-credits 100
        at 2026-05-31
        grants credits -> g3-credits-rolled 40, g4-credits-rolled 40, g5-credits-rolled 40, g5-credits 100
        """);

    [Fact]
    public void It_may_live_for_ever() => Scenario.Check(Rolling("credits 100 rolls 40"), """
        open plan=basic
        at 2026-04-01
        grants credits -> g2-credits-rolled 40, g3-credits-rolled 40, g4-credits-rolled 40, g4-credits 100
        grant? 2-credits-rolled expires=none
        """);

    [Fact]
    public void Each_pool_has_its_own_terms() => Scenario.Check(Rolling("credits 100 rolls 40 1p, usd 20, eur 9 rolls all 5d"), """
        open plan=basic
        at 2026-02-01
        balance credits available=140 expired=60
        balance usd available=20 expired=20
        balance eur available=18 expired=0
        at 2026-02-06
        balance eur available=9 expired=9
        """);

    [Fact]
    public void What_a_hold_keeps_of_the_old_pool_stays_with_it_and_lapses_when_it_comes_back() => Scenario.Check(Rolling("credits 100 rolls 40 1p"), """
        open plan=basic
        at 2026-01-31T23:00
        hold h1 find 70 for=3h
        hold h2 find 5 for=3h
        at 2026-02-01
        # 25 were left, and go on.
        grants credits -> g4-credits-rolled 25, g1-credits 0 held 75, g4-credits 100
        capture h1 60
        balance credits available=125 held=5 consumed=60 expired=10
        release h2
        balance credits available=125 held=0 expired=15
        """);

    [Fact]
    public void A_hold_may_draw_what_was_rolled_over_and_keeps_it_past_its_expiry() => Scenario.Check(Rolling("credits 100 rolls 40 2d"), """
        open plan=basic
        at 2026-02-01
        hold h1 find 60 for=5d
        grants credits -> g2-credits-rolled 0 held 40, g2-credits 80 held 20
        at 2026-02-04
        capture h1 30
        postings -> credits 30 Held>Consumed g2-credits-rolled, credits 10 Held>Expired g2-credits-rolled, credits 20 Held>Available g2-credits
        """);

    [Fact]
    public void A_refund_goes_back_to_what_was_rolled_over_while_that_lives() => Scenario.Check(Rolling("credits 100 rolls 40 2p"), """
        open plan=basic
        charge find 60 as=first
        at 2026-02-01
        charge find 40 as=rolled
        grants credits -> g3-credits 100
        # The first pool has ended, though a part of it went on.
        refund first
        grants credits -> g3-credits 100, g5 60
        refund rolled 10
        grants credits -> g3-credits-rolled 10, g3-credits 100, g5 60
        at 2026-03-01
        refund rolled 10
        grant? 3-credits-rolled left=20 rolled=yes expires=2026-04-01
        at 2026-04-01
        refund rolled
        postings -> credits 20 Consumed>Available g12
        """);

    [Fact]
    public void It_goes_on_into_another_plan_by_the_terms_of_the_one_it_was_left_of() => Scenario.Check(Rolling("credits 100 rolls 40 1p"), """
        open plan=basic
        plan pro later
        at 2026-02-01
        plan? name=pro
        grants credits -> g3-credits-rolled 40, g3-credits 1000
        at 2026-03-01
        # The other plan rolls nothing over.
        grants credits -> g4-credits 1000
        """);

    [Fact]
    public void Nothing_goes_on_where_the_plan_ends() => Scenario.Check(Rolling("credits 100 rolls 40"), """
        open plan=basic
        plan none later
        at 2026-02-01
        plan? name=none
        balance credits available=0 expired=100
        """);

    [Fact]
    public void What_went_on_outlives_a_change_of_plan_now() => Scenario.Check(Rolling("credits 100 rolls 40 2p"), """
        open plan=basic
        at 2026-02-01
        at 2026-02-10
        plan pro
        grants credits -> g2-credits-rolled 40, g3-credits 1000
        plan none
        grants credits -> g2-credits-rolled 40
        at 2026-04-01
        grants credits -> none
        """);

    [Fact]
    public void A_catalogue_decides_the_turns_that_come_after_it() => Scenario.Check(
        Rolling("credits 100"),
        """
        open plan=basic
        at 2026-02-10
        catalogue
        at 2026-03-01
        # The turn of February was under the first version, though nobody asked until now.
        balance credits available=140 expired=160
        grants credits -> g3-credits-rolled 40, g3-credits 100
        """,
        catalogue => catalogue.With(SmallCatalogue.Make("basic", BillingPeriod.Monthly, "credits 100 rolls 40 1p", "", "")));

    [Fact]
    public void What_expires_with_its_whole_balance_does_so_also_when_it_was_rolled_over() => Scenario.Check(Rolling("eur 10 rolls all"), """
        open plan=basic
        grant eur 5 purchase
        at 2026-12-31T23:59
        balance eur available=125
        at 2027-01-01
        # The balance expires, then the period turns.
        balance eur available=10 expired=125 expires=none
        grants eur -> g15-eur 10
        """);

    [Fact]
    public void A_closed_account_rolls_nothing_over_and_what_was_rolled_expires() => Scenario.Check(Rolling("credits 100 rolls 40 1p"), """
        open plan=basic
        at 2026-02-01
        close
        at 2026-03-01
        grants credits -> none
        balance credits available=0 expired=200
        due -> never
        """);

    [Fact]
    public void Callers_may_put_a_grant_before_or_behind_what_was_rolled_over() => Scenario.Check(Rolling("credits 100 rolls 40 1p"), """
        open plan=basic
        at 2026-02-01
        grant credits 5 promo priority=39 as=before
        grant credits 5 promo priority=41 as=between
        grant credits 5 promo expires=+1d as=behind
        grants credits -> before 5, g2-credits-rolled 40, between 5, g2-credits 100, behind 5
        """);

    [Fact]
    public void After_a_move_periods_are_those_of_the_new_zone() => Scenario.Check(Rolling("credits 100 rolls 40 2p"), """
        at 2026-01-15
        open plan=basic
        patch zone=America/New_York
        at 2026-02-15
        # In New York the anchor is the 14th, 19:00: periods end on 14 March 19:00 and 14 April 19:00, by then summer time.
        grant? 3-credits-rolled expires=2026-04-14T23:00
        plan? period=2026-02-15..2026-03-14T23:00
        """);
}
