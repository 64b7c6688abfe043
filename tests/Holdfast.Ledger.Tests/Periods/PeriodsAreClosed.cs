namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that each period leaves behind what an invoice is made from: everything used in it once, and what is owed for it to the last digit.</summary>
public class PeriodsAreClosed
{
    [Fact]
    public void A_turn_says_what_was_used_and_what_is_owed() => Scenario.Check("""
        open plan=basic billing=UsageBased
        grant usd 2
        charge usd 3
        charge usd 0.5
        charge find 7
        hold h1 usd 4
        capture h1 usd 1.25
        closing -> none
        closing open -> 2026-01-01..2026-02-01, render 3x 3 for usd 4.75 owed usd 2.75, find 1x 7 for credits 7, credits used 7 paid 7, usd used 4.75 paid 2 owed 2.75 due 2.75
        balance usd spent=2.75
        at 2026-02-01
        closing -> 2026-01-01..2026-02-01, render 3x 3 for usd 4.75 owed usd 2.75, find 1x 7 for credits 7, credits used 7 paid 7, usd used 4.75 paid 2 owed 2.75 due 2.75
        balance usd spent=0
        closing open -> 2026-02-01..2026-03-01
        charge usd 1
        at 2026-03-01
        closing -> 2026-02-01..2026-03-01, render 1x 1 for usd 1 owed usd 1, usd used 1 owed 1 due 1
        """);

    [Fact]
    public void Where_nothing_happened_nothing_is_closed() => Scenario.Check("""
        open plan=basic billing=UsageBased
        hold h1 usd 5 for=31d
        at 2026-02-01
        closing -> none
        plan pro
        closing -> none
        at 2026-09-01
        closing -> none
        """);

    [Fact]
    public void A_closing_names_the_plan_and_the_versions_of_the_catalogue_that_priced() => Scenario.Check(
        """
        open plan=basic billing=UsageBased
        charge scan 1
        hold h1 scan 4
        catalogue
        charge scan 1
        capture h1 2 part
        charge usd 1
        plan pro period=keep
        at 2026-01-01T00:00:01
        # Three at 0.5 and one at 0.75; what a hold costs was priced when it was placed.
        closing open -> 2026-01-01..2026-02-01, scan 3x 4 for usd 2.25 owed usd 2.25 by 1+2, render 1x 1 for usd 1 owed usd 1 by 2, usd used 3.25 owed 3.25 due 3.25
        plan basic
        closing? -> pro
        capture h1
        closing open -> 2026-01-01T00:00:01..2026-02-01T00:00:01, scan 1x 2 for usd 1 owed usd 1, usd used 1 owed 1 due 1
        plan none
        closing? -> basic
        charge usd 1
        at 2026-03-01
        closing? -> none
        """,
        first => first.With(new Operation { Name = "scan", Tariff = new("usd", SmallCatalogue.Of("0.75")) }));

    [Fact]
    public void What_grants_paid_is_used_and_not_owed() => Scenario.Check("""
        open
        grant eur 5
        charge eur 2
        charge eur 1
        at 2026-02-01
        closing -> 2026-01-01..2026-02-01, draw 2x 2 for eur 3, eur used 3 paid 3
        """);

