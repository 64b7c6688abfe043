namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that whatever becomes available pays debt first, in the same entry, and that no entry leaves both.</summary>
public class DebtIsPaidFirst
{
    [Fact]
    public void A_grant_pays_debt_and_leaves_the_rest() => Scenario.Check(InDebt + """
        grant eur 2 purchase as=b
        postings -> eur 2 Funding>Available b, eur 2 Available>Receivable debt b
        balance eur available=0 debt=2 receivable=-2 funding=-3
        grants eur -> none
        grant eur 3 promo as=c
        postings -> eur 3 Funding>Available c, eur 2 Available>Receivable debt c
        balance eur available=1 debt=0 receivable=0
        grants eur -> c 1
        notices eur grants=2
        """);

    [Fact]
    public void So_does_a_correction() => Scenario.Check(InDebt + """
        grant eur 5 adjustment
        balance eur available=1 debt=0 adjustment=-5
        """);

    [Fact]
    public void So_does_a_grant_that_begins_later() => Scenario.Check(InDebt + """
        grant eur 3 starts=+1d as=b
        balance eur debt=4
        wait 1d
        balance eur debt=1 available=0
        grants eur -> none
        patch verified
        journal -> grant_started 2026-01-02, account_changed 2026-01-02
        notices eur grants=2
        """);

    [Fact]
    public void So_does_a_trial_that_is_verified() => Scenario.Check(InDebt + """
        grant eur 6 trial pending as=b
        balance eur debt=4
        patch verified
        postings -> eur 6 Funding>Available b, eur 4 Available>Receivable debt b
        balance eur debt=0 available=2
        grants eur -> b 2
        """);

    [Fact]
    public void So_does_the_pool_of_a_new_period() => Scenario.Check("""
        open plan=basic
        hold h1 find 100
        capture h1 108 overflow
        balance credits available=0 debt=8
        at 2026-02-01
        balance credits available=92 debt=0 consumed=108 receivable=0
        patch verified
        journal -> period_started 2026-02-01, account_changed 2026-02-01
        plan pro
        balance credits available=1000
        """);

    [Fact]
    public void Several_grants_that_come_back_at_once_pay_no_more_than_the_debt() => Scenario.Check("""
        grant eur 3 as=a
        grant eur 3 as=b
        charge eur 6 as=c
        grant eur 1
        hold h1 eur 1
        capture h1 eur 5 overflow
        refund c
        postings -> eur 3 Consumed>Available b, eur 3 Consumed>Available a, eur 3 Available>Receivable debt b, eur 1 Available>Receivable debt a
        balance eur available=2 debt=0
        """);

    /// <summary>What a refund gives back of postpaid spend was never debt, and leaves the debt as it is.</summary>
    [Fact]
    public void Spend_that_is_given_back_pays_no_debt() => Scenario.Check("""
        open billing=UsageBased
        grant usd 2
        charge usd 5 as=c
        patch billing=Wallet
        grant usd 1
        hold h1 usd 1
        capture h1 usd 5 overflow
        balance usd available=0 debt=4 spent=3 receivable=-7
        refund c
        balance usd available=0 debt=2 spent=0 receivable=-2
        """);

    [Fact]
    public void So_does_what_a_hold_gives_back() => Scenario.Check("""
        grant eur 3 as=a
        hold h1 eur 1
        hold h2 eur 1
        hold h3 eur 1 for=1h
        capture h1 eur 4 overflow
        balance eur held=2 debt=3
        capture h2 eur 0.2
        postings -> eur 0.2 Held>Consumed a, eur 0.8 Held>Available a, eur 0.8 Available>Receivable debt a
        balance eur available=0 held=1 debt=2.2
        wait 1h
        balance eur available=0 held=0 debt=1.2
        grants eur -> none
        """);

    [Fact]
    public void What_lapses_with_its_grant_pays_nothing() => Scenario.Check("""
        grant eur 3 expires=+1h as=a
        hold h1 eur 2 for=2h
        hold h2 eur 1 for=2h
        capture h2 eur 3 overflow
        balance eur debt=2
        wait 1h
        release h1
        postings -> eur 2 Held>Expired a
        balance eur debt=2 expired=2
        """);

