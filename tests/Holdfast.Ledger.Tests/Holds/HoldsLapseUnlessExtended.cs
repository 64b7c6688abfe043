namespace Holdfast.Ledger.Tests;

public class HoldsLapseUnlessExtended
{
    [Fact]
    public void A_hold_lapses_at_its_end_by_itself() => Scenario.Check("""
        grant eur 10 as=g
        hold h1 eur 5 for=1h
        capture h1 eur 2 part
        due -> 2026-01-01T01:00
        wait 59m59s
        hold? h1 held=3
        at 2026-01-01T00:59:59.999999
        extend h1 1us        -> LifetimeOutOfRange
        balance eur held=3
        wait 1us
        balance eur available=8 held=0
        holds -> none
        capture h1           -> HoldUnknown
        charge eur 1
        journal -> hold_lapsed 2026-01-01T01:00, charged 2026-01-01T01:00
        """);

    [Fact]
    public void A_hold_lives_15_minutes_unless_its_caller_says_otherwise() => Scenario.Check("""
        grant eur 10
        hold h1 eur 1
        hold? h1 expires=2026-01-01T00:15
        hold h2 eur 1 for=1s
        hold h3 eur 1 for=31d
        hold h4 eur 1 for=31d1us     -> LifetimeOutOfRange
        hold h4 eur 1 for=0s         -> LifetimeOutOfRange
        hold h4 eur 1 for=1us        -> LifetimeOutOfRange
        hold h4 eur 1 for=-1s        -> LifetimeOutOfRange
        holds -> h2, h1, h3
        """);

    [Fact]
    public void An_extension_counts_from_now() => Scenario.Check("""
        grant eur 10
        hold h1 eur 1 for=10m
        hold h2 eur 1 for=20m
        wait 9m
        extend h1 1h
        hold? h1 expires=2026-01-01T01:09 placed=2026-01-01
        holds -> h2, h1
        journal -> hold_extended 2026-01-01T00:09
        # Sooner, too.
        extend h1 1s
        hold? h1 expires=2026-01-01T00:09:01
        extend h1 31d
        extend h1 31d1us      -> LifetimeOutOfRange
        extend h1 0s          -> LifetimeOutOfRange
        extend h3 1h          -> HoldUnknown
        due -> 2026-01-01T00:20
        wait 11m
        holds -> h1
        """);

    [Fact]
    public void Holds_lapse_in_the_order_of_their_ends_and_at_one_instant_in_that_of_their_ids() => Scenario.Check("""
        grant eur 10
        hold b eur 1 for=1h
        hold a eur 1 for=1h
        hold c eur 1 for=30m
        hold B eur 1 for=1h
        wait 2h
        charge eur 10
        journal -> hold_lapsed 2026-01-01T00:30, hold_lapsed 2026-01-01T01:00, hold_lapsed 2026-01-01T01:00, hold_lapsed 2026-01-01T01:00, charged 2026-01-01T02:00
        """);

    [Fact]
    public void The_order_of_lapses_goes_by_code_point()
    {
        var holds = HoldSet.Empty;
        foreach (var id in (string[])["b", "a", "Z", "é", "_"])
            holds = holds.With(new() { Id = id, Operation = "draw", Quantity = Amount.Units(1), Catalogue = 1, PlacedAt = default, ExpiresAt = default });
        Assert.Equal(["Z", "_", "a", "b", "é"], holds.Select(hold => hold.Id));
        Assert.Equal("Z", holds.First!.Id);
        Assert.Equal(5, holds.Count);
        Assert.Equal("_", holds.Without(holds.First).First!.Id);
        Assert.Null(holds.Find("y"));
        Assert.Null(HoldSet.Empty.First);
        Assert.Equal(5, ((System.Collections.IEnumerable)holds).Cast<Hold>().Count());
    }

    [Fact]
    public void Work_in_flight_may_end_on_a_suspended_and_on_a_closed_account() => Scenario.Check("""
        grant eur 10
        hold h1 eur 1
        hold h2 eur 1
        hold h3 eur 1
        hold h4 eur 1
        hold h5 eur 1
        patch suspended
        hold h6 eur 1        -> AccountSuspended
        charge eur 1         -> AccountSuspended
        extend h1 1h
        capture h1
        release h2
        close
        hold h6 eur 1        -> AccountClosed
        charge eur 1         -> AccountClosed
        extend h3 1h
        capture h3
        release h4
        wait 15m
        balance eur available=8 held=0 consumed=2
        """);
}
