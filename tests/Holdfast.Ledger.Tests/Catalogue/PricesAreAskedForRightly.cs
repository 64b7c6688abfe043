namespace Holdfast.Ledger.Tests;

public class PricesAreAskedForRightly
{
    [Fact]
    public void An_operation_that_the_caller_prices_takes_an_amount_of_one_of_its_assets() => Scenario.Check("""
        grant eur 10
        grant usd 10
        charge draw             -> AmountRequired
        charge draw 1           -> AmountRequired
        charge draw usd 1       -> AmountRequired
        charge draw eur 0       -> AmountOutOfRange
        charge draw eur -1      -> AmountOutOfRange
        charge draw eur 0.001   -> AmountTooPrecise
        charge draw eur 0.01
        charge render usd 0.000001
        charge draw eur 1000000000000     -> FundsInsufficient affordable=9.99
        charge draw eur 1000000000000.01  -> AmountOutOfRange
        charge render credits 0.5         -> AmountTooPrecise
        """);

    [Fact]
    public void An_operation_with_a_price_takes_a_quantity() => Scenario.Check("""
        grant eur 10
        grant credits 10
        charge find             -> QuantityRequired
        charge find credits 1   -> QuantityRequired
        charge find 0           -> QuantityOutOfRange
        charge find -1          -> QuantityOutOfRange
        charge find 1.5         -> QuantityOutOfRange
        charge find 10
        charge fly 1            -> OperationUnknown
        # A fraction where the operation knows fractions, and a price rounded up to cents.
        charge print 0.000001
        balance eur available=9.99
        charge print 0.2
        balance eur available=9.98
        charge print 0.21
        balance eur available=9.96
        charge print 1000000000000        -> FundsInsufficient affordable=199.2
        charge print 1000000000000.000001 -> QuantityOutOfRange
        """);

    [Fact]
    public void A_price_beyond_64_bits_is_out_of_range() => Scenario.Check(
        SmallCatalogue.First
            .With(new Operation { Name = "find", Tariff = new("credits", Amount.Units(1_000_000)) })
            .With(new Operation { Name = "speak", Meters = [new("chars", Amount.Units(1_000_000))] }),
        """
        grant credits 3000000
        charge find 1000000000000       -> AmountOutOfRange
        hold h1 find 1000000000000      -> AmountOutOfRange
        charge find 9223372             -> FundsInsufficient affordable=3
        charge speak 1000000000000      -> AmountOutOfRange
        hold h1 find 3
        capture h1 1000000000000        -> AmountOutOfRange
        capture h1 9223372              -> CaptureExceedsHold affordable=3
        """);
}
