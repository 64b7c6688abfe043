namespace Holdfast.Ledger.Tests;

public class HoldsPayWhatWasUsed
{
    [Fact]
    public void A_capture_pays_what_was_used_and_returns_the_rest() => Scenario.Check("""
        grant    eur 10.00
        hold     h1 eur 2.50        -> Done
        hold     h1 eur 2.50        -> Repeated
        hold     h1 eur 2.60        -> ExistsWithDifferentRequest
        hold     h2 eur 8.00        -> FundsInsufficient affordable=7.50 limit=funds:eur
        capture  h1 eur 1.10        -> Done
        balance  eur available=8.90 held=0
        grants eur -> g2 8.9
        journal -> hold_captured 2026-01-01
        """);
}