    [Fact]
    public void Only_debt_in_the_same_asset_is_paid() => Scenario.Check(InDebt + """
        grant usd 9
        balance usd available=9
        balance eur debt=4
        """);

    [Fact]
    public void A_refund_of_what_became_debt_takes_it_off() => Scenario.Check(InDebt + """
        refund c 3
        postings -> eur 3 Consumed>Receivable debt
        balance eur debt=1 available=0 consumed=2 receivable=-1
        refund c
        postings -> eur 1 Consumed>Receivable debt, eur 1 Consumed>Available a
        balance eur debt=0 available=1 consumed=0 receivable=0
        grants eur -> a 1
        """);

    [Fact]
    public void What_was_paid_since_comes_back_as_a_new_grant() => Scenario.Check(InDebt + """
        grant eur 3 as=b
        balance eur debt=1
        refund c 2 as=r
        postings -> eur 1 Consumed>Receivable debt, eur 1 Consumed>Available r
        grant? r source=Refund amount=1 expires=2026-01-31
        refund c as=s
        postings -> eur 1 Consumed>Available a, eur 2 Consumed>Available s
        balance eur available=4 debt=0 consumed=0
        """);

    [Fact]
    public void A_refund_of_another_charge_pays_debt_too() => Scenario.Check("""
        grant eur 3 as=a
        charge eur 2 as=early
        hold h1 eur 1
        capture h1 eur 4 overflow as=c
        balance eur debt=3
        refund early 1
        postings -> eur 1 Consumed>Available a, eur 1 Available>Receivable debt a
        balance eur debt=2 available=0
        refund c
        postings -> eur 2 Consumed>Receivable debt, eur 1 Consumed>Available a, eur 1 Consumed>Available g7
        balance eur debt=0 available=2 consumed=1
        """);

    [Fact]
    public void A_grant_that_paid_within_and_beyond_the_hold_is_given_back_once() => Scenario.Check("""
        grant eur 3 as=a
        hold h1 eur 2
        capture h1 eur 3 cap as=c
        grants eur -> none
        refund c
        postings -> eur 1 Consumed>Available a, eur 2 Consumed>Available a
        grants eur -> a 3
        """);

    [Fact]
    public void What_was_drawn_beyond_a_hold_was_drawn_when_it_was_captured() => Scenario.Check("""
        # The balance expires after the hold was placed and before it is captured; b is given after that.
        grant eur 10 purchase as=a
        at 2026-12-31
        hold h1 eur 10 for=5d
        at 2027-01-02
        grant eur 5 as=b
        capture h1 eur 13 cap as=c
        balance eur available=2
        refund c as=r
        postings -> eur 3 Consumed>Available b, eur 10 Consumed>Available r
        """);

    [Fact]
    public void What_pays_debt_does_not_count_in_what_may_be_bought() => Scenario.Check(InDebt + """
        # Up to 1 000 at once, and as a balance.
        grant eur 1000.01 purchase   -> PurchaseLimitExceeded limit=purchase:eur affordable=1000
        grant eur 1000 purchase
        balance eur available=996 debt=0
        grant eur 4.01 purchase      -> PurchaseLimitExceeded available=4 affordable=4
        """);

    [Fact]
    public void Debt_is_no_spend_and_outlives_the_period_and_the_account() => Scenario.Check(InDebt + """
        at 2026-03-01
        balance eur debt=4 spent=0 receivable=-4
        patch billing=UsageBased
        charge usd 1
        balance usd spent=1 debt=0
        grant eur 1 starts=+1d
        close
        wait 1d
        balance eur debt=3
        """);

    /// <summary>One euro was available, and five were captured.</summary>
    private const string InDebt = """
        grant eur 1 as=a
        hold h1 eur 1
        capture h1 eur 5 overflow as=c
        balance eur available=0 debt=4 consumed=5 receivable=-4

        """;
}
