namespace Holdfast.Ledger.Tests;

public class GrantsAreDrawnInOrder
{
    [Fact]
    public void Lower_priority_first_then_soonest_expiry_then_older() => Scenario.Check("""
        grant usd 1 as=never
        wait 1s
        grant usd 1 expires=+20d as=later
        grant usd 1 expires=+10d as=soon
        grant usd 1 as=never2
        grant usd 1 priority=99 as=first
        grant usd 1 priority=101 expires=+1d as=last
        grant usd 1 expires=+10d as=soon2
        grants usd -> first 1, soon 1, soon2 1, later 1, never 1, never2 1, last 1
        charge usd 3.5
        postings -> usd 1 Available>Consumed first, usd 1 Available>Consumed soon, usd 1 Available>Consumed soon2, usd 0.5 Available>Consumed later
        grants usd -> later 0.5, never 1, never2 1, last 1
        charge usd 3.5
        grants usd -> none
        balance usd available=0 consumed=7 funding=-7
        """);

    [Fact]
    public void Pools_of_one_plan_are_listed_in_its_order()
    {
        var account = Scenario.Parsed("open plan=pro", SmallCatalogue.First, default).Decide(null, SmallCatalogue.First, default).State!;
        Assert.Equal(["credits", "usd"], account.Grants.Select(grant => grant.Asset));
    }

    [Fact]
    public void Every_source_but_the_pool_has_one_priority() => Scenario.Check("""
        open plan=pro
        grant usd 1 purchase as=a
        grant usd 1 trial as=b
        grant usd 1 promo as=c
        grant usd 1 add_on as=d
        grant usd 1 refund as=e
        grant usd 1 adjustment as=f
        # The add-on expires after the renewal, so it goes before what never does.
        grants usd -> g1-usd 20, d 1, a 1, b 1, c 1, e 1, f 1
        grant? a priority=100
        balance usd funding=-25 adjustment=-1
        """);

    [Fact]
    public void A_grant_that_a_refund_revives_takes_its_old_place() => Scenario.Check("""
        grant usd 1 as=a
        grant usd 1 as=b
        grant usd 1 as=c
        charge usd 2 as=x
        grants usd -> c 1
        refund x
        grants usd -> a 1, b 1, c 1
        """);

    [Fact]
    public void A_number_of_two_digits_is_after_one_of_one_digit() => Scenario.Check("""
        grant usd 1
        grant usd 1
        grant usd 1
        grant usd 1
        grant usd 1
        grant usd 1
        grant usd 1
        grant usd 1
        grant usd 1
        charge usd 9 as=x
        refund x
        grants usd -> g2 1, g3 1, g4 1, g5 1, g6 1, g7 1, g8 1, g9 1, g10 1
        """);

    [Fact]
    public void A_hold_remembers_what_it_drew_and_a_capture_takes_the_front_of_it() => Scenario.Check("""
        grant usd 2 expires=+10d as=soon
        grant usd 5 as=never
        hold h1 usd 4
        grants usd -> soon 0 held 2, never 3 held 2
        # What comes between does not change the draw.
        grant usd 3 expires=+1d as=sooner
        capture h1 usd 1 part
        grants usd -> sooner 3, soon 0 held 1, never 3 held 2
        capture h1 usd 1.5
        postings -> usd 1 Held>Consumed soon, usd 0.5 Held>Consumed never, usd 1.5 Held>Available never
        grants usd -> sooner 3, never 4.5
        """);

    [Fact]
    public void One_asset_never_pays_for_another() => Scenario.Check("""
        grant usd 5
        grant credits 5
        charge credits 6   -> FundsInsufficient limit=funds:credits available=5 affordable=5
        charge credits 5
        balance usd available=5
        """);

    [Fact]
    public void Older_is_what_was_given_first_whenever_it_began() => Scenario.Check("""
        grant usd 1 starts=2026-01-03 as=first
        grant usd 1 pending as=second
        grant usd 1 as=third
        at 2026-01-04
        patch verified
        grant usd 1 as=fourth
        grants usd -> first 1, second 1, third 1, fourth 1
        """);

    [Fact]
    public void A_start_does_not_jump_a_priority_and_an_expiry_neither() => Scenario.Check("""
        grant usd 1 priority=101 expires=+5d as=late
        grant usd 1 starts=+1d priority=-1000 as=first
        grant usd 1 starts=+1d priority=1000 expires=+2d as=last
        grant usd 1 as=plain
        wait 1d
        grants usd -> first 1, plain 1, late 1, last 1
        charge usd 3.5
        postings -> usd 1 Available>Consumed first, usd 1 Available>Consumed plain, usd 1 Available>Consumed late, usd 0.5 Available>Consumed last
        """);

    [Fact]
    public void Pool_add_on_and_promo_go_in_the_order_of_their_priorities_then_of_their_expiries() => Scenario.Check("""
        open plan=basic
        grant credits 5 add_on as=addon
        grant credits 5 promo expires=+1d as=promo
        grant credits 5 purchase as=bought
        # The pool, though it outlives the promo; the add-on lives 90 days longer than the plan, what was bought for ever.
        grants credits -> g1-credits 100, promo 5, addon 5, bought 5
        """);
}
