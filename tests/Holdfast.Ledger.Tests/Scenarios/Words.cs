using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Ledger.Tests;

/// <summary>One line of a table: a verb, words in their places, and <c>name=value</c> pairs anywhere.</summary>
internal sealed partial class Words
{
    private readonly string[] places;
    private readonly Dictionary<string, string> named = [];
    private readonly Instant now;

    public Words(string line, Instant now)
    {
        this.now = now;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        places = [.. words.Where(word => !Pair().IsMatch(word))];
        foreach (var word in words.Where(word => Pair().IsMatch(word)))
            named.Add(word[..word.IndexOf('=', StringComparison.Ordinal)], word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..]);
    }

    public string Verb => places[0];

    /// <summary>Words after the verb.</summary>
    public int Count => places.Length - 1;

    /// <param name="place">1 for the first word after the verb.</param>
    public string this[int place] => places[place];

    public string? At(int place) => place < places.Length ? places[place] : null;

    public bool Has(string word) => places.Skip(1).Contains(word);

    public string? Named(string name) => named.GetValueOrDefault(name);

    public Instant? NamedInstant(string name) => Named(name) is { } text ? InstantOf(text, now) : null;

    /// <summary>Every value after a name in a line, and what it came out as.</summary>
    public static string Replaced(string line, Func<string, string, string> value) =>
        Pairs().Replace(line, pair => pair.Groups[1].Value + "=" + value(pair.Groups[1].Value, pair.Groups[2].Value));

    public static Amount? AmountOrNull(string text) => text is "none" or "unlimited" ? null : SmallCatalogue.Of(text);

    /// <summary>A date, a date and time in UTC, or how long after now.</summary>
    public static Instant InstantOf(string text, Instant now)
    {
        if (text[0] == '+') return now + SpanOf(text[1..]);
        if (text[0] == '-') return now + -SpanOf(text[1..]);
        return Instant.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
    }

    /// <summary>Days, hours, minutes, seconds and microseconds: <c>1d12h</c>, <c>1us</c>.</summary>
    public static TimeSpan SpanOf(string text)
    {
        var negative = text.StartsWith('-');
        var span = TimeSpan.Zero;
        foreach (Match part in Parts().Matches(text))
        {
            var count = int.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture);
            span += part.Groups[2].Value switch
            {
                "d" => TimeSpan.FromDays(count),
                "h" => TimeSpan.FromHours(count),
                "m" => TimeSpan.FromMinutes(count),
                "s" => TimeSpan.FromSeconds(count),
                _ => TimeSpan.FromMicroseconds(count),
            };
        }

        return negative ? -span : span;
    }

    /// <summary>A value as it came out; as it was written where that means the same.</summary>
    public static string Shown(object? value, string written, Instant now)
    {
        var same = value switch
        {
            Amount amount => Amount.TryParse(written, out var read) && read == amount,
            Instant instant => DateOrSpan().IsMatch(written) && InstantOf(written, now) == instant,
            Period period => written.Split("..") is [var start, var end] && DateOrSpan().IsMatch(start) && DateOrSpan().IsMatch(end)
                && period == new Period(InstantOf(start, now), InstantOf(end, now)),
            _ => false,
        };
        return same ? written : Shown(value);
    }

    public static string Shown(object? value) => value switch
    {
        null => "none",
        Instant instant when instant == Instant.Never => "never",
        Instant instant => Short(instant),
        Period period => $"{Short(period.Start)}..{Short(period.End)}",
        bool flag => flag ? "yes" : "no",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Short(Instant instant)
    {
        if (instant > Instant.InputMax || instant < Instant.From(DateTimeOffset.MinValue)) return instant.Micros.ToString(CultureInfo.InvariantCulture);
        var text = instant.ToString().TrimEnd('Z');
        return text.EndsWith("T00:00:00", StringComparison.Ordinal) ? text[..^9] : text.Length == 19 && text.EndsWith(":00", StringComparison.Ordinal) ? text[..^3] : text;
    }

    [GeneratedRegex(@"^[a-z_]+=\S+$")]
    private static partial Regex Pair();

    [GeneratedRegex(@"(?<=\s)([a-z_]+)=(\S+)")]
    private static partial Regex Pairs();

    [GeneratedRegex(@"(\d+)(d|h|m(?!s)|s|us)")]
    private static partial Regex Parts();

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\d|[+-]\d)")]
    private static partial Regex DateOrSpan();
}
