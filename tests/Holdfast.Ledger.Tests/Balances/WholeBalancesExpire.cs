namespace Holdfast.Ledger.Tests;

/// <summary><c>eur</c> expires as a whole, twelve months after the last purchase.</summary>
public class WholeBalancesExpire
{
    [Fact]
    public void Only_a_purchase_moves_the_expiry_of_a_balance() => Scenario.Check("""
        grant eur 5 promo as=promo
        balance eur expires=none
        at 2026-01-31T10:00
        grant eur 10 purchase as=bought
        balance eur expires=2027-01-31T10:00 expired_at=none
        grant? bought expires=none
        at 2026-02-28
        grant eur 1 trial
        grant eur 1 refund
        grant eur 1 add_on
        grant eur 1 adjustment
        balance eur expires=2027-01-31T10:00
        charge eur 3 as=c
        refund c
        balance eur expires=2027-01-31T10:00
        grant eur 1 purchase
        balance eur expires=2027-02-28
        # Other assets know no such thing.
        grant usd 1 purchase
        balance usd expires=none
        """);

    [Fact]
    public void Twelve_months_are_months_of_the_accounts_zone() => Scenario.Check("""
        open zone=Europe/Berlin
        at 2026-02-28T12:00
        grant eur 1 purchase
        balance eur expires=2027-02-28T12:00
        at 2026-03-28T01:30
        grant eur 1 purchase
        # 02:30 does not exist in Berlin on 28 March 2027.
        balance eur expires=2027-03-28T01:00
        """);

    [Fact]
    public void All_of_it_lapses_at_once() => Scenario.Check("""
        grant eur 5 as=a
        grant eur 10 purchase as=b
        grant eur 3 pending as=c
        grant eur 4 starts=2027-06-01 as=d
        grant usd 1
        charge eur 1
        at 2026-12-31T23:59:59.999999
        balance eur available=14
        wait 1us
        balance eur available=0 expired=14 expires=none expired_at=2027-01-01
        grants eur -> c 0 of 3 Pending, d 0 of 4 Scheduled
        balance usd available=1
        # What comes after it has no expiry until something is bought.
        grant eur 2
        balance eur available=2 expires=none
        at 2028-06-01
        balance eur available=6
        patch verified
        balance eur available=9
        """);

    [Fact]
    public void What_was_held_can_be_captured_and_lapses_when_it_is_released() => Scenario.Check("""
        grant eur 10 purchase as=a
        at 2026-12-20
        hold h1 eur 4 for=20d
        hold h2 eur 2 for=20d
        at 2027-01-01
        balance eur available=0 held=6 expired=4
        grants eur -> a 0 held 6
        grant? a expires=2027-01-01
        capture h1 eur 3
        balance eur consumed=3 expired=5 held=2
        release h2
        balance eur available=0 expired=7 held=0
        grants eur -> none
        """);

    [Fact]
    public void A_balance_of_nothing_expires_too() => Scenario.Check("""
        grant eur 10 purchase
        charge eur 10
        at 2027-01-01
        balance eur expires=none expired_at=2027-01-01 expired=0
        charge eur 1   -> FundsInsufficient
        patch email=x
        journal -> period_started 2026-02-01, period_started 2026-03-01, period_started 2026-04-01, period_started 2026-05-01, period_started 2026-06-01, period_started 2026-07-01, period_started 2026-08-01, period_started 2026-09-01, period_started 2026-10-01, period_started 2026-11-01, period_started 2026-12-01, balance_expired 2027-01-01, period_started 2027-01-01, account_changed 2027-01-01
        """);

    [Fact]
    public void What_begins_when_the_balance_expires_is_not_part_of_it() => Scenario.Check(
        SmallCatalogue.First.With(SmallCatalogue.Make("euro", BillingPeriod.Monthly, "eur 7", "", "")),
        """
        open plan=euro
        grant eur 10 purchase
        grant eur 5 starts=2027-01-01 as=later
        hold h1 eur 1 for=10d
        at 2027-01-01
        balance eur available=12
        grants eur -> g18-eur 7, later 5
        patch email=x
        """);

    [Fact]
    public void A_grant_may_expire_before_its_balance() => Scenario.Check("""
        grant eur 10 purchase as=a
        grant eur 5 expires=2026-02-01 as=b
        charge eur 1
        grants eur -> b 4, a 10
        at 2026-02-01
        balance eur available=10 expired=4
        """);

    [Fact]
    public void What_waits_for_the_address_is_not_part_of_the_balance_that_expires() => Scenario.Check("""
        grant eur 5 purchase
        grant eur 2 trial pending as=trial
        at 2027-01-01
        balance eur available=0 expired=5
        patch verified
        balance eur available=2 expires=none
        # A purchase begins a new time for all of it.
        grant eur 1 purchase
        balance eur available=3 expires=2028-01-01
        at 2028-01-01
        balance eur available=0 expired=8
        """);
}