    [Fact]
    public void Units_beyond_a_meters_limit_are_a_line_of_their_own() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars unlimited
        charge speak 950
        charge speak 100
        charge dub 3
        at 2026-02-01
        # 50 and 30 units beyond 1 000, at 0.01.
        closing -> 2026-01-01..2026-02-01, speak 2x 1050, dub 1x 3 for usd 0.3 owed usd 0.3, chars 80 beyond for usd 0.8, usd used 1.1 owed 1.1 due 1.1
        charge speak 10
        at 2026-03-01
        closing -> 2026-02-01..2026-03-01, speak 1x 10
        """);

    [Fact]
    public void What_a_hold_of_an_earlier_period_costs_is_closed_with_the_period_of_its_capture() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars unlimited
        charge speak 1000
        hold h1 speak 20 for=31d
        hold h2 usd 3 for=31d
        at 2026-01-31
        extend h1 5d
        extend h2 5d
        charge speak 5
        at 2026-02-01
        closing -> 2026-01-01..2026-02-01, speak 2x 1005, chars 5 beyond for usd 0.05, usd used 0.05 owed 0.05 due 0.05
        capture h1 15
        capture h2 usd 2
        balance usd spent=2.15
        at 2026-03-01
        closing -> 2026-02-01..2026-03-01, speak 1x 15, render 1x 1 for usd 2 owed usd 2, chars 15 beyond for usd 0.15, usd used 2.15 owed 2.15 due 2.15
        """);

    [Fact]
    public void A_refund_in_the_same_period_is_taken_off_where_it_was_charged() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars unlimited
        charge usd 3 as=a
        refund a 1
        charge speak 1010 as=b
        charge speak 20
        refund b
        at 2026-02-01
        closing -> 2026-01-01..2026-02-01, render 1x 1 for usd 2 owed usd 2 refunded usd 1, speak 2x 20, chars 20 beyond for usd 0.2, usd used 2.2 owed 2.2 refunded 1.1 due 2.2
        """);

    [Fact]
    public void A_refund_after_the_close_is_a_credit_in_the_next_one() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars unlimited
        charge usd 3 as=a
        charge speak 1010 as=b
        at 2026-02-01
        closing -> 2026-01-01..2026-02-01, render 1x 1 for usd 3 owed usd 3, speak 1x 1010, chars 10 beyond for usd 0.1, usd used 3.1 owed 3.1 due 3.1
        refund a 1
        refund b
        charge usd 0.5
        balance usd spent=0.5
        at 2026-03-01
        closing -> 2026-02-01..2026-03-01, render 1x 1 for usd 0.5 owed usd 0.5, usd used 0.5 owed 0.5 credited 1.1 due -0.6
        refund a
        at 2026-04-01
        # A period in which nothing else happened.
        closing -> 2026-03-01..2026-04-01, usd credited 2 due -2
        """);

    [Fact]
    public void A_refund_of_what_grants_paid_is_no_credit() => Scenario.Check("""
        open
        grant eur 5
        charge eur 2 as=a
        at 2026-02-01
        refund a
        closing open -> 2026-02-01..2026-03-01
        """);

    [Fact]
    public void Only_the_owed_part_of_a_refund_is_given_back_to_the_bill() => Scenario.Check("""
        open plan=basic billing=UsageBased
        grant usd 2
        charge usd 5 as=a
        # What was owed was drawn last and comes back first.
        refund a 4
        closing open -> 2026-01-01..2026-02-01, render 1x 1 for usd 1 refunded usd 4, usd used 1 paid 1 refunded 3
        """);

    [Fact]
    public void A_change_of_plan_closes_the_period_when_it_happens() => Scenario.Check("""
        open plan=basic billing=UsageBased
        charge usd 1
        at 2026-01-10T08:00
        plan pro
        closing -> 2026-01-01..2026-01-10T08:00, render 1x 1 for usd 1 owed usd 1, usd used 1 owed 1 due 1
        charge usd 30
        at 2026-02-10T08:00
        # The pool of pro paid 20.
        closing -> 2026-01-10T08:00..2026-02-10T08:00, render 1x 1 for usd 30 owed usd 10, usd used 30 paid 20 owed 10 due 10
        """);

    [Fact]
    public void A_period_that_goes_on_is_not_closed() => Scenario.Check("""
        open plan=basic billing=UsageBased
        charge usd 1
        at 2026-01-10
        plan pro period=keep
        closing -> none
        charge usd 21
        at 2026-02-01
        closing -> 2026-01-01..2026-02-01, render 2x 2 for usd 22 owed usd 2, usd used 22 paid 20 owed 2 due 2
        """);

    [Fact]
    public void Two_changes_at_one_instant_close_two_periods() => Scenario.Check("""
        open plan=basic billing=UsageBased
        charge usd 1
        plan pro
        charge usd 25
        plan basic
        closing -> 2026-01-01..2026-01-01, render 1x 1 for usd 25 owed usd 5, usd used 25 paid 20 owed 5 due 5
        """);

    [Fact]
    public void Debt_is_owed_and_not_on_the_bill_of_a_period() => Scenario.Check(
        SmallCatalogue.First.With(new Asset { Name = "usd", Postpaid = true, DebtMax = Amount.Units(10) }),
        """
        open
        grant usd 2
        hold h1 usd 2
        capture h1 usd 5 overflow
        balance usd debt=3 spent=0
        at 2026-02-01
        closing -> 2026-01-01..2026-02-01, render 1x 1 for usd 5, usd used 5 paid 5
        """);

    [Fact]
    public void A_closed_accounts_last_period_stays_open_for_what_is_in_flight() => Scenario.Check("""
        open plan=basic billing=UsageBased
        charge usd 1 as=a
        hold h1 usd 4 for=31d
        close
        at 2026-01-20
        capture h1 usd 2
        at 2026-05-01
        closing -> none
        closing open -> 2026-01-01..2026-02-01, render 2x 2 for usd 3 owed usd 3, usd used 3 owed 3 due 3
        refund a
        closing open -> 2026-01-01..2026-02-01, render 2x 1 for usd 2 owed usd 2 refunded usd 1, usd used 2 owed 2 refunded 1 due 2
        """);

    [Fact]
    public void What_was_billed_already_is_no_unit_twice() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars unlimited
        charge speak 900 as=a
        charge speak 150
        # 50 beyond were billed; the refund leaves 150 used.
        refund a
        charge speak 860
        # 1 010 are used: within what was billed.
        charge speak 60
        # 1 070: 20 more than were billed.
        meter chars used=1070 billed=0.7
        closing open -> 2026-01-01..2026-02-01, speak 4x 1070, chars 70 beyond for usd 0.7, usd used 0.7 owed 0.7 due 0.7
        """);

    [Fact]
    public void Whoever_sleeps_for_months_finds_one_closing_for_each_period_in_which_something_happened() => Scenario.Check("""
        open plan=basic billing=UsageBased
        charge usd 1
        hold h1 usd 2 for=31d
        at 2026-05-01
        grant eur 1
        journal -> hold_lapsed 2026-02-01, period_started 2026-02-01, period_started 2026-03-01, period_started 2026-04-01, period_started 2026-05-01, grant_given 2026-05-01
        closing -> 2026-01-01..2026-02-01, render 1x 1 for usd 1 owed usd 1, usd used 1 owed 1 due 1
        """);
}
