namespace Holdfast.Ledger;

/// <summary>A day of the Gregorian calendar as a month, counted from January of the year 0, and a day in it.</summary>
/// <param name="Month">12 × year + month − 1; may be negative.</param>
/// <param name="Day">1 to 31.</param>
internal readonly record struct CivilDate(long Month, int Day)
{
    private const long DaysIn400Years = 146_097;

    /// <summary>Days from 0000-03-01 to 1970-01-01. Years are counted from March, which puts the leap day at their end.</summary>
    private const long EpochShift = 719_468;

    /// <summary>Days since 1970-01-01 of this day, or of the month's last one where it has no such day.</summary>
    public long DaysClamped
    {
        get
        {
            var monthFromMarch = Month - 2;
            var year = Floor.Quotient(monthFromMarch, 12);
            var month = monthFromMarch - 12 * year;
            return FirstOfMarch(year) + DaysBefore(month) + Math.Min(Day, DaysIn(month, year)) - 1;
        }
    }

    /// <summary>The day that many days after 1970-01-01.</summary>
    public static CivilDate FromDays(long days)
    {
        var shifted = days + EpochShift;
        var century4 = Floor.Quotient(shifted, DaysIn400Years);
        var day = shifted - century4 * DaysIn400Years;
        // The three corrections take out the leap days passed so far: one in 4 years, none in 100, one in 400.
        var year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        var dayOfYear = day - (365 * year + year / 4 - year / 100);
        var month = (5 * dayOfYear + 2) / 153;
        return new((century4 * 400 + year) * 12 + month + 2, (int)(dayOfYear - DaysBefore(month) + 1));
    }

    private static long FirstOfMarch(long year) =>
        365 * year + Floor.Quotient(year, 4) - Floor.Quotient(year, 100) + Floor.Quotient(year, 400) - EpochShift;

    /// <summary>Days from 1 March to the first of the month (0 is March): months of 31 and 30 days come in runs of five, 153 days long.</summary>
    private static long DaysBefore(long month) => (153 * month + 2) / 5;

    /// <summary>Days in a month (0 is March, 11 the February of the next year).</summary>
    private static int DaysIn(long month, long year) => month switch
    {
        11 => IsLeap(year + 1) ? 29 : 28,
        1 or 3 or 6 or 8 => 30,
        _ => 31,
    };

    private static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/// <summary>Division that rounds down, so that instants before 1970 fall into the right window.</summary>
internal static class Floor
{
    /// <param name="divisor">Positive.</param>
    public static long Quotient(long dividend, long divisor)
    {
        var quotient = dividend / divisor;
        return dividend % divisor < 0 ? quotient - 1 : quotient;
    }
}
