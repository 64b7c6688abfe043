using System.Globalization;

namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that a plan's periods begin on the anchor's local day and time, for every zone and every day of the month.</summary>
public class CalendarPeriodsTests
{
    private const int Months = 12 * 31;

    private static readonly TimeSpan[] TimesOfDay =
    [
        TimeSpan.Zero, new(0, 30, 0), new(1, 30, 0), new(0, 2, 15, 0, 0, 1), new(3, 0, 0), new(12, 0, 0),
        TimeSpan.FromDays(1) - TimeSpan.FromMicroseconds(1),
    ];

    [Fact, Trait("Speed", "slow")]
    public void Every_boundary_of_every_zone_is_the_anchors_day_and_time_or_the_months_last_day()
    {
        var differences = new Differences();
        var turn = 0;
        foreach (var (zone, oracle) in Zoneinfo.All)
        {
            for (var day = 1; day <= 31; day++)
            {
                var local = new DateTime(2005, 1, day).Add(TimesOfDay[turn++ % TimesOfDay.Length]);
                var anchor = oracle.FirstShowing(local);
                var (previous, next) = (anchor, anchor);
                for (var n = 1; n < Months; n++, previous = next)
                {
                    next = oracle.FirstShowing(local.AddMonths(n));
                    differences.Expect(next, Calendar.Boundary(anchor, zone, 1, n), oracle, next, $"boundary {n} of {local:s}");
                    if (n % 11 != day % 11) continue;
                    var at = new Instant(n % 2 == 0 ? previous.Micros : next.Micros - 1);
                    differences.Expect(new(previous, next), Calendar.PeriodAt(anchor, zone, 1, at), oracle, at, $"period {n} of {local:s}");
                }
            }
        }

        differences.AssertNone(comparedMin: 31 * Months * 300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(-25)]
    public void Periods_that_begin_in_a_skipped_or_repeated_hour_agree_with_the_oracle(int monthsFromAnchor)
    {
        var differences = new Differences();
        var months = Math.Abs(monthsFromAnchor);
        foreach (var (zone, oracle) in Zoneinfo.All)
        {
            var last = oracle.IndexAt(Zoneinfo.Utc(2036, 1, 1).UnixSeconds);
            for (var i = oracle.IndexAt(Zoneinfo.Utc(2005, 1, 1).UnixSeconds) + 1; i <= last; i++)
            {
                var change = Instant.FromUnixSeconds(oracle.Starts[i]);
                // The middle of what was skipped or repeated, to a microsecond that no clock change has.
                var middle = change.ToUtc().AddSeconds((oracle.Offsets[i - 1] + oracle.Offsets[i]) / 2.0).AddMicroseconds(7);
                var anchor = oracle.FirstShowing(middle.AddMonths(-monthsFromAnchor));
                foreach (var minutes in new[] { -30, 0, 40, 1_440 })
                {
                    var at = change + TimeSpan.FromMinutes(minutes);
                    var expected = oracle.PeriodAt(anchor, months, at);
                    differences.Expect(expected, Calendar.PeriodAt(anchor, zone, months, at), oracle, at, $"{months} months from {anchor}");
                }
            }
        }

        differences.AssertNone(comparedMin: 30_000);
    }

    [Fact]
    public void The_months_are_those_of_the_Gregorian_calendar()
    {
        // Two turns of its 400 years, with the leap day that comes once in them.
        var utc = TimeZoneInfo.Utc;
        for (var day = new DateTime(1599, 12, 1, 0, 0, 0, DateTimeKind.Utc); day.Year <= 2401; day = day.AddDays(1))
        {
            var first = day.AddDays(1 - day.Day);
            Assert.Equal(new(Instant.From(first), Instant.From(first.AddMonths(1))), Calendar.MonthAt(utc, Instant.From(day)));
            Assert.Equal(Instant.From(day.AddMonths(1)), Calendar.AddMonths(Instant.From(day), utc, 1));
            Assert.Equal(Instant.From(day.AddMonths(-12)), Calendar.AddMonths(Instant.From(day), utc, -12));
        }
    }

    [Fact]
    public void A_zone_made_by_hand_means_what_it_says()
    {
        // Egypt's rule as .NET reads it from tzdata, but meant: clocks go back on the last Thursday at 00:00, not at 24:00.
        var spring = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(DateTime.MinValue, 4, 5, DayOfWeek.Friday);
        var autumn = TimeZoneInfo.TransitionTime.CreateFloatingDateRule(DateTime.MinValue, 10, 5, DayOfWeek.Thursday);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), spring, autumn);
        var zone = TimeZoneInfo.CreateCustomTimeZone("Home", TimeSpan.FromHours(2), null, null, null, [rule]);

        var wednesday = Calendar.DayAt(zone, Zoneinfo.Utc(2040, 10, 24));
        Assert.Equal(TimeSpan.FromHours(25), wednesday.End - wednesday.Start);
    }

    [Fact]
    public void An_anchor_in_a_repeated_hour_is_a_boundary_whichever_of_the_two_it_is()
    {
        // 25 October 2026, 02:30 in Berlin: at 00:30Z for the first time, at 01:30Z for the second.
        var berlin = Calendar.FindZone("Europe/Berlin")!;
        Instant first = Utc(10, 25, 0, 30), second = Utc(10, 25, 1, 30), november = Utc(11, 25, 1, 30);

        Assert.Equal(new Period(first, november), Calendar.PeriodAt(first, berlin, 1, first));
        Assert.Equal(new Period(second, november), Calendar.PeriodAt(second, berlin, 1, second));
        Assert.Equal(new Period(Utc(9, 25, 0, 30), second), Calendar.PeriodAt(second, berlin, 1, first));
        Assert.Equal(second, Calendar.Boundary(second, berlin, 1, 0));
        Assert.Equal(second, Calendar.AddMonths(second, berlin, 0));

        static Instant Utc(int month, int day, int hour, int minute) => Instant.From(new(2026, month, day, hour, minute, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Calendar.MonthsMax + 1)]
    public void A_period_of_no_months_or_of_more_than_a_hundred_years_is_a_bug(int months) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.PeriodAt(default, TimeZoneInfo.Utc, months, default));

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9000-12-31T23:59:59Z")]
    public void The_first_and_the_last_instant_a_caller_may_name_have_periods(string text)
    {
        var at = Instant.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));
        var anchor = Zoneinfo.Utc(2024, 1, 31);
        foreach (var (zone, _) in Zoneinfo.All)
        {
            Assert.True(Calendar.PeriodAt(anchor, zone, 1, at).Contains(at));
            Assert.True(Calendar.PeriodAt(anchor, zone, Calendar.MonthsMax, at).Contains(at));
            Assert.True(Calendar.PeriodAt(at, zone, Calendar.MonthsMax, anchor).Contains(anchor));
            Assert.True(Calendar.HourAt(zone, at).Contains(at));
            Assert.True(Calendar.DayAt(zone, at).Contains(at));
            Assert.True(Calendar.WeekAt(zone, at).Contains(at));
            Assert.True(Calendar.MonthAt(zone, at).Contains(at));
        }
    }
}
