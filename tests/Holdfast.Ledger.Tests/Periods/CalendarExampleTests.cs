using System.Globalization;

namespace Holdfast.Ledger.Tests;

/// <summary>The awkward cases by name, worked out by hand. A failure shows the whole table as it came out.</summary>
public class CalendarExampleTests
{
    [Fact]
    public void Windows() => Check(WindowOf, """
        # Midnight is skipped: the day begins at 01:00 and has 23 hours. It comes twice: the day before has 25.
        America/Sao_Paulo    day   2018-11-04T12:00:00Z -> 2018-11-04T03:00:00Z 2018-11-05T02:00:00Z
        America/Sao_Paulo    day   2018-02-17T12:00:00Z -> 2018-02-17T02:00:00Z 2018-02-18T03:00:00Z
        Asia/Beirut          day   2024-03-31T12:00:00Z -> 2024-03-30T22:00:00Z 2024-03-31T21:00:00Z
        Asia/Beirut          day   2024-10-26T21:30:00Z -> 2024-10-25T21:00:00Z 2024-10-26T22:00:00Z
        Africa/Cairo         day   2024-04-26T12:00:00Z -> 2024-04-25T22:00:00Z 2024-04-26T21:00:00Z
        Africa/Cairo         day   2024-10-31T12:00:00Z -> 2024-10-30T21:00:00Z 2024-10-31T22:00:00Z
        # The last Thursday of October, 24:00, long after the last change that Egypt's zone file lists.
        Africa/Cairo         day   2040-10-25T12:00:00Z -> 2040-10-24T21:00:00Z 2040-10-25T22:00:00Z
        # Clocks went back at 00:01: the minute after midnight came twice, and the hour before it belongs to both days by the wall.
        America/St_Johns     day   2010-11-07T02:29:59Z -> 2010-11-06T02:30:00Z 2010-11-07T02:30:00Z
        America/St_Johns     day   2010-11-07T03:00:00Z -> 2010-11-07T02:30:00Z 2010-11-08T03:30:00Z
        # Samoa had no 30 December 2011: the 31st follows the 29th, the week has six days and the month thirty.
        Pacific/Apia         day   2011-12-30T09:59:59Z -> 2011-12-29T10:00:00Z 2011-12-30T10:00:00Z
        Pacific/Apia         day   2011-12-30T10:00:00Z -> 2011-12-30T10:00:00Z 2011-12-31T10:00:00Z
        Pacific/Apia         hour  2011-12-30T10:00:00Z -> 2011-12-30T10:00:00Z 2011-12-30T11:00:00Z
        Pacific/Apia         week  2011-12-30T10:00:00Z -> 2011-12-26T10:00:00Z 2012-01-01T10:00:00Z
        Pacific/Apia         month 2011-12-30T10:00:00Z -> 2011-12-01T10:00:00Z 2011-12-31T10:00:00Z
        # Kwajalein had no 21 August 1993, and nearly two 30 Septembers in 1969.
        Pacific/Kwajalein    day   1993-08-21T11:59:59Z -> 1993-08-20T12:00:00Z 1993-08-21T12:00:00Z
        Pacific/Kwajalein    day   1993-08-21T12:00:00Z -> 1993-08-21T12:00:00Z 1993-08-22T12:00:00Z
        Pacific/Kwajalein    day   1969-10-01T00:00:00Z -> 1969-09-29T13:00:00Z 1969-10-01T12:00:00Z
        # Half an hour of daylight saving.
        Australia/Lord_Howe  day   2024-04-07T00:00:00Z -> 2024-04-06T13:00:00Z 2024-04-07T13:30:00Z
        Australia/Lord_Howe  hour  2024-04-06T14:45:00Z -> 2024-04-06T14:00:00Z 2024-04-06T15:30:00Z
        # Half an hour of standard time.
        America/Caracas      hour  2016-05-01T06:45:00Z -> 2016-05-01T06:30:00Z 2016-05-01T07:00:00Z
        # Clocks go back for Ramadan.
        Africa/Casablanca    day   2025-02-23T12:00:00Z -> 2025-02-22T23:00:00Z 2025-02-24T00:00:00Z
        America/New_York     hour  2024-11-03T06:30:00Z -> 2024-11-03T05:00:00Z 2024-11-03T07:00:00Z
        America/New_York     week  2024-03-10T12:00:00Z -> 2024-03-04T05:00:00Z 2024-03-11T04:00:00Z
        America/New_York     month 2024-11-30T12:00:00Z -> 2024-11-01T04:00:00Z 2024-12-01T05:00:00Z
        UTC                  week  2026-01-01T00:00:00Z -> 2025-12-29T00:00:00Z 2026-01-05T00:00:00Z
        """);

