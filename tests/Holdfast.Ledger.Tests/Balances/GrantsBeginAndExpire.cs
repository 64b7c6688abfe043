namespace Holdfast.Ledger.Tests;

public class GrantsBeginAndExpire
{
    [Fact]
    public void A_grant_lapses_at_its_expiry() => Scenario.Check("""
        grant usd 5 expires=2026-01-11 as=g
        grant? g source=Promo amount=5 left=5 priority=100 starts=none expires=2026-01-11 status=Active
        due -> 2026-01-11
        charge usd 2
        at 2026-01-10T23:59:59.999999
        balance usd available=3
        wait 1us
        balance usd available=0 expired=3 consumed=2
        grant? g left=gone
        charge usd 1      -> FundsInsufficient affordable=0
        grant usd 1
        journal -> grant_expired 2026-01-11, grant_given 2026-01-11
        """);

    [Fact]
    public void A_grant_that_is_spent_is_forgotten_and_does_not_expire() => Scenario.Check("""
        grant usd 5 expires=2026-01-11
        charge usd 5
        grants usd -> none
        due -> 2026-02-01
        """);

    [Fact]
    public void What_was_held_before_the_expiry_can_be_captured_after_it() => Scenario.Check("""
        grant usd 5 expires=2026-01-11 as=g
        hold h1 usd 5 for=20d
        due -> 2026-01-21
        at 2026-01-15
        balance usd available=0 held=5 expired=0
        capture h1 usd 5
        balance usd held=0 consumed=5 expired=0
        grants usd -> none
        """);

    [Fact]
    public void What_is_released_after_the_expiry_lapses() => Scenario.Check("""
        grant usd 5 expires=2026-01-11 as=g
        hold h1 usd 1 for=20d
        hold h2 usd 1 for=20d
        hold h3 usd 1 for=20d
        hold h4 usd 1 for=20d
        release h1
        at 2026-01-11
        balance usd available=0 held=3 expired=2
        release h2
        postings -> usd 1 Held>Expired g
        capture h3 usd 0.25
        postings -> usd 0.25 Held>Consumed g, usd 0.75 Held>Expired g
        grants usd -> g 0 held 1
        at 2026-01-21
        balance usd available=0 held=0 consumed=0.25 expired=4.75
        grants usd -> none
        """);

    [Fact]
    public void What_is_released_at_the_very_instant_of_the_expiry_lapses() => Scenario.Check("""
        grant usd 5 expires=+1h
        hold h1 usd 5 for=1h
        wait 1h
        balance usd available=0 expired=5
        charge usd 1      -> FundsInsufficient
        grant usd 1
        journal -> hold_lapsed 2026-01-01T01:00, grant_given 2026-01-01T01:00
        """);

    [Fact]
    public void A_scheduled_grant_begins_at_its_start() => Scenario.Check("""
        grant usd 5 starts=2026-01-05 expires=2026-01-06 as=g
        grant? g status=Scheduled left=0 starts=2026-01-05
        grants usd -> g 0 of 5 Scheduled
        balance usd available=0 funding=0
        notices usd grants=0
        due -> 2026-01-05
        charge usd 1      -> FundsInsufficient
        at 2026-01-05
        balance usd available=5 funding=-5
        grant? g status=Active
        notices usd grants=1 since=2026-01-05
        charge usd 1
        journal -> grant_started 2026-01-05, charged 2026-01-05
        at 2026-01-06
        balance usd available=0 expired=4
        """);

    [Fact]
    public void A_start_that_has_come_is_none() => Scenario.Check("""
        at 2026-01-05
        grant usd 5 starts=2026-01-05 as=g
        grant? g status=Active starts=none
        grant usd 5 starts=2025-01-05 as=h
        grant? h status=Active starts=none
        grant usd 5 starts=+1us as=i
        grant? i status=Scheduled
        """);

    [Fact]
    public void A_pending_grant_waits_for_the_address_to_be_verified() => Scenario.Check("""
        grant usd 5 trial pending as=g
        grants usd -> g 0 of 5 Pending
        balance usd available=0
        account trial=yes verified=no
        notices usd grants=0
        patch email=a@example.org
        balance usd available=0
        wait 1d
        patch verified
        balance usd available=5
        postings -> usd 5 Funding>Available g
        notices usd grants=1 since=2026-01-02
        patch unverified
        balance usd available=5
        patch verified
        balance usd available=5
        # Nothing is left to wait for.
        grant usd 1 pending as=h
        grant? h status=Active
        """);

    [Fact]
    public void A_verification_starts_all_that_waited_unless_its_start_is_to_come() => Scenario.Check("""
        grant usd 1 pending as=a
        grant usd 2 pending starts=2026-01-03 as=b
        grant usd 3 pending starts=2026-01-10 as=c
        grant usd 4 starts=2026-01-10 as=d
        at 2026-01-03
        patch verified
        balance usd available=3
        grants usd -> a 1, b 2, c 0 of 3 Scheduled, d 0 of 4 Scheduled
        notices usd grants=2
        at 2026-01-10
        balance usd available=10
        charge usd 1
        journal -> grant_started 2026-01-10, grant_started 2026-01-10, charged 2026-01-10
        """);

