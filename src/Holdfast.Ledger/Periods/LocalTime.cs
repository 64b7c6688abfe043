namespace Holdfast.Ledger;

/// <summary>
/// What a clock on the wall shows: microseconds since it showed 1970-01-01T00:00. Not an instant, since a zone may show the
/// same time twice or never. Counted in a <c>long</c> and not a <see cref="DateTime"/>, because the month before the first
/// of the year 1 must have a start too.
/// </summary>
internal readonly record struct LocalTime(long Micros)
{
    public const long Hour = 3_600_000_000;

    public const long Day = 24 * Hour;

    public CivilDate Date => CivilDate.FromDays(Floor.Quotient(Micros, Day));

    /// <summary>Microseconds after midnight.</summary>
    public long TimeOfDay => Micros - Floor.Quotient(Micros, Day) * Day;

    public static LocalTime Of(CivilDate date, long timeOfDay) => new(date.DaysClamped * Day + timeOfDay);
}
