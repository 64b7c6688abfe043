namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that work may be told of after it was done, inside a stated window, and that nothing which was closed ever changes for it.</summary>
public class LateUsageIsAccepted
{
    [Fact]
    public void Inside_the_window_and_no_further() => Scenario.Check("""
        open
        grant eur 10
        at 2026-01-20T12:00
        charge eur 1 used=-72h
        charge eur 1 used=-72h1us     -> UsageTooLate
        charge eur 1 used=-1us
        charge eur 1 used=-0s
        charge eur 1 used=+1us        -> InstantOutOfRange
        charge eur 1 used=2025-12-31  -> InstantOutOfRange
        balance eur available=7
        """);

    [Fact]
    public void Nothing_that_was_done_before_the_account_was_opened() => Scenario.Check("""
        open
        grant eur 10
        at 2026-01-02
        charge eur 1 used=2026-01-01
        charge eur 1 used=-24h1us     -> InstantOutOfRange
        """);

    [Fact]
    public void A_window_of_zero_refuses_whatever_is_late() => Scenario.Check("""
        open
        grant eur 10
        at 2026-01-20
        charge eur 1 used=-1d
        catalogue
        charge eur 1 used=-1us        -> UsageTooLate
        charge eur 1 used=2026-01-20
        catalogue
        charge eur 1 used=-18d
        charge eur 1 used=-20d        -> InstantOutOfRange
        """,
        catalogue => catalogue with { LateUsage = TimeSpan.Zero },
        catalogue => catalogue with { LateUsage = Bounds.LateUsageMax });

    [Fact]
    public void The_same_again_with_another_instant_is_another_request() => Scenario.Check("""
        open
        grant eur 10
        at 2026-01-20
        charge eur 1 used=-1h id=usage/a
        wait 1h
        charge eur 1 used=-2h id=usage/a  -> Repeated
        charge eur 1 used=-1h id=usage/a  -> ExistsWithDifferentRequest
        charge eur 1 id=usage/a           -> ExistsWithDifferentRequest
        wait 100d
        charge eur 1 used=2026-01-19T23:00 id=usage/a -> Repeated
        balance eur available=9
        """);

