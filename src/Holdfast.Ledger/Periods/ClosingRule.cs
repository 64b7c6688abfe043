namespace Holdfast.Ledger;

/// <summary>
/// Gives zones back the days that .NET drops. tzdata's rule for the years after a zone's last listed change may name an hour
/// below 0 or above 23 ("the last Thursday, 24:00"); <see cref="TimeZoneInfo"/> keeps only the hour of the day
/// (dotnet/corefx#2618), so clocks would change a day or two off: in Cairo, Santiago, Nuuk and Jerusalem from 2038 on, and
/// today already on systems whose zone files are built "slim", without listing changes that a rule can tell.
/// </summary>
/// <param name="from">Where the rule may begin to hold, in UTC microseconds; somewhat early does no harm.</param>
/// <param name="standard">Microseconds ahead of UTC outside daylight saving.</param>
/// <param name="daylight">Microseconds ahead of UTC within it.</param>
internal sealed class ClosingRule(ClosingRule.Change start, ClosingRule.Change end, long from, long standard, long daylight)
{
    /// <summary>The rules in tzdata that have such an hour, by when daylight saving starts and ends.</summary>
    private static readonly (Change Start, Change End)[] Known =
    [
        (new(4, 5, DayOfWeek.Friday, 0), new(10, 5, DayOfWeek.Thursday, 24)),      // Egypt
        (new(3, 5, DayOfWeek.Sunday, -1), new(10, 5, DayOfWeek.Sunday, 0)),        // Greenland
        (new(9, 1, DayOfWeek.Saturday, 24), new(4, 1, DayOfWeek.Saturday, 24)),    // Chile
        (new(3, 4, DayOfWeek.Thursday, 26), new(10, 5, DayOfWeek.Sunday, 2)),      // Israel
        (new(3, 4, DayOfWeek.Thursday, 50), new(10, 4, DayOfWeek.Thursday, 50)),   // Palestine
    ];

    /// <summary>The rule of a zone from which days were dropped, known by what .NET makes of it; null for all others.</summary>
    public static ClosingRule? Find(TimeZoneInfo zone)
    {
        // A zone that somebody made by hand means what it says.
        if (!zone.HasIanaId || zone.GetAdjustmentRules() is not [.., var last] || last.DateEnd.Year < 9999) return null;
        foreach (var (start, end) in Known)
        {
            if (start.AsRead != last.DaylightTransitionStart || end.AsRead != last.DaylightTransitionEnd) continue;
            var standard = zone.BaseUtcOffset + last.BaseUtcOffsetDelta;
            var from = Instant.From(new(last.DateStart.AddDays(-2), TimeSpan.Zero));
            return new(start, end, from.Micros, Micros(standard), Micros(standard + last.DaylightDelta));
        }

        return null;

        static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary>
    /// The offset at an instant, given what .NET says. Only an answer that the shortened rule explains is replaced by the
    /// whole rule's, so a change listed outside the rule stands, and so would a runtime that had learnt to read it.
    /// </summary>
    public long Correct(long offset, long utcMicros) =>
        utcMicros >= from && offset == Offset(utcMicros, shortened: true) ? Offset(utcMicros, shortened: false) : offset;

    private long Offset(long utcMicros, bool shortened)
    {
        var year = Floor.Quotient(new LocalTime(utcMicros).Date.Month, 12);
        var starts = start.In(year, shortened).Micros - standard;
        var ends = end.In(year, shortened).Micros - daylight;
        var summer = starts < ends ? starts <= utcMicros && utcMicros < ends : utcMicros < ends || starts <= utcMicros;
        return summer ? daylight : standard;
    }

    /// <summary>When clocks change each year: a weekday of a month, and hours after its midnight.</summary>
    /// <param name="Week">1 to 4, or 5 for the last.</param>
    internal readonly record struct Change(int Month, int Week, DayOfWeek Weekday, int Hours)
    {
        /// <summary>What .NET makes of it.</summary>
        public TimeZoneInfo.TransitionTime AsRead =>
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(DateTime.MinValue.AddHours(HourOfDay), Month, Week, Weekday);

        private int HourOfDay => (Hours + 24) % 24;

        public LocalTime In(long year, bool shortened)
        {
            var month = 12 * year + Month - 1;
            var first = new CivilDate(month, 1).DaysClamped;
            var next = new CivilDate(month + 1, 1).DaysClamped;
            // Day 0 of the count was a Thursday.
            var day = first + ((int)Weekday - (int)DayOfWeek.Thursday - first % 7 + 14) % 7 + 7 * (Week - 1);
            return new((day < next ? day : day - 7) * LocalTime.Day + (shortened ? HourOfDay : Hours) * LocalTime.Hour);
        }
    }
}
