namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that a change of plan in the middle of a period does what its caller chose with what is left and with the period, and takes nothing back.</summary>
public class PlansChangeInMidPeriod
{
    /// <summary>Three sizes of one pool; <c>small</c> has fewer of everything than may be used under <c>large</c>.</summary>
    private static readonly Catalogue Sizes = SmallCatalogue.First
        .With(SmallCatalogue.Make("small", BillingPeriod.Monthly, "credits 100", "chars 100+ at usd 0.01, edits 2", "voices 1, parallel 1"))
        .With(SmallCatalogue.Make("large", BillingPeriod.Monthly, "credits 1000, usd 20", "chars 1000+ at usd 0.01, edits 5", "voices 3, parallel 2"))
        .With(SmallCatalogue.Make("other", BillingPeriod.Annual, "usd 50", "chars unlimited", "voices 2"));

    [Fact]
    public void What_is_left_may_go_on_until_it_would_have_expired() => Scenario.Check(Sizes, """
        open plan=small
        charge find 30
        at 2026-01-10
        plan large left=keep
        postings -> credits 70 Available>Expired g1-credits, credits 70 Expired>Available g3-credits-rolled, credits 1000 Funding>Available g3-credits, usd 20 Funding>Available g3-usd
        plan? name=large period=2026-01-10..2026-02-10
        grants credits -> g3-credits-rolled 70, g3-credits 1000
        grant? 3-credits-rolled expires=2026-02-01 priority=40 rolled=yes
        balance credits available=1070 expired=0 funding=-1100
        charge find 20
        at 2026-02-01
        # No turn, but its own expiry.
        balance credits available=1000 expired=50
        at 2026-02-10
        plan? period=2026-02-10..2026-03-10
        balance credits available=1000 expired=1050
        """);

    [Fact]
    public void What_is_left_may_outlive_the_plan() => Scenario.Check(Sizes, """
        open plan=small
        at 2026-01-10
        plan none left=keep
        plan? name=none period=2026-01-10..2026-02-10
        balance credits available=100
        at 2026-02-01
        balance credits available=0 expired=100
        """);

    [Fact]
    public void What_was_kept_once_is_kept_through_the_next_change() => Scenario.Check(Sizes, """
        open plan=small
        at 2026-01-10
        plan large left=keep
        at 2026-01-11
        plan small
        # The pool of large lapsed; what went on of the first pool goes on.
        grants credits -> g2-credits-rolled 100, g3-credits 100
        plan large left=keep
        grants credits -> g2-credits-rolled 100, g4-credits-rolled 100, g4-credits 1000
        """);

    [Fact]
    public void What_is_held_of_the_old_pool_stays_with_its_hold_and_lapses_when_it_comes_back() => Scenario.Check(Sizes, """
        open plan=small
        hold h1 find 30 for=10d
        plan large left=keep
        grants credits -> g3-credits-rolled 70, g1-credits 0 held 30, g3-credits 1000
        capture h1 10
        balance credits available=1070 held=0 consumed=10 expired=20
        """);

    [Fact]
    public void A_period_that_goes_on_keeps_its_end_its_anchor_and_what_counts_in_it() => Scenario.Check(Sizes, """
        open plan=small billing=UsageBased
        extension chars 100
        charge speak 150
        charge find 30
        totals find period_count=1 period_credits=30
        balance usd spent=0.5
        at 2026-01-10
        plan large period=keep
        journal -> plan_changed 2026-01-10
        plan? name=large since=2026-01-10 anchor=2026-01-01 period=2026-01-01..2026-02-01 renews=2026-02-01 before=Active
        meter chars used=150 window=2026-01-01..2026-02-01 room=950
        totals find period_count=1 period_credits=30
        balance usd spent=0.5 available=20
        # As if the plan had been there from the beginning: 1 000 less the 30 that were used.
        balance credits available=970 expired=70 funding=-1070
        grant? 3-credits expires=2026-02-01
        at 2026-02-01
        balance credits available=1000 expired=1040
        balance usd spent=0
        meter chars used=0
        """.Replace("grant? 3-credits", "grant? 5-credits", StringComparison.Ordinal));

    [Fact]
    public void A_new_pool_in_the_same_period_is_given_less_what_was_taken_and_never_below_zero() => Scenario.Check(Sizes, """
        open plan=large
        charge find 30
        plan small period=keep
        balance credits available=70 expired=970
        charge find 20
        plan large period=keep
        # 50 were taken in this period, whatever plan they were taken under.
        balance credits available=950
        charge find 250
        plan small period=keep
        balance credits available=0
        grants credits -> none
        charge find 1         -> FundsInsufficient affordable=0
        plan large period=keep
        balance credits available=700
        at 2026-02-01
        balance credits available=1000
        """);

    [Fact]
    public void A_pool_that_was_spent_wholly_still_counts() => Scenario.Check(Sizes, """
        open plan=small
        charge find 100
        grants credits -> none
        plan large period=keep
        balance credits available=900
        plan other period=keep
        # This plan has no such pool, and what was taken is not forgotten over it.
        balance credits available=0
        plan small period=keep
        balance credits available=0
        plan large period=keep
        balance credits available=900
        """);

    [Fact]
    public void What_is_held_counts_as_taken() => Scenario.Check(Sizes, """
        open plan=small
        charge find 10
        hold h1 find 30 for=1d
        plan large period=keep
        grants credits -> g1-credits 0 held 30, g4-credits 960
        release h1
        # It was of a pool that has ended.
        balance credits available=960 held=0 expired=90
        """);

