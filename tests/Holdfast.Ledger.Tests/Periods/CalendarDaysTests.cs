namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that a day begins at its first local midnight, for every zone of the machine.</summary>
public class CalendarDaysTests
{
    [Fact, Trait("Speed", "slow")]
    public void Every_day_of_every_zone_begins_at_its_first_local_midnight()
    {
        var differences = new Differences();
        foreach (var (zone, oracle) in Zoneinfo.All)
        {
            var start = oracle.FirstShowing(new(2005, 1, 1));
            for (var date = new DateTime(2005, 1, 2); date.Year <= 2035; date = date.AddDays(1))
            {
                var end = oracle.FirstShowing(date);
                // A day that the zone skipped has no instant in it.
                if (end == start) continue;
                var at = Within(new(start, end), date.DayOfYear);
                differences.Expect(new(start, end), Calendar.DayAt(zone, at), oracle, at, "day");
                start = end;
            }
        }

        differences.AssertNone(comparedMin: 11_000 * 300);
    }

    [Fact, Trait("Speed", "slow")]
    public void Every_week_and_month_of_every_zone_begins_at_its_first_local_midnight()
    {
        var differences = new Differences();
        foreach (var (zone, oracle) in Zoneinfo.All)
        {
            for (var monday = new DateTime(2005, 1, 3); monday.Year <= 2035; monday = monday.AddDays(7))
            {
                var week = new Period(oracle.FirstShowing(monday), oracle.FirstShowing(monday.AddDays(7)));
                var at = Within(week, monday.DayOfYear);
                differences.Expect(week, Calendar.WeekAt(zone, at), oracle, at, "week");
            }

            for (var first = new DateTime(2005, 1, 1); first.Year <= 2035; first = first.AddMonths(1))
            {
                var month = new Period(oracle.FirstShowing(first), oracle.FirstShowing(first.AddMonths(1)));
                var at = Within(month, first.Month);
                differences.Expect(month, Calendar.MonthAt(zone, at), oracle, at, "month");
            }
        }

        differences.AssertNone(comparedMin: 1_900 * 300);
    }

    /// <summary>By turns the first microsecond of a period, its last, and one in the middle.</summary>
    private static Instant Within(Period period, int turn) => (turn % 3) switch
    {
        0 => period.Start,
        1 => new(period.End.Micros - 1),
        _ => new((period.Start.Micros + period.End.Micros) / 2),
    };
}
