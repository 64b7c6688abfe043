using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>How long a bucket of usage is.</summary>
internal enum Interval
{
    Hour,
    Day,

    /// <summary>From Monday to Monday.</summary>
    Week,

    /// <summary>From the first to the first.</summary>
    Month,

    /// <summary>One bucket for all.</summary>
    Cumulative,

    /// <summary>As many seconds as were asked for, counted from 1970.</summary>
    Seconds,
}

/// <summary>Buckets of time in UTC.</summary>
/// <param name="Size">For <see cref="Interval.Seconds"/>; means nothing for others.</param>
internal readonly record struct TimeAxis(Interval Interval, long Size)
{
    /// <summary>
    /// Where each bucket begins, from the one that contains an instant through the one that contains another; one more
    /// than <paramref name="max"/> when there are more than that.
    /// </summary>
    internal IReadOnlyList<Instant> Starts(Instant from, Instant last, int max)
    {
        var starts = new List<Instant>();
        for (var at = from; at <= last && starts.Count <= max;)
        {
            var bucket = At(at);
            starts.Add(bucket.Start);
            at = bucket.End;
        }

        return starts;
    }

    private Period At(Instant at) => Interval switch
    {
        Interval.Hour => Calendar.HourAt(TimeZoneInfo.Utc, at),
        Interval.Day => Calendar.DayAt(TimeZoneInfo.Utc, at),
        Interval.Week => Calendar.WeekAt(TimeZoneInfo.Utc, at),
        Interval.Month => Calendar.MonthAt(TimeZoneInfo.Utc, at),
        Interval.Cumulative => new(at, Instant.Never),
        Interval.Seconds => SecondsAt(at),
    };

    private Period SecondsAt(Instant at)
    {
        var start = Instant.FromUnixSeconds(at.UnixSeconds / Size * Size);
        return new(start, start + TimeSpan.FromSeconds(Size));
    }
}
