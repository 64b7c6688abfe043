using System.Runtime.CompilerServices;

namespace Holdfast.Ledger;

/// <summary>The clocks on a zone's walls: what they show at an instant, and when they first show a time.</summary>
/// <remarks>
/// Asks <see cref="TimeZoneInfo"/> only for the offset of UTC instants. Its other direction (IsInvalidTime, IsAmbiguousTime,
/// ConvertTimeToUtc) knows daylight saving but not a zone that changes its standard offset: it calls the day that Samoa
/// skipped a valid one.
/// </remarks>
internal sealed class ZoneClock
{
    /// <summary>No <see cref="TimeZoneInfo"/> is further from UTC; it refuses to be made.</summary>
    private const long OffsetMax = 14 * LocalTime.Hour;

    private const long Second = 1_000_000;

    private const long UnixEpoch = 719_162 * LocalTime.Day;

    private static readonly long UtcMax = DateTime.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond - UnixEpoch;

    // By the object and not by its name: whoever made a zone of their own gets the clock of that one.
    private static readonly ConditionalWeakTable<TimeZoneInfo, ZoneClock> Clocks = [];

    private readonly TimeZoneInfo _zone;

    private readonly ClosingRule? _closing;

    private ZoneClock(TimeZoneInfo zone) => (_zone, _closing) = (zone, ClosingRule.Find(zone));

    public static ZoneClock Of(TimeZoneInfo zone) => Clocks.GetValue(zone, static zone => new(zone));

    public LocalTime At(Instant instant) => new(instant.Micros + Offset(instant.Micros));

    /// <summary>
    /// The first instant at which the clocks show this time or a later one: of a time they show twice the first, of a time
    /// they skip the moment they skip it.
    /// </summary>
    /// <remarks>
    /// Two changes within the 28 hours looked at would be missed. In tzdata no two were ever less than 95 hours apart, and
    /// a test holds that.
    /// </remarks>
    public Instant FirstShowing(LocalTime local)
    {
        var before = Offset(local.Micros - OffsetMax);
        var after = Offset(local.Micros + OffsetMax);
        var shownBefore = local.Micros - before;
        if (before == after || Offset(shownBefore) == before) return new(shownBefore);

        var shownAfter = local.Micros - after;
        return Offset(shownAfter) == after ? new(shownAfter) : ChangeTo(after, shownAfter, shownBefore);
    }

    /// <summary>The instant of the change between two others; clocks are changed on whole seconds.</summary>
    private Instant ChangeTo(long offset, long fromMicros, long toMicros)
    {
        var (lower, upper) = (Floor.Quotient(fromMicros, Second), Floor.Quotient(toMicros, Second) + 1);
        while (upper - lower > 1)
        {
            var middle = lower + (upper - lower) / 2;
            if (Offset(middle * Second) == offset) upper = middle;
            else lower = middle;
        }

        return Instant.FromUnixSeconds(upper);
    }

    /// <summary>Microseconds the clocks are ahead of UTC. Before the year 1 and after 9999 they stay as they are there.</summary>
    private long Offset(long utcMicros)
    {
        var ticks = (Math.Clamp(utcMicros, -UnixEpoch, UtcMax) + UnixEpoch) * TimeSpan.TicksPerMicrosecond;
        var offset = _zone.GetUtcOffset(new DateTime(ticks, DateTimeKind.Utc)).Ticks / TimeSpan.TicksPerMicrosecond;
        return _closing is null ? offset : _closing.Correct(offset, utcMicros);
    }
}