    [Fact]
    public void A_pending_grant_expires_too() => Scenario.Check("""
        grant usd 1 pending expires=2026-01-03 as=a
        grant usd 2 pending starts=2026-01-02 expires=2026-01-04 as=b
        grant usd 3 expires=2026-01-03 as=c
        at 2026-01-03
        grants usd -> b 0 of 2 Pending
        balance usd available=0 expired=3 funding=-3
        patch verified
        balance usd available=2
        journal -> grant_expired 2026-01-03, grant_expired 2026-01-03, account_changed 2026-01-03
        """);

    [Fact]
    public void A_pending_grant_is_not_forgotten_when_money_moves_at_the_instant_of_its_expiry() => Scenario.Check("""
        grant usd 1 pending expires=2026-01-03 as=a
        grant usd 1 as=b
        hold h1 usd 1 for=2d
        at 2026-01-03
        charge usd 1
        journal -> hold_lapsed 2026-01-03, grant_expired 2026-01-03, charged 2026-01-03
        """);

    [Fact]
    public void An_expiry_lies_after_the_start_and_not_too_far_away() => Scenario.Check("""
        grant usd 1 expires=+0s                  -> ExpiryOutOfRange
        grant usd 1 expires=+1us
        grant usd 1 starts=+1d expires=+1d       -> ExpiryOutOfRange
        grant usd 1 starts=+1d expires=+24h1us   -> Done
        grant usd 1 expires=9000-12-31T23:59:59
        grant usd 1 expires=9001-01-01           -> ExpiryOutOfRange
        grant usd 1 starts=9000-12-31T23:59:59
        grant usd 1 starts=9001-01-01            -> InstantOutOfRange
        """);

    [Fact]
    public void An_add_on_outlives_the_renewal_of_the_plan() => Scenario.Check("""
        open
        grant usd 1 add_on as=without
        grant? without expires=none
        plan pro
        grant usd 1 add_on as=annual
        # 90 days after the first of January 2027.
        grant? annual expires=2027-04-01
        grant usd 1 add_on expires=+1d as=own
        grant? own expires=2026-01-02
        grant usd 1 promo as=promo
        grant? promo expires=none
        plan free
        grant usd 1 add_on as=unbilled
        # A plan that is never billed renews with its period: 90 days after the first of February.
        grant? unbilled expires=2026-05-02
        grant usd 1 add_on starts=2026-05-02      -> ExpiryOutOfRange
        grant usd 1 add_on starts=2026-05-01T23:59
        """);

    [Fact]
    public void A_catalogue_says_how_long_an_add_on_lives() => Scenario.Check(SmallCatalogue.First with { AddOnDays = null }, """
        open plan=basic
        grant usd 1 add_on as=g
        grant? g expires=none
        """);

    [Fact]
    public void Grants_of_a_closed_account_still_expire() => Scenario.Check("""
        open plan=basic
        grant usd 1 expires=2026-01-05
        grant usd 1 starts=2026-01-10
        close
        grant usd 1   -> AccountClosed
        at 2026-03-01
        balance usd available=1 expired=1
        balance credits available=0 expired=100
        plan? period=2026-01-01..2026-02-01
        due -> never
        """);

    [Fact]
    public void What_is_captured_in_part_after_the_expiry_leaves_the_rest_held() => Scenario.Check("""
        grant usd 5 expires=+1h as=g
        hold h1 usd 5 for=3h
        wait 2h
        capture h1 usd 2 part
        grants usd -> g 0 held 3
        extend h1 2h
        capture h1 usd 1 part
        balance usd held=2 consumed=3 expired=0
        wait 2h
        balance usd held=0 consumed=3 expired=2
        """);

    [Fact]
    public void A_trial_that_waited_pays_is_refunded_and_expires_like_any_grant() => Scenario.Check("""
        grant usd 5 trial pending expires=2026-01-10 as=trial
        charge usd 1              -> FundsInsufficient affordable=0
        patch verified
        charge usd 4 as=c
        refund c 1
        grants usd -> trial 2
        charge usd 2
        refund c 1
        grants usd -> trial 1
        at 2026-01-10
        balance usd available=0 expired=1
        refund c
        # Its time is over: what is left of the charge goes to a grant of its own.
        grants usd -> g9 2
        """);

    [Fact]
    public void An_add_on_may_begin_later_and_goes_after_the_pool() => Scenario.Check("""
        open plan=basic
        grant credits 10 add_on starts=2026-01-20 as=addon
        grant? addon expires=2026-05-02 status=Scheduled
        charge find 101           -> FundsInsufficient affordable=100
        at 2026-01-20
        charge find 101
        grants credits -> addon 9
        at 2026-02-01
        grants credits -> g5-credits 100, addon 9
        at 2026-05-02
        grants credits -> g8-credits 100
        """);
}
