namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that moving an account to another time zone gives no pool twice and delays no change of plan.</summary>
public class PlansSurviveAMove
{
    [Fact]
    public void The_period_ends_as_it_was_and_the_next_one_as_in_the_new_zone() => Scenario.Check("""
        at 2026-01-15
        open plan=basic
        at 2026-06-20
        patch zone=America/New_York
        plan? period=2026-06-15..2026-07-15
        at 2026-07-15
        # In New York the anchor is 14 January, 19:00.
        plan? period=2026-07-15..2026-08-14T23:00
        at 2026-12-20
        plan? period=2026-12-15..2027-01-15
        """);

    [Fact]
    public void A_boundary_an_hour_after_the_turn_gives_no_second_pool() => Scenario.Check("""
        at 2026-01-15
        open plan=basic zone=America/New_York
        at 2026-06-20
        patch zone=UTC
        plan? period=2026-06-14T23:00..2026-07-14T23:00
        at 2026-07-14T23:00
        # In UTC the period would end an hour later.
        plan? period=2026-07-14T23:00..2026-08-15 renews=2026-08-15
        at 2026-08-15
        plan? period=2026-08-15..2026-09-15
        balance credits available=100 expired=700
        """);

    [Fact]
    public void A_boundary_a_day_after_the_turn_gives_no_second_pool() => Scenario.Check("""
        at 2026-01-31T00:30
        open plan=basic
        patch zone=America/New_York
        plan? period=2026-01-31T00:30..2026-02-28T00:30
        at 2026-02-28T00:30
        # In New York the anchor is the 30th, and February ends on the 28th there, 19:30.
        plan? period=2026-02-28T00:30..2026-03-30T23:30
        """);

    [Fact]
    public void A_change_that_waits_for_a_boundary_of_the_old_zone_comes_in_time() => Scenario.Check("""
        at 2026-01-15
        open
        plan vast billing=HalfYearly
        plan basic later
        plan? renews=2026-07-15 pending=basic@2026-07-15
        at 2026-02-01
        patch zone=Europe/Berlin
        at 2026-06-20
        plan? name=vast period=2026-06-14T23:00..2026-07-14T23:00 renews=2026-07-14T23:00
        at 2026-07-14T23:00
        plan? name=basic period=2026-07-14T23:00..2026-08-14T23:00 renews=2026-08-14T23:00
        """);
}
