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
        balance  eur available=8.90 held=0 consumed=1.10
        capture  h1 eur 1.10        -> HoldUnknown
        release  h1                 -> HoldUnknown
        extend   h1 1h              -> HoldUnknown
        """);

    [Fact]
    public void A_hold_says_what_it_sets_aside() => Scenario.Check("""
        grant eur 10
        hold h1 eur 2.5
        hold? h1 operation=draw quantity=1 amount=2.5 held=2.5 captured=0 paid=0 placed=2026-01-01 expires=2026-01-01T00:15
        wait 1m
        capture h1 eur 1 part
        hold? h1 quantity=1 amount=2.5 held=1.5 captured=0 paid=1 expires=2026-01-01T00:15
        hold h2 print 7.5
        hold? h2 operation=print quantity=7.5 amount=0.38 held=0.38 expires=2026-01-01T00:16
        capture h2 2.5 part
        hold? h2 captured=2.5 paid=0.13 held=0.25
        holds -> h1, h2
        """);

    [Fact]
    public void Several_captures_leave_the_hold_open_until_the_final_one() => Scenario.Check("""
        grant eur 10
        hold h1 eur 5
        capture h1 eur 1 part
        capture h1 eur 2 part
        balance eur available=5 held=2 consumed=3
        capture h1 eur 2.01      -> CaptureExceedsHold limit=hold:h1 available=2 affordable=2
        capture h1 eur 2 part
        balance eur held=0 consumed=5
        holds -> h1
        capture h1 eur 0.01      -> CaptureExceedsHold affordable=0
        capture h1
        holds -> none
        totals draw count=4 quantity=1 eur=5
        """);

    [Fact]
    public void A_capture_without_a_size_takes_all_that_is_left() => Scenario.Check("""
        grant eur 10
        hold h1 eur 5
        capture h1
        balance eur available=5 consumed=5
        hold h2 print 10
        capture h2 4 part
        capture h2
        balance eur available=4.5 consumed=5.5
        totals print count=2 quantity=10 eur=0.5
        hold h3 eur 1
        capture h3 part
        hold? h3 held=0 paid=1 captured=1
        capture h3
        """);

    [Fact]
    public void A_capture_of_nothing_ends_the_hold_too() => Scenario.Check("""
        grant eur 10
        hold h1 eur 5
        hold h2 print 10
        capture h1 eur 0
        capture h2 0
        balance eur available=10 held=0 consumed=0
        holds -> none
        """);

    [Fact]
    public void Many_small_captures_cost_what_one_big_one_does() => Scenario.Check("""
        # Half a print costs 2.5 cents, which are rounded up once and not each time.
        grant eur 10
        hold h1 print 2
        capture h1 0.5 part
        balance eur consumed=0.03
        capture h1 0.5 part
        balance eur consumed=0.05
        capture h1 0.5 part
        balance eur consumed=0.08
        capture h1 0.5
        balance eur consumed=0.10 held=0
        """);

    [Fact]
    public void A_capture_is_sized_as_its_hold_was() => Scenario.Check("""
        grant eur 10
        grant usd 10
        hold h1 usd 5
        capture h1 credits 1     -> AmountRequired
        capture h1 eur 1         -> AmountRequired
        capture h1 1             -> AmountRequired
        """);

    [Fact]
    public void A_priced_hold_is_captured_by_its_quantity() => Scenario.Check("""
        grant eur 10
        grant credits 10
        hold h1 find 5
        capture h1 credits 1   -> QuantityRequired
        capture h1 0.5         -> QuantityOutOfRange
        capture h1 -1          -> QuantityOutOfRange
        capture h1 6           -> CaptureExceedsHold limit=hold:h1 available=5 affordable=5
        capture h1 2 part
        capture h1 4           -> CaptureExceedsHold affordable=3
        capture h1 3
        balance credits available=5
        """);

    [Fact]
    public void A_caller_priced_unit_is_used_up_by_the_capture_that_ends_the_hold() => Scenario.Check(
        SmallCatalogue.First.With(new Operation { Name = "film", CallerAssets = ["usd"], Meters = [new("edits", Amount.Units(2))] }),
        """
        grant usd 10
        hold h1 film usd 5
        meter edits held=2
        capture h1 usd 1 part
        meter edits used=0 held=2
        capture h1 usd 1
        meter edits used=2 held=0
        totals film count=2 quantity=1 usd=2
        charge film usd 1
        meter edits used=4
        charge film usd 1      -> MeterExhausted limit=meter:edits available=1 affordable=0
        """);

    [Fact]
    public void A_release_gives_everything_back() => Scenario.Check("""
        grant eur 10 as=g
        hold h1 eur 5
        capture h1 eur 1 part
        release h1
        postings -> eur 4 Held>Available g
        balance eur available=9 held=0
        journal -> hold_released 2026-01-01
        release h1            -> HoldUnknown
        release h2            -> HoldUnknown
        hold h1 eur 5         -> Repeated
        """);

    /// <summary>Who says no more than how much was used has the rest back at once.</summary>
    [Fact]
    public void A_capture_ends_its_hold_unless_it_says_otherwise() => Assert.True(new CaptureHold { Hold = "h1" }.Final);

    [Fact]
    public void A_hold_of_what_costs_nothing_sets_nothing_aside() => Scenario.Check(
        SmallCatalogue.First.With(new Operation { Name = "gift", Tariff = new("eur", Amount.Zero) }),
        """
        hold h1 gift 3
        hold? h1 quantity=3 amount=0 held=0
        postings -> none
        capture h1 2
        totals gift count=1 quantity=2 eur=0
        charge gift 1
        totals gift count=2 quantity=3 eur=0
        """);
}
