namespace Holdfast.Ledger.Tests;

public class TimeNeverGoesBack
{
    [Fact]
    public void An_instant_before_the_last_entry_counts_as_that_ones() => Scenario.Check("""
        open
        at 2026-01-10
        grant eur 10 expires=2026-01-20 as=g
        at 2026-01-05
        charge eur 1
        journal -> charged 2026-01-10
        hold h1 eur 1 for=1h
        hold? h1 placed=2026-01-10 expires=2026-01-10T01:00
        grant eur 1 expires=2026-01-10      -> ExpiryOutOfRange
        at 2026-01-10T01:00
        balance eur held=0
        # A read at an earlier instant shows the newest state.
        at 2026-01-01
        balance eur available=8 held=1
        account at=2026-01-10
        """);

    [Fact]
    public void What_is_due_comes_in_its_order_and_at_its_instant() => Scenario.Check("""
        open plan=basic
        grant credits 5 expires=2026-01-10
        grant credits 5 starts=2026-01-05 expires=2026-01-20
        grant eur 5 purchase
        hold h1 find 1 for=10d
        hold h2 eur 5 for=20d
        at 2026-02-10
        due -> 2026-03-01
        charge find 1
        journal -> grant_started 2026-01-05, grant_expired 2026-01-10, hold_lapsed 2026-01-11, grant_expired 2026-01-20, hold_lapsed 2026-01-21, period_started 2026-02-01, charged 2026-02-10
        balance credits available=99 expired=110
        """);

    [Fact]
    public void At_one_instant_what_ends_goes_before_what_begins() => Scenario.Check("""
        open plan=basic
        grant eur 5 purchase
        grant credits 5 expires=2027-01-01
        grant credits 5 starts=2027-01-01 as=s
        at 2026-12-31
        hold h1 find 1 for=1d
        at 2027-01-01
        charge find 1
        journal -> hold_lapsed 2027-01-01, balance_expired 2027-01-01, period_started 2027-01-01, grant_expired 2027-01-01, grant_started 2027-01-01, charged 2027-01-01
        """);

    [Fact]
    public void A_read_changes_nothing() => Scenario.Check("""
        open plan=basic
        at 2026-03-15
        account seq=3
        at 2026-01-01
        account seq=1
        balance credits available=100
        """);
}
