namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that hours, days, weeks and months are right in the hours around every clock change there was and will be.</summary>
public class CalendarClockChangesTests
{
    [Fact, Trait("Speed", "slow")]
    public void Around_every_clock_change_hours_days_weeks_and_months_agree_with_the_oracle()
    {
        var differences = new Differences();
        foreach (var (zone, oracle) in Zoneinfo.All)
        {
            // From 2038 on only rules remain, Gaza's Ramadans aside, and within 28 years all their weekdays have come round.
            var last = oracle.IndexAt(Zoneinfo.Utc(2066, 1, 1).UnixSeconds);
            for (var i = oracle.IndexAt(Zoneinfo.Utc(1970, 1, 1).UnixSeconds) + 1; i <= last; i++)
                foreach (var at in Around(oracle, i)) Compare(zone, oracle, at, differences);
        }

        differences.AssertNone(comparedMin: 1_000_000);
    }

    [Theory]
    [InlineData("Africa/Cairo")]
    [InlineData("America/Nuuk")]
    [InlineData("America/Santiago")]
    [InlineData("America/Scoresbysund")]
    [InlineData("Asia/Gaza")]
    [InlineData("Asia/Hebron")]
    [InlineData("Asia/Jerusalem")]
    public void A_rule_that_dotnet_shortens_is_whole_until_the_year_9000(string name)
    {
        var differences = new Differences();
        var (zone, oracle) = (Calendar.FindZone(name)!, TzFile.Read(name, yearMax: 9000));
        // An odd step meets springs and autumns by turns.
        for (var i = oracle.IndexAt(oracle.ExplicitEnd) + 1; i < oracle.Starts.Length - 1; i += 37)
            foreach (var at in Around(oracle, i)) Compare(zone, oracle, at, differences);

        differences.AssertNone(comparedMin: 10_000);
    }

    [Fact]
    public void No_zone_ever_changed_its_clocks_twice_within_28_hours()
    {
        // The search for a boundary looks 14 hours to either side and counts on meeting one change at most.
        foreach (var (_, oracle) in Zoneinfo.All)
            for (var i = 2; i < oracle.Starts.Length; i++)
                if (oracle.Offsets[i] != oracle.Offsets[i - 1])
                    Assert.True(oracle.Starts[i] - oracle.Starts[i - 1] > 28 * 3600, $"{oracle.Name} {oracle.Starts[i]}");
    }

    private static IEnumerable<Instant> Around(TzFile zone, int change)
    {
        var at = Instant.FromUnixSeconds(zone.Starts[change]);
        var jump = TimeSpan.FromSeconds(Math.Abs(zone.Offsets[change] - zone.Offsets[change - 1]));
        var (day, micro) = (TimeSpan.FromDays(1), TimeSpan.FromMicroseconds(1));
        TimeSpan[] away = [-day, -jump, jump / -2, -micro, TimeSpan.Zero, micro, jump / 2, jump, day];
        return away.Select(span => at + span);
    }

    private static void Compare(TimeZoneInfo zone, TzFile oracle, Instant at, Differences differences)
    {
        differences.Expect(oracle.HourAt(at), Calendar.HourAt(zone, at), oracle, at, "hour");
        differences.Expect(oracle.DayAt(at), Calendar.DayAt(zone, at), oracle, at, "day");
        differences.Expect(oracle.WeekAt(at), Calendar.WeekAt(zone, at), oracle, at, "week");
        differences.Expect(oracle.MonthAt(at), Calendar.MonthAt(zone, at), oracle, at, "month");
    }
}
