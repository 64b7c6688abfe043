namespace Holdfast.Ledger;

/// <summary>Boundaries a fixed number of months apart, each computed from the first one, so that clamping never adds up.</summary>
/// <param name="timeOfDay">Microseconds after local midnight.</param>
/// <param name="anchor">Boundary 0 where it is an instant and not just a time on the wall.</param>
internal readonly struct MonthGrid(ZoneClock clock, int months, CivilDate date, long timeOfDay, Instant? anchor)
{
    public static MonthGrid From(Instant anchor, TimeZoneInfo zone, int months)
    {
        var clock = ZoneClock.Of(zone);
        var local = clock.At(anchor);
        return new(clock, months, local.Date, local.TimeOfDay, anchor);
    }

    public Instant Boundary(long n)
    {
        // An anchor in an hour that occurs twice may lie in the second of them; none of its periods may begin before it.
        if (anchor is { } origin && n * months == 0) return origin;
        return clock.FirstShowing(Local(n));
    }

    public Period PeriodAt(Instant at)
    {
        var local = clock.At(at);
        var n = Floor.Quotient(local.Date.Month - date.Month, months);
        if (Local(n).Micros > local.Micros) n--;

        // The wall may mislead: where clocks went back, a boundary can have passed although they show an earlier time, and
        // an anchor in the second of two equal hours is still to come although they show a later one.
        var start = Boundary(n);
        while (start > at) start = Boundary(--n);
        var end = Boundary(n + 1);
        while (end <= at) (start, end) = (end, Boundary(++n + 1));
        return new(start, end);
    }

    private LocalTime Local(long n) => LocalTime.Of(date with { Month = date.Month + n * months }, timeOfDay);
}