    [Fact]
    public void Boundaries() => Check(BoundaryOf, """
        # The 31st: the last day where a month is shorter, and the 31st again after it.
        Europe/Berlin        2025-01-31T09:30:00Z        1 × -1 -> 2024-12-31T09:30:00Z
        Europe/Berlin        2025-01-31T09:30:00Z        1 ×  0 -> 2025-01-31T09:30:00Z
        Europe/Berlin        2025-01-31T09:30:00Z        1 ×  1 -> 2025-02-28T09:30:00Z
        Europe/Berlin        2025-01-31T09:30:00Z        1 ×  2 -> 2025-03-31T08:30:00Z
        Europe/Berlin        2025-01-31T09:30:00Z        1 ×  3 -> 2025-04-30T08:30:00Z
        Europe/Berlin        2025-01-31T09:30:00Z        1 × 37 -> 2028-02-29T09:30:00Z
        UTC                  2024-02-29T00:00:00Z       12 × -1 -> 2023-02-28T00:00:00Z
        UTC                  2024-02-29T00:00:00Z       12 ×  1 -> 2025-02-28T00:00:00Z
        UTC                  2024-02-29T00:00:00Z       12 ×  4 -> 2028-02-29T00:00:00Z
        UTC                  2024-11-30T00:00:00Z        3 ×  1 -> 2025-02-28T00:00:00Z
        UTC                  2024-11-30T00:00:00Z        3 ×  2 -> 2025-05-30T00:00:00Z
        # 02:30 is skipped on 30 March 2025 and comes twice on 26 October.
        Europe/Berlin        2025-01-30T01:30:00Z        1 ×  2 -> 2025-03-30T01:00:00Z
        Europe/Berlin        2025-01-30T01:30:00Z        1 ×  3 -> 2025-04-30T00:30:00Z
        Europe/Berlin        2025-09-26T00:30:00Z        1 ×  1 -> 2025-10-26T00:30:00Z
        Europe/Berlin        2025-09-26T00:30:00Z        1 ×  2 -> 2025-11-26T01:30:00Z
        # Microseconds are kept, but where the time is skipped.
        America/New_York     2024-12-09T07:30:00.123456Z 1 ×  1 -> 2025-01-09T07:30:00.123456Z
        America/New_York     2024-12-09T07:30:00.123456Z 1 ×  3 -> 2025-03-09T07:00:00Z
        America/New_York     2024-12-09T07:30:00.123456Z 1 ×  4 -> 2025-04-09T06:30:00.123456Z
        America/Sao_Paulo    2018-10-04T03:00:00Z        1 ×  1 -> 2018-11-04T03:00:00Z
        America/Sao_Paulo    2018-10-04T03:00:00Z        1 ×  2 -> 2018-12-04T02:00:00Z
        Pacific/Apia         2011-10-30T18:00:00Z        1 ×  2 -> 2011-12-30T10:00:00Z
        Pacific/Apia         2011-10-30T18:00:00Z        1 ×  3 -> 2012-01-29T18:00:00Z
        Australia/Lord_Howe  2024-03-06T14:45:00Z        1 ×  1 -> 2024-04-06T14:45:00Z
        Australia/Lord_Howe  2024-09-05T15:45:00Z        1 ×  1 -> 2024-10-05T15:30:00Z
        Africa/Casablanca    2025-03-06T02:30:00Z        1 ×  1 -> 2025-04-06T02:00:00Z
        America/Santiago     2045-08-03T04:00:00Z        1 ×  1 -> 2045-09-03T04:00:00Z
        America/Santiago     2045-08-03T04:00:00Z        1 ×  2 -> 2045-10-03T03:00:00Z
        """);

    private static string WindowOf(TimeZoneInfo zone, string[] words)
    {
        var at = At(words[2]);
        var window = words[1] switch
        {
            "hour" => Calendar.HourAt(zone, at),
            "day" => Calendar.DayAt(zone, at),
            "week" => Calendar.WeekAt(zone, at),
            "month" => Calendar.MonthAt(zone, at),
            _ => throw new InvalidDataException(words[1]),
        };
        return $"{window.Start} {window.End}";
    }

    private static string BoundaryOf(TimeZoneInfo zone, string[] words) =>
        Calendar.Boundary(At(words[1]), zone, Number(words[2]), Number(words[4])).ToString();

    private static void Check(Func<TimeZoneInfo, string[], string> answer, string table)
    {
        var outcome = table.Split('\n').Select(line =>
        {
            if (line.StartsWith('#')) return line;
            var question = line[..line.IndexOf("->", StringComparison.Ordinal)];
            var words = question.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return $"{question}-> {answer(Calendar.FindZone(words[0])!, words)}";
        });
        var actual = string.Join('\n', outcome);
        Assert.True(table == actual, actual);
    }

    private static Instant At(string text) => Instant.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
