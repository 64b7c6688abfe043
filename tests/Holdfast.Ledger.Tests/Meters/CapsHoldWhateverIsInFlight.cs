namespace Holdfast.Ledger.Tests;

/// <summary>
/// Guarantees that what is spent in a period never passes the cap, in whatever order and window the work in flight ends.
/// </summary>
public class CapsHoldWhateverIsInFlight
{
    [Fact]
    public void Postpaid_work_is_spent_up_to_the_cap() => Scenario.Check("""
        open billing=UsageBased
        cap usd 10
        hold h1 usd 4
        balance usd spent_held=4 held=4 spent=0 receivable=-4
        charge usd 3
        balance usd spent=3
        charge usd 4      -> CapReached limit=cap:usd available=3 affordable=3
        hold h2 usd 3
        charge usd 1      -> CapReached available=0 affordable=0
        capture h1 usd 1
        balance usd spent=4 spent_held=3 receivable=-7 consumed=4
        charge usd 3
        release h2
        charge usd 3
        balance usd spent=10 spent_held=0 held=0
        at 2026-02-01
        balance usd spent=0 receivable=-10
        charge usd 10
        """);

    [Fact]
    public void Grants_are_drawn_before_anything_is_owed() => Scenario.Check("""
        open billing=UsageBased
        grant usd 5 as=g
        cap usd 1
        charge usd 7      -> CapReached available=1 affordable=6
        hold h1 usd 6
        postings -> usd 5 Available>Held g, usd 1 Receivable>Held
        capture h1 usd 5.5
        postings -> usd 5 Held>Consumed g, usd 0.5 Held>Consumed, usd 0.5 Held>Receivable
        balance usd spent=0.5 spent_held=0
        """);

    [Fact]
    public void Only_an_asset_that_may_be_owed_is_owed_and_only_by_usage_based_accounts() => Scenario.Check("""
        open
        charge usd 1      -> FundsInsufficient limit=funds:usd affordable=0
        patch billing=Subscription
        charge usd 1      -> FundsInsufficient
        patch billing=UsageBased
        charge usd 1
        charge eur 1      -> FundsInsufficient limit=funds:eur
        charge credits 1  -> FundsInsufficient limit=funds:credits
        patch billing=Wallet
        charge usd 1      -> FundsInsufficient
        """);

    [Fact]
    public void A_cap_can_be_lowered_below_what_is_spent_raised_and_taken_away() => Scenario.Check("""
        open billing=UsageBased
        cap usd 10
        charge usd 8
        cap usd 5
        charge usd 1         -> CapReached available=0 affordable=0
        # What adds nothing to the spend still passes.
        grant usd 1
        charge usd 1
        charge speak 10
        cap usd 9
        charge usd 2         -> CapReached available=1 affordable=1
        cap usd none
        account cap=none
        charge usd 100
        cap usd 0
        account cap=usd:0
        charge usd 0.000001  -> CapReached affordable=0
        cap eur 5            -> AssetUnknown
        cap gold 5           -> AssetUnknown
        """);

    [Fact]
    public void A_cap_on_one_asset_leaves_others_alone() => Scenario.Check(
        SmallCatalogue.First.With(new Asset { Name = "credits", Decimals = 0, Postpaid = true }),
        """
        open billing=UsageBased
        cap usd 1
        charge find 50
        charge credits 50
        balance credits spent=100
        """);

    [Fact]
    public void Overage_in_flight_counts_for_all_work() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars unlimited
        cap usd 5
        hold h1 speak 1300
        # Three may be billed for the hold.
        charge usd 3       -> CapReached limit=cap:usd available=2 affordable=2
        charge scan 5      -> CapReached available=2 affordable=4
        charge usd 2
        charge speak 1     -> CapReached available=0 affordable=0
        capture h1
        balance usd spent=5
        """);

    [Fact]
    public void Overage_in_flight_counts_in_the_period_after_too() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars unlimited
        cap usd 5
        at 2026-01-31
        hold h1 speak 1300 for=5d
        hold h2 speak 100 for=5d
        at 2026-02-01
        charge speak 1100   -> Done
        charge usd 1        -> CapReached available=0 affordable=0
        release h2
        charge usd 1
        capture h1
        balance usd spent=5
        """);

    [Fact]
    public void What_may_be_owed_and_what_may_be_billed_share_the_cap() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars unlimited
        cap usd 5
        charge speak 990
        # Each dub costs 0.1 and takes ten characters; from the second on they cost another 0.1.
        hold h1 dub 27      -> CapReached available=5 affordable=25
        hold h1 dub 25
        balance usd spent_held=2.5
        charge speak 11     -> CapReached available=0.1 affordable=10
        charge speak 10
        capture h1
        balance usd spent=5
        """);

    [Fact]
    public void Overage_is_capped_for_accounts_that_pay_before_too() => Scenario.Check("""
        open plan=basic
        extension chars unlimited
        cap usd 1
        charge speak 1101   -> CapReached limit=cap:usd available=1 affordable=1100
        charge speak 1100
        charge speak 1      -> CapReached affordable=0
        """);

    [Fact]
    public void A_plan_whose_limit_covers_what_is_in_flight_frees_the_cap() => Scenario.Check(
        SmallCatalogue.First.With(SmallCatalogue.Make("small", BillingPeriod.None, "", "searches 1+ at usd 1", "parallel 5")),
        """
        open plan=small
        grant credits 50
        extension searches 10
        cap usd 2
        hold h1 search 3
        charge search 1     -> CapReached affordable=0
        plan vast
        # Under the new limit of three the first charge frees one and takes one; the old terms hold until something is used.
        charge search 1
        balance usd spent=0
        capture h1
        balance usd spent=1
        """);
}
