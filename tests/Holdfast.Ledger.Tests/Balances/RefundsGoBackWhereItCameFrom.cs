namespace Holdfast.Ledger.Tests;

public class RefundsGoBackWhereItCameFrom
{
    [Fact]
    public void A_charge_is_given_back_to_its_grants_the_last_drawn_first() => Scenario.Check("""
        grant usd 2 expires=+20d as=a
        grant usd 2 as=b
        charge usd 3.5 as=c
        refund c 1
        postings -> usd 1 Consumed>Available b
        grants usd -> b 1.5
        refund c 1
        postings -> usd 0.5 Consumed>Available b, usd 0.5 Consumed>Available a
        grants usd -> a 0.5, b 2
        grant? a expires=2026-01-21
        refund c
        postings -> usd 1.5 Consumed>Available a
        balance usd available=4 consumed=0
        refund c           -> RefundExceedsCharge limit=entry:4 available=0 affordable=0
        refund c 1         -> RefundExceedsCharge affordable=0
        """);

    [Fact]
    public void No_more_is_given_back_than_was_charged() => Scenario.Check("""
        grant usd 10
        charge usd 3 as=c
        refund c 3.000001  -> RefundExceedsCharge available=3 affordable=3
        refund c 2
        refund c 1.5       -> RefundExceedsCharge available=1 affordable=1
        refund c 0         -> AmountOutOfRange
        refund c -1        -> AmountOutOfRange
        refund c 1
        refund c           -> RefundExceedsCharge available=0
        balance usd available=10 consumed=0
        """);

    [Fact]
    public void Only_a_charge_or_a_capture_is_refunded() => Scenario.Check("""
        grant usd 10
        hold h1 usd 2
        refund 2           -> EntryNotRefundable
        refund 3           -> EntryNotRefundable
        refund 4           -> EntryUnknown
        release h1
        refund 4           -> EntryNotRefundable
        """);

    [Fact]
    public void A_capture_is_refunded_alone() => Scenario.Check("""
        grant usd 10 as=g
        hold h1 usd 5
        capture h1 usd 2 part as=c1
        capture h1 usd 1 as=c2
        balance usd available=7 consumed=3
        refund c1
        postings -> usd 2 Consumed>Available g
        refund c2 0.5
        balance usd available=9.5 consumed=0.5
        refund c1          -> RefundExceedsCharge
        refund c2 1        -> RefundExceedsCharge affordable=0.5
        """);

    [Fact]
    public void A_grant_that_has_expired_is_replaced_by_one_that_lives_30_days() => Scenario.Check("""
        grant usd 4 expires=2026-01-11 as=a
        grant usd 4 as=b
        charge usd 6 as=c
        at 2026-01-20
        refund c as=r
        grants usd -> r 4, b 4
        grant? r source=Refund amount=4 priority=100 expires=2026-02-19 status=Active
        balance usd available=8 consumed=0 expired=0
        at 2026-02-19
        balance usd available=4 expired=4
        """);

    [Fact]
    public void A_catalogue_says_how_long_a_replacement_lives() => Scenario.Check(SmallCatalogue.First with { RefundDays = null }, """
        grant usd 4 expires=2026-01-11
        charge usd 3 as=c
        at 2026-01-20
        refund c as=r
        grant? r expires=none
        """);

    [Fact]
    public void A_refund_at_the_instant_of_the_expiry_is_too_late_for_the_grant() => Scenario.Check("""
        grant usd 4 expires=2026-01-11 as=a
        charge usd 4 as=c
        charge usd 0  -> AmountOutOfRange
        at 2026-01-10T23:59:59.999999
        refund c 1
        grants usd -> a 1
        at 2026-01-11
        refund c as=r
        grants usd -> r 3
        balance usd expired=1
        """);

    [Fact]
    public void A_grant_of_which_the_rest_is_held_past_its_expiry_is_replaced_too() => Scenario.Check("""
        grant usd 4 expires=2026-01-11 as=a
        charge usd 1 as=c
        hold h1 usd 3 for=20d
        at 2026-01-15
        refund c as=r
        grants usd -> a 0 held 3, r 1
        """);

    [Fact]
    public void A_balance_that_has_expired_as_a_whole_is_not_revived() => Scenario.Check("""
        grant eur 10 purchase as=a
        charge eur 10 as=early
        at 2027-01-01
        grant eur 5 as=b
        charge eur 5 as=late
        refund early as=r
        grants eur -> r 10
        refund late
        # Given and charged after the expiry, though at the same instant.
        grants eur -> r 10, b 5
        """);

    [Fact]
    public void A_charge_between_two_expiries_of_the_balance_is_too_old_after_the_second() => Scenario.Check("""
        grant eur 10 purchase
        at 2027-01-01
        grant eur 10 purchase as=b
        charge eur 4 as=c
        refund c 1
        grants eur -> b 7
        at 2028-01-01
        refund c as=r
        grants eur -> r 3
        """);

    [Fact]
    public void A_pool_that_a_plan_has_ended_is_not_revived() => Scenario.Check("""
        open plan=basic
        charge find 100 as=c
        charge find 1         -> FundsInsufficient
        refund c 10
        grants credits -> g1-credits 10
        charge find 10
        plan basic billing=Annual
        # At the same instant, but before the change.
        refund c as=r
        grants credits -> g5-credits 100, r 90
        charge find 100 as=d
        refund d
        grants credits -> g5-credits 100, r 90
        """);

