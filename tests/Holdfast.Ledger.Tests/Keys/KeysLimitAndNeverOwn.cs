namespace Holdfast.Ledger.Tests;

public class KeysLimitAndNeverOwn
{
    [Fact]
    public void A_key_pays_from_the_account_within_its_scopes() => Scenario.Check("""
        open plan=pro
        key phone scopes=video,work
        key? phone status=Done scopes=video,work budget=none created=2026-01-01 updated=2026-01-01 expires=none revoked=none
        charge usd 5 key=phone
        charge find 1 key=phone
        charge speak 1 key=phone    -> ScopeMissing
        key any
        charge speak 1 key=any
        charge usd 1 key=phantom    -> KeyUnknown
        balance usd available=15
        """);

    [Fact]
    public void A_key_ends_at_its_expiry_or_when_it_is_revoked() => Scenario.Check("""
        open plan=pro
        key phone expires=+1h
        key tablet
        key past expires=+0s        -> ExpiryOutOfRange
        key far expires=9001-01-01  -> ExpiryOutOfRange
        key late expires=9000-12-31T23:59:59
        wait 59m
        charge usd 1 key=phone
        wait 1m
        charge usd 1 key=phone      -> KeyExpired
        key? phone status=KeyExpired
        revoke tablet
        charge usd 1 key=tablet     -> KeyRevoked
        key? tablet status=KeyRevoked revoked=2026-01-01T01:00 updated=2026-01-01T01:00
        revoke tablet               -> Repeated
        revoke phantom              -> KeyUnknown
        # Revoked is said before expired.
        revoke phone
        key? phone status=KeyRevoked
        """);

    [Fact]
    public void Work_in_flight_outlives_its_key() => Scenario.Check("""
        open plan=pro
        key phone budget=usd:10/total
        hold h1 usd 5 key=phone
        hold h2 usd 5 key=phone
        revoke phone
        capture h1 usd 3
        release h2
        key? phone used=3 held=0
        """);

    [Fact]
    public void Each_key_has_its_own_budget() => Scenario.Check("""
        open plan=pro
        key phone budget=usd:3/day
        key tablet budget=usd:5/week
        key desk
        limit cap usd:9/day key=desk
        key? phone budget=usd:3/Day
        key? tablet budget=usd:5/Week
        key? desk budget=none
        limits -> key:k2, key:k3, limit:cap
        rotate tablet pen
        charge usd 4 key=pen
        key? pen budget=usd:5/Week used=4
        key? phone used=0
        """);

    [Fact]
    public void A_budget_limits_what_its_key_spends_of_one_asset() => Scenario.Check("""
        open plan=pro
        key phone budget=usd:3/day
        key tablet
        hold h1 usd 2 key=phone
        key? phone used=0 held=2 budget=usd:3/Day
        charge usd 2 key=phone       -> KeyBudgetReached limit=key:k2 available=1 affordable=1
        hold h2 usd 2 key=phone      -> KeyBudgetReached limit=key:k2 affordable=1
        charge usd 2 key=tablet
        charge usd 2
        charge find 100 key=phone
        capture h1 usd 1.5
        key? phone used=1.5 held=0
        charge usd 1.5 key=phone
        charge usd 0.000001 key=phone -> KeyBudgetReached available=0 affordable=0
        # What costs nothing of the asset passes.
        charge speak 1 key=phone
        """);

    [Fact]
    public void A_budget_starts_again_with_its_window() => Scenario.Check("""
        open zone=Europe/Berlin
        grant usd 1000 adjustment
        at 2026-01-14T10:00
        key day budget=usd:1/day
        key week budget=usd:1/week
        key month budget=usd:1/month
        key total budget=usd:1/total
        charge usd 1 key=day
        charge usd 1 key=week
        charge usd 1 key=month
        charge usd 1 key=total
        at 2026-01-14T22:59:59.999999
        charge usd 1 key=day       -> KeyBudgetReached
        wait 1us
        charge usd 1 key=day
        charge usd 1 key=week      -> KeyBudgetReached affordable=0
        at 2026-01-18T23:00
        charge usd 1 key=week
        charge usd 1 key=month     -> KeyBudgetReached
        at 2026-01-31T23:00
        charge usd 1 key=month
        charge usd 1 key=total     -> KeyBudgetReached
        at 2036-01-01
        charge usd 1 key=total     -> KeyBudgetReached limit=key:k6 available=0
        key? day used=0
        """);

    [Fact]
    public void Work_counts_in_the_budgets_window_in_which_it_began() => Scenario.Check("""
        open
        grant usd 1000
        key phone budget=usd:3/day
        at 2026-01-01T23:59
        hold h1 usd 3 key=phone
        hold h2 usd 1 key=phone      -> KeyBudgetReached
        at 2026-01-02T00:01
        hold h2 usd 1 key=phone
        capture h1
        key? phone used=0 held=1
        charge usd 3 key=phone       -> KeyBudgetReached affordable=2
        release h2
        charge usd 3 key=phone
        """);

    [Fact]
    public void A_refund_gives_the_budget_back_in_its_window() => Scenario.Check("""
        open
        grant usd 1000
        key phone budget=usd:3/day
        charge usd 3 key=phone as=c
        refund c 1
        key? phone used=2
        at 2026-01-02
        charge usd 1 key=phone
        refund c
        key? phone used=1
        """);

    [Fact]
    public void A_budget_is_an_amount_of_an_asset() => Scenario.Check("""
        key a budget=gold:1/day       -> AssetUnknown
        key a budget=eur:0.001/day    -> AmountTooPrecise
        key a budget=eur:-1/day       -> AmountOutOfRange
        key a budget=eur:0/day
        grant eur 1
        charge eur 0.01 key=a         -> KeyBudgetReached affordable=0
        """);

    [Fact]
    public void A_closed_account_gets_no_keys_but_ends_them() => Scenario.Check("""
        open
        key phone
        close
        key tablet           -> AccountClosed
        rotate phone tablet  -> AccountClosed
        revoke phone
        """);
}