    [Fact]
    public void What_was_refunded_to_the_pool_was_not_taken() => Scenario.Check(Sizes, """
        open plan=small
        charge find 30 as=c
        refund c 20
        plan large period=keep
        balance credits available=990
        # Its pool has ended: the rest goes to a grant of its own.
        refund c
        grants credits -> g4-credits 990, g5 10
        plan small period=keep
        balance credits available=100
        grants credits -> g6-credits 90, g5 10
        """);

    [Fact]
    public void Only_the_pool_counts_and_no_other_grant() => Scenario.Check(Sizes, """
        open plan=small
        grant credits 50 add_on
        charge find 130
        plan large period=keep
        balance credits available=920
        """);

    [Fact]
    public void Both_may_be_kept_and_then_the_new_pool_makes_up_the_difference() => Scenario.Check(Sizes, """
        open plan=small
        charge find 30
        plan large left=keep period=keep
        # 70 were left and go on; the new pool is 1 000 less all that the old one was.
        grants credits -> g3-credits-rolled 70, g3-credits 900
        grant? 3-credits-rolled expires=2026-02-01
        charge find 100
        plan small left=keep period=keep
        # A smaller plan takes nothing away that was given for this period, and gives nothing more.
        grants credits -> g5-credits-rolled 870
        at 2026-02-01
        grants credits -> g6-credits 100
        """);

    [Fact]
    public void A_plan_may_come_and_go_while_the_period_goes_on() => Scenario.Check(Sizes, """
        at 2026-01-05
        open
        at 2026-01-20
        plan small period=keep
        plan? name=small since=2026-01-20 anchor=2026-01-05 period=2026-01-05..2026-02-05 renews=2026-02-05
        balance credits available=100
        charge find 40
        plan none period=keep
        plan? name=none period=2026-01-05..2026-02-05 ended=Active
        balance credits available=0 expired=60
        plan small period=keep
        plan? before=none ended=none
        # Nobody gets a second pool in one period by leaving and coming again.
        balance credits available=60
        plan none period=keep left=keep
        balance credits available=60
        at 2026-02-05
        plan? period=2026-02-05..2026-03-05
        balance credits available=0
        """);

    [Fact]
    public void A_billing_period_is_counted_from_the_anchor_that_goes_on() => Scenario.Check(Sizes, """
        at 2026-01-31
        open plan=small
        at 2026-03-10
        plan other period=keep
        plan? billing=Annual anchor=2026-01-31 period=2026-02-28..2026-03-31 renews=2027-01-31
        plan small billing=Quarterly period=keep
        plan? renews=2026-04-30
        """);

    [Fact]
    public void An_anchor_means_nothing_where_the_period_goes_on() => Scenario.Check(Sizes, """
        open plan=small
        at 2026-01-10
        plan large anchor=2026-01-05 period=keep
        plan? anchor=2026-01-01 period=2026-01-01..2026-02-01
        """);

    [Fact]
    public void A_change_now_ends_the_wait_for_another_whatever_goes_on() => Scenario.Check(Sizes, """
        open plan=small
        plan none later
        plan large period=keep left=keep
        plan? pending=none
        plan small later
        plan none period=keep
        plan large
        plan? pending=none
        """);

    [Fact]
    public void A_downgrade_below_what_is_used_leaves_no_room_and_takes_nothing_back() => Scenario.Check(Sizes, """
        open plan=large
        charge speak 400
        charge edit 4
        charge find 300
        slot voices a
        slot voices b
        slot voices c
        hold h1 wait 1        -> SlotTaken
        free voices c
        hold h1 wait 1 for=1d
        at 2026-01-01T10:00
        plan small period=keep
        meter chars used=400 room=-300
        meter edits used=4 room=-2
        charge speak 1        -> MeterExhausted limit=meter:chars available=0 affordable=0
        charge edit 1         -> MeterExhausted limit=meter:edits available=0 affordable=0
        charge find 1         -> FundsInsufficient available=0 affordable=0
        slot? voices used=3
        slot voices d         -> SlotTaken
        slot voices a         -> Repeated
        # What is in flight ends as it would have.
        capture h1
        free voices a
        slot voices d         -> SlotTaken
        free voices b
        slot voices d
        extension chars 350
        charge speak 50
        # Beyond the limit of now, and only what is used from now on, is billed.
        meter chars used=450 billed=0.5
        """);

    [Fact]
    public void An_upgrade_and_a_downgrade_in_one_period_bill_no_unit_twice() => Scenario.Check(Sizes, """
        open plan=small billing=UsageBased
        extension chars unlimited
        charge speak 150
        meter chars billed=0.5
        plan large period=keep
        charge speak 500
        meter chars used=650 billed=0.5
        plan small period=keep
        charge speak 10
        meter chars used=660 billed=0.6
        plan large
        # A new period counts anew.
        meter chars used=0 billed=0
        """);

    [Fact]
    public void The_same_plan_again_changes_the_status_alone_whatever_is_to_be_kept() => Scenario.Check(Sizes, """
        open plan=small
        charge find 10
        plan small left=keep period=keep status=PastDue
        journal -> plan_status_changed 2026-01-01
        balance credits available=90
        """);

    [Fact]
    public void A_change_to_come_takes_the_pools_as_any_turn_does() => Scenario.Check(Sizes, """
        open plan=small
        plan large later left=keep period=keep
        plan? pending=large@2026-02-01
        at 2026-02-01
        grants credits -> g3-credits 1000
        balance credits expired=100
        """);

    [Fact]
    public void The_status_in_which_a_plan_ended_is_remembered_until_there_is_another() => Scenario.Check(Sizes, """
        open
        plan? ended=none
        plan small status=PastDue
        plan? ended=none
        plan none
        plan? ended=PastDue
        plan none
        plan? ended=PastDue
        plan small
        plan? ended=none before=none
        plan none later
        at 2026-02-01
        plan? name=none ended=Active
        """);
}
