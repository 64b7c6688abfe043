using System.Collections.Frozen;

namespace Holdfast.Ledger.Tests;

public class PlansChange
{
    [Fact]
    public void A_change_now_ends_the_pools_and_begins_a_period_with_full_ones() => Scenario.Check("""
        open plan=basic
        charge find 40
        at 2026-01-10T08:00
        plan pro
        postings -> credits 60 Available>Expired g1-credits, credits 1000 Funding>Available g3-credits, usd 20 Funding>Available g3-usd
        plan? name=pro status=Active before=Active since=2026-01-10T08:00 anchor=2026-01-10T08:00 billing=Annual renews=2027-01-10T08:00
        plan? period=2026-01-10T08:00..2026-02-10T08:00
        balance credits available=1000 expired=60
        grants credits -> g3-credits 1000
        totals find count=1 period_count=0
        """);

    [Fact]
    public void An_annual_plan_is_filled_every_month() => Scenario.Check("""
        open plan=pro
        plan? renews=2027-01-01 period=2026-01-01..2026-02-01
        at 2026-05-05
        plan? renews=2027-01-01 period=2026-05-01..2026-06-01
        balance credits available=1000 expired=4000
        at 2027-01-01
        plan? renews=2028-01-01 period=2027-01-01..2027-02-01
        """);

    [Theory]
    [InlineData("None", "none", "none")]
    [InlineData("Monthly", "2026-02-01", "2026-05-01")]
    [InlineData("Quarterly", "2026-04-01", "2026-07-01")]
    [InlineData("HalfYearly", "2026-07-01", "2026-07-01")]
    [InlineData("Annual", "2027-01-01", "2027-01-01")]
    public void A_plan_renews_as_often_as_it_is_billed(string billing, string first, string inApril) => Scenario.Check($"""
        open
        plan basic billing={billing}
        plan? billing={billing} renews={first}
        at 2026-04-20
        plan? renews={inApril}
        """);

    [Fact]
    public void An_anchor_says_when_periods_end() => Scenario.Check("""
        open
        at 2026-03-20
        plan basic anchor=2025-10-31T06:00
        plan? anchor=2025-10-31T06:00 since=2026-03-20 period=2026-03-20..2026-03-31T06:00 renews=2026-03-31T06:00
        balance credits available=100
        at 2026-03-31T06:00
        balance credits available=100 expired=100
        plan? period=2026-03-31T06:00..2026-04-30T06:00
        # An anchor ahead: the first period ends with it.
        plan pro anchor=2026-04-05
        plan? period=2026-03-31T06:00..2026-04-05 renews=2026-04-05
        at 2026-04-05
        plan? period=2026-04-05..2026-05-05 renews=2027-04-05
        """);

    [Fact]
    public void An_anchor_lies_at_most_31_days_ahead_and_a_century_back() => Scenario.Check("""
        plan basic anchor=+31d
        plan basic anchor=+31d1us     -> InstantOutOfRange
        plan basic anchor=-37200d
        plan basic anchor=-37200d1us  -> InstantOutOfRange
        """);

    [Fact]
    public void The_same_plan_again_changes_the_status_alone() => Scenario.Check("""
        open plan=basic
        charge find 10
        at 2026-01-05
        plan pro later
        plan basic status=PastDue
        journal -> plan_status_changed 2026-01-05
        plan? name=basic status=PastDue before=Active since=2026-01-01 pending=pro@2026-02-01
        balance credits available=90
        totals find period_count=1
        plan basic
        plan? status=PastDue before=Active
        plan basic status=PastDue billing=Monthly
        plan? status=PastDue before=Active
        plan basic status=Active
        plan? status=Active before=PastDue
        """);

    [Fact]
    public void The_same_plan_with_another_anchor_or_billing_begins_anew() => Scenario.Check("""
        open plan=basic
        charge find 10
        at 2026-01-05
        plan basic billing=Annual
        journal -> plan_changed 2026-01-05
        plan? billing=Annual renews=2027-01-05 period=2026-01-05..2026-02-05 status=Active before=Active
        balance credits available=100
        charge find 10
        plan basic anchor=2026-01-03
        journal -> plan_changed 2026-01-05
        balance credits available=100
        plan? period=2026-01-05..2026-02-03 billing=Monthly
        """);

