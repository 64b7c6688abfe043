namespace Holdfast.Ledger.Tests;

/// <summary>One purchase of <c>eur</c>, and the balance it leads to, is at most 1 000.</summary>
public class PurchasesHaveLimits
{
    [Fact]
    public void A_purchase_leads_to_no_higher_balance_than_the_limit() => Scenario.Check("""
        grant eur 1000.01 purchase   -> PurchaseLimitExceeded limit=purchase:eur available=1000 affordable=1000
        grant eur 400 purchase
        grant eur 600.01 purchase    -> PurchaseLimitExceeded affordable=600
        charge eur 100
        hold h1 eur 50
        # What is held may come back.
        grant eur 701 purchase       -> PurchaseLimitExceeded affordable=700
        grant eur 700 purchase
        grant eur 0.01 purchase      -> PurchaseLimitExceeded affordable=0
        """);

    [Fact]
    public void Only_purchases_are_limited() => Scenario.Check("""
        grant eur 5000 promo
        grant eur 5000 adjustment
        grant eur 1 purchase         -> PurchaseLimitExceeded available=0 affordable=0
        grant usd 5000 purchase
        """);

    [Fact]
    public void What_was_bought_and_has_not_begun_counts() => Scenario.Check("""
        grant eur 600 purchase starts=+1d
        grant eur 300 purchase pending
        grant eur 101 purchase       -> PurchaseLimitExceeded affordable=100
        grant usd 5 starts=+1d
        grant eur 100 purchase
        """);

    [Fact]
    public void What_is_owed_is_no_part_of_the_balance() => Scenario.Check(
        SmallCatalogue.First.With(new Asset { Name = "usd", Postpaid = true, PurchaseMax = Amount.Units(10) }),
        """
        open billing=UsageBased
        hold h1 usd 7
        grant usd 11 purchase        -> PurchaseLimitExceeded affordable=10
        grant usd 10 purchase
        """);

    [Fact]
    public void A_plan_may_name_another_limit() => Scenario.Check(
        SmallCatalogue.First
            .With(SmallCatalogue.Plans[1] with { PurchaseMax = Max("eur", 5_000) })
            .With(SmallCatalogue.Plans[2] with { PurchaseMax = Max("eur", 0) })
            .With(SmallCatalogue.Plans[3] with { PurchaseMax = Max("usd", 3) }),
        """
        open plan=basic
        grant eur 5001 purchase      -> PurchaseLimitExceeded affordable=5000
        grant eur 5000 purchase
        charge eur 5000
        plan pro
        grant eur 1 purchase         -> PurchaseLimitExceeded affordable=0
        plan vast
        grant eur 1001 purchase      -> PurchaseLimitExceeded affordable=1000
        grant usd 4 purchase         -> PurchaseLimitExceeded affordable=3
        plan none
        grant usd 4 purchase
        """);

    private static System.Collections.Frozen.FrozenDictionary<string, Amount> Max(string asset, long units) =>
        System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(new Dictionary<string, Amount> { [asset] = Amount.Units(units) });
}
