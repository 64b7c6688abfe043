namespace Holdfast.Ledger.Tests;

/// <summary>
/// The oracle: the rules taken literally over a zone's list of changes, with the framework's <see cref="DateTime"/> for the
/// Gregorian calendar. Slow, obvious, and without a line in common with what it judges.
/// </summary>
internal static class NaiveCalendar
{
    private const long Second = 1_000_000;

    public static DateTime Local(this TzFile zone, Instant at) => at.ToUtc().AddSeconds(zone.OffsetAt(at.UnixSeconds));

    /// <summary>
    /// Goes through the stretches in order of time: the first that shows the local time has it; if instead the wall had not
    /// reached it before a change and is past it after, the change is the answer.
    /// </summary>
    public static Instant FirstShowing(this TzFile zone, DateTime local)
    {
        var wall = (local - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        for (var i = zone.IndexAt(wall / Second - 200_000); i < zone.Starts.Length; i++)
        {
            var shown = wall - zone.Offsets[i] * Second;
            var begins = i == 0 ? long.MinValue : zone.Starts[i] * Second;
            var ends = i == zone.Starts.Length - 1 ? long.MaxValue : zone.Starts[i + 1] * Second;
            if (begins <= shown && shown < ends) return new(shown);
            if (i > 0 && shown < begins && wall - zone.Offsets[i - 1] * Second >= begins) return new(begins);
        }

        throw new InvalidOperationException($"{zone.Name} never shows {local:s}");
    }

    /// <summary>The one window of a row of local times that contains the instant; there must be exactly one.</summary>
    public static Period Window(this TzFile zone, Instant at, IEnumerable<DateTime> row)
    {
        var boundaries = row.Select(zone.FirstShowing).ToArray();
        var windows = boundaries.Zip(boundaries.Skip(1), (start, end) => new Period(start, end)).Where(window => window.Contains(at)).ToArray();
        if (windows is [var only]) return only;
        throw new InvalidOperationException($"{zone.Name} {at} lies in {windows.Length} of {string.Join(' ', boundaries)}");
    }

    /// <summary>Walks from the hour before the wall's; far where clocks went back seven hours (Vostok station, left in 1994).</summary>
    public static Period HourAt(this TzFile zone, Instant at)
    {
        var hour = zone.Local(at).Date.AddHours(zone.Local(at).Hour - 1);
        while (zone.FirstShowing(hour.AddHours(1)) <= at) hour = hour.AddHours(1);
        return new(zone.FirstShowing(hour), zone.FirstShowing(hour.AddHours(1)));
    }

    public static Period DayAt(this TzFile zone, Instant at) =>
        zone.Window(at, Enumerable.Range(-2, 5).Select(n => zone.Local(at).Date.AddDays(n)));

    public static Period WeekAt(this TzFile zone, Instant at)
    {
        var date = zone.Local(at).Date;
        while (date.DayOfWeek != DayOfWeek.Monday) date = date.AddDays(-1);
        return zone.Window(at, Enumerable.Range(-1, 4).Select(n => date.AddDays(7 * n)));
    }

    public static Period MonthAt(this TzFile zone, Instant at)
    {
        var date = zone.Local(at).Date;
        return zone.Window(at, Enumerable.Range(-1, 4).Select(n => date.AddDays(1 - date.Day).AddMonths(n)));
    }

    /// <summary><see cref="DateTime.AddMonths"/> clamps to the month's last day; from the anchor, it returns to the anchor's day.</summary>
    public static Instant Boundary(this TzFile zone, Instant anchor, int months, int n) =>
        n * months == 0 ? anchor : zone.FirstShowing(zone.Local(anchor).AddMonths(n * months));

    /// <summary>Walks from the anchor, boundary by boundary.</summary>
    public static Period PeriodAt(this TzFile zone, Instant anchor, int months, Instant at)
    {
        var n = 0;
        while (zone.Boundary(anchor, months, n) <= at) n++;
        while (zone.Boundary(anchor, months, n) > at) n--;
        return new(zone.Boundary(anchor, months, n), zone.Boundary(anchor, months, n + 1));
    }
}