    [Fact]
    public void A_plan_brings_its_status_unless_another_is_named() => Scenario.Check("""
        open plan=free
        plan? status=Free before=none renews=none
        plan basic
        plan? status=Active before=Free
        plan pro status=Trialing
        plan? status=Trialing before=Active
        plan none
        plan? name=none
        plan free status=FreeDisabled
        plan? status=FreeDisabled before=none
        """);

    [Fact]
    public void A_change_that_waits_takes_effect_when_the_billing_period_ends() => Scenario.Check("""
        open plan=pro
        at 2026-03-10
        plan basic later
        journal -> period_started 2026-02-01, period_started 2026-03-01, plan_change_set 2026-03-10
        plan? name=pro pending=basic@2027-01-01 pending_billing=Monthly
        balance credits available=1000
        at 2026-12-31T23:59
        plan? name=pro
        at 2027-01-01
        plan? name=basic status=Active before=Active since=2027-01-01 anchor=2026-01-01 billing=Monthly renews=2027-02-01 pending=none
        balance credits available=100
        balance usd available=0
        """);

    [Fact]
    public void A_change_that_waits_can_be_changed_and_taken_back() => Scenario.Check("""
        open plan=basic
        plan pro later billing=Monthly
        plan? pending=pro@2026-02-01 pending_billing=Monthly
        plan none later
        plan? pending=cancellation@2026-02-01 pending_billing=None
        plan basic later
        plan? pending=none
        plan basic later billing=Annual
        plan? pending=basic@2026-02-01 pending_billing=Annual
        plan basic later billing=Monthly
        plan? pending=none
        # A change now ends the wait.
        plan none later
        plan pro
        plan? pending=none
        """);

    [Fact]
    public void A_change_of_a_plan_that_is_never_billed_waits_for_the_period() => Scenario.Check("""
        open plan=free
        plan basic later
        plan? pending=basic@2026-02-01
        at 2026-02-01
        plan? name=basic
        """);

    [Fact]
    public void Cancellation_at_the_end_leaves_what_was_paid_until_then() => Scenario.Check("""
        at 2026-01-31
        open plan=basic
        plan none later
        at 2026-02-28
        plan? name=none period=2026-02-28..2026-03-31
        balance credits available=0 expired=100
        meter chars room=100
        # The periods go on as they were.
        at 2026-03-31
        plan? period=2026-03-31..2026-04-30
        """);

    [Fact]
    public void Cancellation_now_takes_the_pool_and_begins_a_period_of_its_own() => Scenario.Check("""
        open plan=basic
        at 2026-01-31
        plan none
        postings -> credits 100 Available>Expired g1-credits
        plan? name=none period=2026-01-31..2026-02-28
        at 2026-03-31
        plan? period=2026-03-31..2026-04-30
        """);

    [Fact]
    public void There_must_be_a_plan_to_change_later() => Scenario.Check("""
        plan basic later  -> PlanUnknown
        plan none later   -> PlanUnknown
        plan gold         -> PlanUnknown
        plan none
        """);

    [Fact]
    public void A_plan_that_is_gone_when_a_change_to_it_comes_leaves_no_plan() => Scenario.Check(
        """
        open plan=basic
        plan vast later
        catalogue
        at 2026-02-01
        plan? name=none
        """,
        catalogue => catalogue with { Plans = catalogue.Plans.Where(plan => plan.Key != "vast").ToFrozenDictionary() });

    [Fact]
    public void Pools_that_holds_have_drawn_wholly_end_with_the_change() => Scenario.Check("""
        open plan=basic
        hold h1 find 100 for=10d
        at 2026-01-02
        plan basic billing=Annual
        grants credits -> g1-credits 0 held 100, g3-credits 100
        grant? 1-credits expires=2026-01-02
        at 2026-01-03
        plan basic billing=Monthly
        # It ended once, and does not end again.
        grant? 1-credits expires=2026-01-02
        release h1
        balance credits available=100 expired=200
        """);
}
