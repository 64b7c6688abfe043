using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Writes instants in RFC 3339 without the framework's format strings, which cost more than all else in an entry.</summary>
internal static class InstantText
{
    internal const int LengthMax = 27;

    private static readonly Instant Earliest = Instant.From(DateTimeOffset.MinValue);

    /// <summary>Whether an instant lies outside the calendar and stands as its microseconds.</summary>
    internal static bool IsNumber(Instant at) => at > Instant.InputMax || at < Earliest;

    /// <summary>Writes what <see cref="Instant.ToString"/> gives, for years 1 to 9999; the length.</summary>
    internal static int Write(Instant at, Span<char> text)
    {
        var time = at.ToUtc();
        var (date, clock) = (DateOnly.FromDateTime(time), time.TimeOfDay);
        Digits(text, 0, 4, date.Year);
        text[4] = '-';
        Digits(text, 5, 2, date.Month);
        text[7] = '-';
        Digits(text, 8, 2, date.Day);
        text[10] = 'T';
        Digits(text, 11, 2, clock.Hours);
        text[13] = ':';
        Digits(text, 14, 2, clock.Minutes);
        text[16] = ':';
        Digits(text, 17, 2, clock.Seconds);
        var fraction = (int)(clock.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        if (fraction == 0)
        {
            text[19] = 'Z';
            return 20;
        }

        text[19] = '.';
        Digits(text, 20, 6, fraction);
        text[26] = 'Z';
        return LengthMax;
    }

    private static void Digits(Span<char> text, int at, int count, int number)
    {
        for (var digit = at + count - 1; digit >= at; digit--)
        {
            text[digit] = (char)('0' + number % 10);
            number /= 10;
        }
    }
}
