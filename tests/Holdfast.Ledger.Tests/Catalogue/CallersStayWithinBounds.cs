namespace Holdfast.Ledger.Tests;

public class CallersStayWithinBounds
{
    private static readonly Catalogue Catalogue = SmallCatalogue.First.With(new Operation
    {
        Name = "draw",
        CallerAssets = ["eur", "usd", "credits"],
        CallerBounds = [new("eur", SmallCatalogue.Of("0.50"), Amount.Units(10)), new("usd", null, Amount.Units(1))],
    });

    [Fact]
    public void An_amount_out_of_bounds_is_refused() => Scenario.Check(Catalogue, """
        grant eur 100
        grant usd 100
        grant credits 1000
        charge draw eur 0.49    -> AmountOutOfBounds
        charge draw eur 0.5
        charge draw eur 10
        charge draw eur 10.01   -> AmountOutOfBounds
        hold h1 eur 10.01       -> AmountOutOfBounds
        hold h1 eur 10
        charge draw usd 0.000001
        charge draw usd 1.000001   -> AmountOutOfBounds
        charge draw credits 900
        charge draw eur 0       -> AmountOutOfRange
        """);

    /// <summary>Guarantees that work which costs less than was asked for can be paid, or not at all.</summary>
    [Fact]
    public void A_capture_may_be_less_than_the_least_amount() => Scenario.Check(Catalogue, """
        grant eur 100
        hold h1 eur 0.5
        capture h1 eur 0.01 part
        capture h1 eur 0
        balance eur consumed=0.01
        """);

    [Fact]
    public void What_is_affordable_lies_within_the_bounds_or_is_nothing() => Scenario.Check(Catalogue, """
        grant eur 0.70
        charge draw eur 5       -> FundsInsufficient available=0.7 affordable=0.7
        charge draw eur 0.7
        grant eur 0.49
        charge draw eur 5       -> FundsInsufficient available=0.49 affordable=0
        charge draw eur 0.5     -> FundsInsufficient available=0.49 affordable=0
        """);

    [Fact]
    public void A_least_amount_of_zero_bounds_nothing() => Scenario.Check(
        SmallCatalogue.First.With(new Operation { Name = "draw", CallerAssets = ["eur"], CallerBounds = [new("eur", Amount.Zero, null)] }),
        """
        charge draw eur 0       -> AmountOutOfRange
        charge draw eur 5       -> FundsInsufficient affordable=0
        grant eur 0.01
        charge draw eur 5       -> FundsInsufficient affordable=0.01
        charge draw eur 0.01
        """);

    [Fact]
    public void The_refusal_says_the_bounds()
    {
        var account = new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")) }.Decide(null, Catalogue, default).State!;
        var refusal = new Charge { Operation = "draw", Amount = new("eur", Amount.Units(11)) }.Decide(account, Catalogue, default);
        Assert.Equal(new AmountBounds("eur", SmallCatalogue.Of("0.5"), Amount.Units(10)), refusal.Bounds);
        Assert.Null(refusal.Lack);
        Assert.Null(new Charge { Operation = "draw", Amount = new("eur", Amount.Units(9)) }.Decide(account, Catalogue, default).Bounds);
    }
}
