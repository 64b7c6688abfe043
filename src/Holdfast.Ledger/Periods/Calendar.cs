namespace Holdfast.Ledger;

/// <summary>
/// Periods as people know them, in a time zone. A local time that a clock change skips means the moment of the change; one
/// that occurs twice means the first. So every instant lies in exactly one hour, day, week, month and period.
/// </summary>
/// <remarks>For instants from the year 1 to <see cref="Instant.InputMax"/>. <see cref="Instant.Never"/> lies in no period and overflows.</remarks>
public static class Calendar
{
    /// <summary>The longest period of a grid: a hundred years.</summary>
    public const int MonthsMax = 1_200;

    // 1970 began on a Thursday, the week it was in three days earlier.
    private const long FirstMonday = -3 * LocalTime.Day;

    /// <summary>The zone of an IANA name in its exact spelling (<c>Europe/Berlin</c>, <c>UTC</c>); null when there is none.</summary>
    public static TimeZoneInfo? FindZone(string name) => Zones.Find(name);

    /// <summary>
    /// Boundary <paramref name="n"/> of the grid that starts at the anchor: the anchor's local date and time of day,
    /// <paramref name="n"/> × <paramref name="months"/> months on, on the month's last day where it has no such day.
    /// Boundary 0 is the anchor itself.
    /// </summary>
    /// <exception cref="OverflowException">The boundary is some 290 000 years from 1970.</exception>
    public static Instant Boundary(Instant anchor, TimeZoneInfo zone, int months, int n) =>
        MonthGrid.From(anchor, zone, months).Boundary(n);

    /// <summary>The period of that grid that contains the instant, before the anchor as well as after it.</summary>
    /// <param name="months">1 to <see cref="MonthsMax"/>.</param>
    public static Period PeriodAt(Instant anchor, TimeZoneInfo zone, int months, Instant at)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(months, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(months, MonthsMax);
        return MonthGrid.From(anchor, zone, months).PeriodAt(at);
    }

    /// <summary>The same local day and time some months later (earlier if negative), clamped to the month's last day.</summary>
    public static Instant AddMonths(Instant from, TimeZoneInfo zone, int months) => Boundary(from, zone, months, 1);

    /// <summary>The hour on the wall: an hour that occurs twice is one of two hours.</summary>
    public static Period HourAt(TimeZoneInfo zone, Instant at) => WindowAt(zone, at, first: 0, LocalTime.Hour);

    /// <summary>Local midnight to local midnight.</summary>
    public static Period DayAt(TimeZoneInfo zone, Instant at) => WindowAt(zone, at, first: 0, LocalTime.Day);

    /// <summary>The ISO week: Monday to Monday.</summary>
    public static Period WeekAt(TimeZoneInfo zone, Instant at) => WindowAt(zone, at, FirstMonday, 7 * LocalTime.Day);

    /// <summary>The calendar month: the first to the first.</summary>
    public static Period MonthAt(TimeZoneInfo zone, Instant at) =>
        new MonthGrid(ZoneClock.Of(zone), months: 1, new(Month: 0, Day: 1), timeOfDay: 0, anchor: null).PeriodAt(at);

    /// <summary>The window of a local length that contains the instant. Windows that a clock change swallowed whole are passed over.</summary>
    private static Period WindowAt(TimeZoneInfo zone, Instant at, long first, long length)
    {
        var clock = ZoneClock.Of(zone);
        var n = Floor.Quotient(clock.At(at).Micros - first, length);
        // The window on the wall has begun, since the wall shows a time in it; where clocks went back, it may be over already.
        var (start, end) = (Boundary(n), Boundary(n + 1));
        while (end <= at) (start, end) = (end, Boundary(++n + 1));
        return new(start, end);

        Instant Boundary(long number) => clock.FirstShowing(new(first + number * length));
    }
}