    [Fact]
    public void A_pool_whose_period_is_over_is_replaced() => Scenario.Check("""
        open plan=basic
        charge find 40 as=c
        at 2026-02-01
        refund c as=r
        grants credits -> g3-credits 100, r 40
        grant? r expires=2026-03-03
        """);

    [Fact]
    public void A_pool_that_ended_while_a_hold_had_drawn_from_it_is_not_revived_by_the_capture() => Scenario.Check("""
        open plan=basic
        hold h1 find 40 for=2d
        at 2026-01-02
        plan none
        capture h1 as=c
        refund c as=r
        grants credits -> r 40
        """);

    [Fact]
    public void A_balance_that_expired_while_a_hold_had_drawn_from_it_is_not_revived_by_the_capture() => Scenario.Check("""
        grant eur 10 purchase as=a
        at 2026-12-31
        hold h1 eur 4 for=2d
        at 2027-01-01
        grant eur 5 pending as=b
        patch verified
        hold h2 eur 5
        capture h1 as=c
        capture h2 as=d
        refund c as=r
        refund d
        grants eur -> r 4, b 5
        """);

    [Fact]
    public void What_was_owed_is_owed_no_more() => Scenario.Check("""
        open billing=UsageBased
        grant usd 1 as=g
        charge usd 4 as=c
        balance usd spent=3 receivable=-3
        refund c 2
        postings -> usd 2 Consumed>Receivable
        balance usd spent=1 receivable=-1
        refund c
        postings -> usd 1 Consumed>Receivable, usd 1 Consumed>Available g
        balance usd spent=0 receivable=0 available=1
        """);

    [Fact]
    public void What_was_owed_for_a_period_before_is_a_credit_on_the_next_bill() => Scenario.Check("""
        open billing=UsageBased
        charge usd 4 as=c
        at 2026-01-15
        hold h1 usd 1 for=31d
        at 2026-02-01
        charge usd 3 as=d
        balance usd spent=3 receivable=-8
        refund c
        balance usd spent=3 receivable=-4
        refund d 1
        balance usd spent=2 receivable=-3
        # A hold that was placed before is spent when it is captured.
        capture h1 as=e
        balance usd spent=3 spent_held=0
        refund e
        balance usd spent=2
        """);

    [Fact]
    public void A_charge_before_a_change_of_plan_is_of_the_period_before() => Scenario.Check("""
        open billing=UsageBased
        charge usd 4 as=c
        plan basic
        charge usd 2 as=d
        refund c
        balance usd spent=2 receivable=-2
        totals render period_count=1 period_usd=2 usd=2
        refund d
        balance usd spent=0
        totals render period_usd=0 usd=0
        """);

    [Fact]
    public void Meters_come_back_with_the_last_of_the_money() => Scenario.Check("""
        open plan=basic billing=UsageBased
        charge dub 10 as=c
        meter chars used=100
        refund c 0.4
        meter chars used=100
        totals dub count=1 quantity=10 usd=0.6 period_quantity=10 period_usd=0.6
        refund c 0.6
        meter chars used=0
        totals dub count=1 quantity=0 usd=0 period_quantity=0 period_usd=0
        """);

    [Fact]
    public void What_cost_no_money_is_refunded_once() => Scenario.Check("""
        open
        charge speak 10 as=c
        refund c 1    -> RefundExceedsCharge affordable=0
        refund c 0.5  -> AmountTooPrecise
        refund c
        meter chars used=0
        postings -> none
        refund c      -> RefundExceedsCharge limit=entry:2 available=0
        meter chars used=0
        """);

    [Fact]
    public void A_meter_comes_back_in_its_own_window_only() => Scenario.Check("""
        open
        charge edit 3 as=c
        at 2026-01-02
        charge edit 2
        refund c
        meter edits used=2
        """);

    [Fact]
    public void A_charge_can_be_refunded_for_400_days() => Scenario.Check("""
        grant usd 10
        charge usd 5 as=c
        charge usd 1 as=d
        at 2027-02-04T23:59:59.999999
        refund c 1
        account refunded=1
        wait 1us
        refund c 1       -> EntryNotRefundable
        refund d         -> EntryNotRefundable
        charge usd 1 as=e
        # What can be refunded no more is forgotten.
        refund e
        account refunded=1
        """);

    [Fact]
    public void A_closed_accounts_bill_can_still_be_corrected() => Scenario.Check("""
        open billing=UsageBased
        grant usd 1
        charge usd 3 as=c
        close
        refund c
        balance usd available=1 receivable=0
        """);

    [Fact]
    public void A_refund_fits_the_assets_decimals() => Scenario.Check("""
        grant eur 5
        charge eur 5 as=c
        refund c 0.001   -> AmountTooPrecise
        refund c 0.01
        """);

    [Fact]
    public void What_was_refunded_can_be_spent_and_refunded_again() => Scenario.Check("""
        grant usd 5 as=g
        charge usd 5 as=a
        refund a
        charge usd 5 as=b
        refund b
        grants usd -> g 5
        refund a         -> RefundExceedsCharge
        """);
}
