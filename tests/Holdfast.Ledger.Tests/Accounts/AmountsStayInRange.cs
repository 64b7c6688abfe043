namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that no sum leaves 64 bits: a command that would make it is refused, and what time does never can.</summary>
public class AmountsStayInRange
{
    [Fact]
    public void Callers_may_give_four_billion_billion_millionths() => Scenario.Check("""
        grant usd 1000000000000.000001   -> AmountOutOfRange
        grant usd 0                      -> AmountOutOfRange
        grant usd 1000000000000
        grant usd 1000000000000 adjustment
        grant usd 1000000000000 starts=+1d
        grant usd 1000000000000 pending
        grant usd 0.000001               -> AmountOutOfRange
        charge usd 1000000000000
        # What was ever given counts, not what is left.
        grant usd 0.000001               -> AmountOutOfRange
        grant eur 1
        """);

    [Fact]
    public void Spend_that_would_leave_the_range_is_refused() => Scenario.Check("""
        open billing=UsageBased
        charge usd 1000000000000
        charge usd 1000000000000
        charge usd 1000000000000
        charge usd 1000000000000
        charge usd 1000000000000
        charge usd 1000000000000
        charge usd 1000000000000
        charge usd 1000000000000
        charge usd 1000000000000
        charge usd 1000000000000         -> AmountOutOfRange
        hold h1 usd 1000000000000        -> AmountOutOfRange
        balance usd consumed=9000000000000 spent=9000000000000
        charge usd 223372036854.775807
        charge usd 0.000001              -> AmountOutOfRange
        charge speak 1
        """);

    [Fact]
    public void Pools_fill_as_long_as_there_is_room() => Scenario.Check(
        SmallCatalogue.First.With(SmallCatalogue.Make("huge", BillingPeriod.None, "usd 1000000000000", "", "")),
        """
        open plan=huge
        grant usd 1000000000000
        at 2026-06-15
        balance usd available=2000000000000 funding=-7000000000000 expired=5000000000000
        grant usd 1                      -> AmountOutOfRange
        at 2026-07-01
        balance usd available=2000000000000 funding=-8000000000000
        at 2026-08-01
        balance usd available=1000000000000 funding=-8000000000000
        at 2050-01-01
        charge usd 1
        """);

    [Fact]
    public void What_waits_for_its_start_has_room_left_for_it() => Scenario.Check(
        SmallCatalogue.First.With(SmallCatalogue.Make("huge", BillingPeriod.None, "usd 1000000000000", "", "")),
        """
        open
        grant usd 1000000000000 starts=2027-01-01
        grant usd 1000000000000 starts=2027-01-01
        grant usd 1000000000000 starts=2027-01-01
        grant usd 999999999999.5 starts=2027-01-01
        plan huge
        at 2026-05-15
        # Of the fifth pool there is room for half a unit more, besides what is to come.
        balance usd available=0.5 funding=-4000000000000.5
        at 2027-01-01
        balance usd available=3999999999999.5 funding=-8000000000000
        patch email=x
        """);

    [Fact]
    public void A_thousand_grants_are_as_many_as_an_account_may_have()
    {
        var now = Words.InstantOf("2026-01-01", default);
        var account = new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")) }.Decide(null, SmallCatalogue.First, now).State!;
        var give = new GiveGrant { Asset = "usd", Amount = Amount.Units(1), Source = GrantSource.Promo };
        Assert.Equal(Status.TooMany, give.Decide(With(1_000), SmallCatalogue.First, now).Status);
        Assert.Equal(Status.Done, give.Decide(With(999), SmallCatalogue.First, now).Status);

        AccountState With(int grants) => account with
        {
            Grants = [.. Enumerable.Range(0, grants).Select(number => new Grant
            {
                Id = $"g{number}", Asset = "eur", Source = GrantSource.Promo, Amount = Amount.Units(1), Priority = 100, GivenAt = now, Status = GrantStatus.Pending,
            })],
        };
    }
}