    [Fact]
    public void In_the_period_that_runs_it_counts_like_any_other() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars unlimited
        at 2026-01-20
        charge usd 2 used=-48h
        charge speak 1010 used=-24h
        meter chars used=1010 billed=0.1
        closing open -> 2026-01-01..2026-02-01, render 1x 1 for usd 2 owed usd 2, speak 1x 1010, chars 10 beyond for usd 0.1, usd used 2.1 owed 2.1 due 2.1
        """);

    [Fact]
    public void Of_a_period_that_is_over_it_is_a_line_of_its_own_in_the_next_closing() => Scenario.Check("""
        open plan=basic billing=UsageBased
        charge usd 3
        at 2026-02-01T06:00
        charge usd 2 used=2026-01-31T23:00
        # The closing of January stands.
        closing -> 2026-01-01..2026-02-01, render 1x 1 for usd 3 owed usd 3, usd used 3 owed 3 due 3
        charge usd 1 used=2026-01-31T23:59:59.999999
        charge usd 0.5 used=2026-02-01
        charge find 3 used=2026-01-30
        balance usd spent=3.5
        totals render count=4 period_count=1
        closing open -> 2026-02-01..2026-03-01, render 1x 1 for usd 0.5 owed usd 0.5, render in 2026-01-01..2026-02-01 2x 2 for usd 3 owed usd 3, find in 2026-01-01..2026-02-01 1x 3 for credits 3, credits used 3 paid 3, usd used 3.5 owed 3.5 due 3.5
        at 2026-03-01
        closing -> 2026-02-01..2026-03-01, render 1x 1 for usd 0.5 owed usd 0.5, render in 2026-01-01..2026-02-01 2x 2 for usd 3 owed usd 3, find in 2026-01-01..2026-02-01 1x 3 for credits 3, credits used 3 paid 3, usd used 3.5 owed 3.5 due 3.5
        closing open -> 2026-03-01..2026-04-01
        charge usd 1 used=2026-02-28
        closing open -> 2026-03-01..2026-04-01, render in 2026-02-01..2026-03-01 1x 1 for usd 1 owed usd 1, usd used 1 owed 1 due 1
        """);

    [Fact]
    public void A_refund_is_taken_off_its_line_or_is_a_credit_later() => Scenario.Check("""
        open plan=basic billing=UsageBased
        at 2026-02-01
        charge usd 2 used=2026-01-31 as=a
        charge usd 3 used=2026-01-31 as=b
        refund a 0.5
        refund b
        closing open -> 2026-02-01..2026-03-01, render in 2026-01-01..2026-02-01 2x 1 for usd 1.5 owed usd 1.5 refunded usd 3.5, usd used 1.5 owed 1.5 refunded 3.5 due 1.5
        at 2026-03-01
        refund a
        closing open -> 2026-03-01..2026-04-01, usd credited 1.5 due -1.5
        """);

    [Fact]
    public void It_is_priced_when_it_is_told_of() => Scenario.Check("""
        open billing=UsageBased
        at 2026-01-31T12:00
        charge scan 2
        at 2026-02-01
        catalogue
        charge scan 2 used=2026-01-31T12:00
        closing -> 2026-01-01..2026-02-01, scan 1x 2 for usd 1 owed usd 1, usd used 1 owed 1 due 1
        closing open -> 2026-02-01..2026-03-01, scan in 2026-01-01..2026-02-01 1x 2 for usd 4 owed usd 4 by 2, usd used 4 owed 4 due 4
        """,
        catalogue => catalogue.With(new Operation { Name = "scan", Tariff = new("usd", Amount.Units(2)) }));

    [Fact]
    public void Each_period_that_a_change_of_plan_ended_has_its_own_line() => Scenario.Check("""
        open plan=basic billing=UsageBased
        at 2026-01-10
        plan pro
        at 2026-01-11
        plan basic
        at 2026-01-12
        plan pro period=keep
        charge usd 1 used=2026-01-09T23:59
        charge usd 2 used=2026-01-10T12:00
        charge usd 30 used=2026-01-11T00:00
        charge usd 2 used=2026-01-10
        # The pool of pro paid 20.
        closing open -> 2026-01-11..2026-02-11, render 1x 1 for usd 30 owed usd 13, render in 2026-01-01..2026-01-10 1x 1 for usd 1, render in 2026-01-10..2026-01-11 2x 2 for usd 4 owed usd 2, usd used 35 paid 20 owed 15 due 15
        """);

    [Fact]
    public void Windows_that_run_count_it_and_those_that_are_over_do_not() => Scenario.Check("""
        open
        grant usd 100
        limit day usd:5/day
        limit month usd:8/month
        at 2026-01-20T20:00
        charge usd 4
        at 2026-01-21T01:00
        # Today's limit binds what was done yesterday, and no limit is passed by what is told of late.
        charge usd 6 used=2026-01-20T19:00  -> BudgetReached limit=limit:day available=5 affordable=4
        charge usd 3 used=2026-01-20T19:00
        limit? day used=3
        limit? month used=7
        charge search 1 used=2026-01-20T19:00  -> FundsInsufficient limit=funds:credits available=0 affordable=0
        grant credits 5
        charge search 1 used=2026-01-20T19:00
        meter searches used=1
        charge search 2 used=2026-01-20T19:00  -> MeterExhausted limit=meter:searches available=1 affordable=1
        """);

    [Fact]
    public void What_was_used_in_a_period_that_is_over_counts_on_the_meter_of_the_one_that_runs() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars unlimited
        charge speak 990
        at 2026-02-01
        charge speak 995
        charge speak 10 used=2026-01-31
        meter chars used=1005 billed=0.05
        closing open -> 2026-02-01..2026-03-01, speak 1x 995, speak in 2026-01-01..2026-02-01 1x 10, chars 5 beyond for usd 0.05, usd used 0.05 owed 0.05 due 0.05
        """);

    [Fact]
    public void The_day_of_an_operation_counts_what_was_done_on_it() => Scenario.Check("""
        open
        grant eur 10
        at 2026-01-20T06:00
        charge eur 1 used=2026-01-20T01:00
        charge eur 1 used=2026-01-19T23:59
        totals draw captured=1
        """);

    [Fact]
    public void A_key_must_have_been_good_when_the_work_was_done() => Scenario.Check("""
        open
        grant eur 10
        at 2026-01-20T10:00
        key a
        key b expires=2026-01-20T12:00
        wait 1h
        revoke a
        at 2026-01-20T13:00
        charge eur 1 key=a                            -> KeyRevoked
        charge eur 1 key=a used=2026-01-20T11:00      -> KeyRevoked
        charge eur 1 key=a used=2026-01-20T10:59
        charge eur 1 key=b used=2026-01-20T12:00      -> KeyExpired
        charge eur 1 key=b used=2026-01-20T11:59
        """);

    [Fact]
    public void What_is_over_needs_no_place() => Scenario.Check("""
        open
        grant credits 5
        slot parallel p1
        wait 1h
        charge search 1             -> SlotTaken limit=slot:parallel available=0 affordable=0
        charge search 1 used=-0s    -> SlotTaken limit=slot:parallel available=0 affordable=0
        charge search 1 used=-1m
        """);

    [Fact]
    public void A_suspended_or_closed_account_is_told_of_nothing() => Scenario.Check("""
        open
        grant eur 5
        wait 1h
        patch suspended
        charge eur 1 used=-1m  -> AccountSuspended
        close
        charge eur 1 used=-1m  -> AccountClosed
        """);

    [Fact]
    public void It_is_foreseen_like_any_other() => Scenario.Check("""
        open billing=UsageBased
        cap usd 5
        at 2026-02-01
        foresee charge usd 2 used=-1h -> period_started, usd 2 Receivable>Consumed, cap:usd 5>3
        foresee charge usd 2 used=-73h -> UsageTooLate
        """);

    [Fact]
    public void Of_very_many_periods_the_first_count_as_one()
    {
        var plans = string.Concat(Enumerable.Range(1, Bounds.EndedPeriodsMax + 1).Select(hour => $"at 2026-01-02T{hour:00}:00\nplan {(hour % 2 == 0 ? "basic" : "vast")}\n"));
        Scenario.Check($"""
            open plan=basic billing=UsageBased
            {plans}charge usd 1 used=2026-01-01T01:00
            charge usd 2 used=2026-01-02T01:30
            charge usd 4 used=2026-01-02T02:30
            closing open -> 2026-01-02T21:00..2026-02-02T21:00, render in 2026-01-01..2026-01-02T02:00 2x 2 for usd 3 owed usd 3, render in 2026-01-02T02:00..2026-01-02T03:00 1x 1 for usd 4 owed usd 4, usd used 7 owed 7 due 7
            """);
    }

    [Fact]
    public void Periods_are_forgotten_when_nothing_can_belong_to_them()
    {
        var account = new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")) }.Decide(null, SmallCatalogue.First, Words.InstantOf("2026-01-01", default)).State!;
        var later = Due.Advance(account, SmallCatalogue.First, Words.InstantOf("2026-07-01", default)).State;
        Assert.Equal(["2026-05-01..2026-06-01", "2026-06-01..2026-07-01"], later.EndedPeriods.Select(period => Words.Shown(period)));
    }
}
