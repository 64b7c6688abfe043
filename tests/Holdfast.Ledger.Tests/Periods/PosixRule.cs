using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// The last line of a TZif file: what holds after its last transition, as POSIX writes it and RFC 8536 extends it
/// (<c>EET-2EEST,M4.5.5/0,M10.5.4/24</c>: hours may be negative or above 24).
/// </summary>
/// <param name="Standard">Seconds ahead of UTC outside daylight saving.</param>
/// <param name="Daylight">Seconds ahead of UTC within it; in Dublin and Casablanca that is less than the standard.</param>
internal sealed partial record PosixRule(int Standard, int Daylight, string? DaylightStart, string? DaylightEnd)
{
    public static PosixRule Parse(string text)
    {
        var parts = Shape().Match(text);
        if (!parts.Success) throw new InvalidDataException(text);
        // POSIX counts offsets westwards.
        var standard = -Seconds(parts.Groups["standard"].Value);
        var daylight = parts.Groups["daylight"].Success ? -Seconds(parts.Groups["daylight"].Value) : standard + 3600;
        return parts.Groups["start"].Success
            ? new(standard, daylight, parts.Groups["start"].Value, parts.Groups["end"].Value)
            : new(standard, standard, null, null);
    }

    /// <summary>The transitions after an instant, in order, to the end of a year.</summary>
    public IEnumerable<(long At, int Offset)> Transitions(long after, int yearMax)
    {
        if (DaylightStart is null || DaylightEnd is null) return [];
        var yearMin = after < -2_208_988_800 ? 1900 : DateTime.UnixEpoch.AddSeconds(after).Year;
        return from year in Enumerable.Range(yearMin, yearMax - yearMin + 1)
               from change in new[]
               {
                   (At: LocalSecond(DaylightStart, year) - Standard, Offset: Daylight),
                   (At: LocalSecond(DaylightEnd, year) - Daylight, Offset: Standard),
               }
               where change.At > after
               orderby change.At
               select change;
    }

    /// <summary>Reads <c>M3.5.0/-1</c>: month, week (5 is the last), day of the week from Sunday, and a time that is 02:00 when absent.</summary>
    private static long LocalSecond(string rule, int year)
    {
        var slash = rule.IndexOf('/', StringComparison.Ordinal);
        var time = slash < 0 ? 7200 : Seconds(rule[(slash + 1)..]);
        var date = (slash < 0 ? rule : rule[..slash])[1..].Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        if (rule[0] != 'M') throw new InvalidDataException(rule);
        var (month, week, weekday) = (date[0], date[1], date[2]);
        var matching = Enumerable.Range(1, DateTime.DaysInMonth(year, month))
            .Select(day => new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc))
            .Where(day => (int)day.DayOfWeek == weekday)
            .ToArray();
        return (long)(matching[Math.Min(week, matching.Length) - 1] - DateTime.UnixEpoch).TotalSeconds + time;
    }

    private static int Seconds(string text)
    {
        var sign = text.StartsWith('-') ? -1 : 1;
        var parts = text.TrimStart('+', '-').Split(':').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return sign * (parts[0] * 3600 + parts.ElementAtOrDefault(1) * 60 + parts.ElementAtOrDefault(2));
    }

    [GeneratedRegex("^(<[^>]+>|[A-Za-z]+)(?<standard>[-+0-9:]+)((<[^>]+>|[A-Za-z]+)(?<daylight>[-+0-9:]+)?(,(?<start>[^,]+),(?<end>[^,]+))?)?$")]
    private static partial Regex Shape();
}
