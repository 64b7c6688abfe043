namespace Holdfast.Ledger.Tests;

public class MetersCountWithinAWindow
{
    [Fact]
    public void Charges_use_and_holds_reserve() => Scenario.Check("""
        open
        charge speak 30
        meter chars used=30 held=0 room=70 window=2026-01-01..2026-02-01
        hold h1 speak 50
        meter chars used=30 held=50 room=20
        hold h2 speak 21        -> MeterExhausted limit=meter:chars available=20 affordable=20
        charge speak 21         -> MeterExhausted limit=meter:chars available=20 affordable=20
        capture h1 10 part
        meter chars used=40 held=40 room=20
        capture h1 5
        meter chars used=45 held=0 room=55
        hold h2 speak 55
        hold h3 speak 1         -> MeterExhausted available=0 affordable=0
        release h2
        meter chars used=45 held=0 room=55
        hold h4 speak 55 for=1h
        wait 1h
        meter chars used=45 held=0 room=55
        """);

    [Fact]
    public void A_window_ends_by_time_alone() => Scenario.Check("""
        open zone=Europe/Berlin
        at 2026-01-14T10:00
        charge speak 100
        charge search 1           -> FundsInsufficient
        grant credits 10
        charge search 2
        charge edit 5
        charge export 5
        charge report 5
        charge import 5
        meter searches used=2 window=2026-01-14..2026-01-15
        meter edits used=5 window=2026-01-13T23:00..2026-01-14T23:00
        meter exports used=5 window=2026-01-11T23:00..2026-01-18T23:00
        meter reports used=5 window=2025-12-31T23:00..2026-01-31T23:00
        meter imports used=5 room=0
        meter chars used=100 window=2026-01-01..2026-02-01
        at 2026-01-14T22:59:59.999999
        meter edits used=5
        wait 1us
        meter edits used=0 room=5 window=2026-01-14T23:00..2026-01-15T23:00
        meter searches used=2
        charge edit 1
        at 2026-01-15
        meter searches used=0
        meter exports used=5
        at 2026-01-18T23:00
        meter exports used=0
        meter reports used=5
        at 2026-01-31T23:00
        meter reports used=0
        meter chars used=100
        at 2026-02-01
        meter chars used=0
        meter imports used=5
        charge import 1           -> MeterExhausted limit=meter:imports affordable=0
        # Nothing of all this needed an entry but the period.
        charge edit 1
        journal -> period_started 2026-02-01, charged 2026-02-01
        """);

    [Fact]
    public void Work_counts_in_the_window_in_which_it_began() => Scenario.Check("""
        open
        at 2026-01-01T23:50
        hold h1 edit 3
        hold h2 edit 1
        meter edits held=4 used=0
        at 2026-01-02T00:01
        meter edits held=0 used=0 room=5
        charge edit 4
        capture h1
        release h2
        meter edits used=4 held=0 room=1
        """);

    [Fact]
    public void A_meter_that_the_plan_does_not_list_allows_nothing() => Scenario.Check("""
        open plan=basic
        charge export 1     -> MeterExhausted limit=meter:exports available=0 affordable=0
        meter exports room=0
        """);

    [Fact]
    public void An_unlimited_meter_counts_and_allows_everything() => Scenario.Check("""
        open plan=vast
        charge speak 1000000000000
        meter chars used=1000000000000 room=unlimited
        """);

    [Fact]
    public void A_limit_that_a_plan_lowers_below_what_is_used_allows_nothing() => Scenario.Check("""
        open plan=basic
        charge edit 8
        plan free
        meter edits used=8 room=-3
        charge edit 1        -> MeterExhausted limit=meter:edits available=0 affordable=0
        plan basic
        meter edits room=2
        """);

    [Fact]
    public void A_new_period_of_a_plan_starts_its_meters_anew() => Scenario.Check("""
        open plan=basic
        charge speak 900
        at 2026-01-10
        plan pro anchor=2026-01-01
        meter chars used=0 room=5000 window=2026-01-10..2026-02-01
        plan? period=2026-01-10..2026-02-01
        """);

    [Fact]
    public void Many_small_captures_take_what_one_big_one_does() => Scenario.Check("""
        # A unit takes a millionth of a character; half of one cannot be counted, and is rounded up once.
        open
        hold h1 whisper 2
        meter chars held=0.000002
        capture h1 0.5 part
        capture h1 0.5 part
        meter chars used=0.000001 held=0.000001
        capture h1 0.5 part
        capture h1 0.5
        meter chars used=0.000002 held=0
        """);

    [Fact]
    public void A_day_that_comes_again_in_another_zone_finds_its_work_in_flight() => Scenario.Check("""
        open
        at 2026-01-05T12:00
        hold h1 edit 2
        charge edit 1
        patch zone=Asia/Tokyo
        hold h2 edit 5
        meter edits held=5 used=0 window=2026-01-04T15:00..2026-01-05T15:00
        patch zone=UTC
        meter edits held=2 used=1 window=2026-01-05..2026-01-06
        charge edit 2
        capture h2
        capture h1
        meter edits used=5 held=0
        """);

    [Fact]
    public void A_refund_into_a_day_that_came_again_empty_counts_nothing_below_zero() => Scenario.Check("""
        open
        at 2026-01-05T12:00
        charge edit 3 as=c
        patch zone=Asia/Tokyo
        charge edit 1
        patch zone=UTC
        meter edits used=0
        charge edit 1
        refund c
        meter edits used=0 room=5
        """);

    [Fact]
    public void Several_limits_are_met_at_once_or_not_at_all() => Scenario.Check("""
        open plan=basic
        charge search 5
        charge search 1        -> MeterExhausted limit=meter:searches affordable=0
        balance credits available=95
        at 2026-01-02
        charge find 92
        charge search 4        -> FundsInsufficient limit=funds:credits affordable=3
        meter searches used=0
        charge search 9        -> MeterExhausted limit=meter:searches available=5 affordable=3
        """);

    /// <summary>Guarantees that an account's state does not grow with the days in which it once had work in flight.</summary>
    [Fact]
    public void A_day_is_forgotten_when_the_last_work_of_it_ends()
    {
        var (account, now) = ((AccountState?)null, Words.InstantOf("2026-01-01", default));
        Do("open", "hold h1 edit 1 for=9d");
        now += TimeSpan.FromDays(1);
        Do("hold h2 edit 1 for=9d", "hold h3 edit 1 for=9d");
        now += TimeSpan.FromDays(1);
        Do("charge edit 1");
        Assert.Equal([1, 2], Held());
        Do("release h2");
        Assert.Equal([1, 1], Held());
        Do("capture h3");
        Assert.Equal([1], Held());
        Do("release h1");
        Assert.Equal([], Held());

        IEnumerable<long> Held() => account!.Meters.Single().Earlier.Select(window => window.Counter.Held.WholeUnits);

        void Do(params string[] lines)
        {
            foreach (var line in lines) account = Scenario.Parsed(line, SmallCatalogue.First, now).Decide(account, SmallCatalogue.First, now).State;
        }
    }
}
