using System.Globalization;

namespace Holdfast.Ledger;

/// <summary>A moment in time, in whole microseconds since 1970-01-01T00:00:00Z, so that a replay is the same bytes.</summary>
public readonly record struct Instant(long Micros) : IComparable<Instant>
{
    private const long TicksPerMicro = TimeSpan.TicksPerMicrosecond;

    /// <summary>Later than every instant that is used.</summary>
    public static readonly Instant Never = new(long.MaxValue);

    /// <summary>The last instant a caller may name: the end of the year 9000, so that calendar arithmetic has room.</summary>
    public static readonly Instant InputMax = From(new DateTimeOffset(9000, 12, 31, 23, 59, 59, TimeSpan.Zero));

    private static readonly Instant First = From(DateTimeOffset.MinValue);

    private static readonly Instant Last = From(DateTimeOffset.MaxValue);

    /// <summary>Whole seconds since 1970, the fraction dropped.</summary>
    public long UnixSeconds => Math.DivRem(Micros, 1_000_000) is var (seconds, rest) && rest < 0 ? seconds - 1 : seconds;

    /// <summary>Whole milliseconds since 1970, the fraction dropped.</summary>
    public long UnixMilliseconds => Math.DivRem(Micros, 1_000) is var (millis, rest) && rest < 0 ? millis - 1 : millis;

    public static Instant From(DateTimeOffset time) => new((time.UtcTicks - DateTime.UnixEpoch.Ticks) / TicksPerMicro);

    public static Instant FromUnixSeconds(long seconds) => new(seconds * 1_000_000);

    public static Instant FromUnixMilliseconds(long milliseconds) => new(milliseconds * 1_000);

    public static Instant Min(Instant a, Instant b) => new(Math.Min(a.Micros, b.Micros));

    public static Instant Max(Instant a, Instant b) => new(Math.Max(a.Micros, b.Micros));

    /// <summary>The same moment as a date and time in UTC.</summary>
    public DateTime ToUtc() => DateTime.UnixEpoch.AddTicks(Micros * TicksPerMicro);

    public int CompareTo(Instant other) => Micros.CompareTo(other.Micros);

    public static Instant operator +(Instant instant, TimeSpan span) => new(instant.Micros + span.Ticks / TicksPerMicro);

    public static TimeSpan operator -(Instant a, Instant b) => new((a.Micros - b.Micros) * TicksPerMicro);

    public static bool operator <(Instant a, Instant b) => a.Micros < b.Micros;

    public static bool operator >(Instant a, Instant b) => a.Micros > b.Micros;

    public static bool operator <=(Instant a, Instant b) => a.Micros <= b.Micros;

    public static bool operator >=(Instant a, Instant b) => a.Micros >= b.Micros;

    /// <summary>
    /// RFC 3339 in UTC: whole seconds where there is no fraction, else six digits. What no calendar has, as
    /// <see cref="Never"/>, is shown as its number, so that a finding about it can be told.
    /// </summary>
    public override string ToString() => this < First || this > Last
        ? Micros.ToString(CultureInfo.InvariantCulture)
        : ToUtc().ToString(Micros % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
