namespace Holdfast.Ledger;
public readonly record struct Period(Instant Start, Instant End) { public bool Contains(Instant at) => Start <= at && at < End; }
public static class Calendar {
 public static TimeZoneInfo? FindZone(string n) => null;
 public static Period PeriodAt(Instant a, TimeZoneInfo z, int m, Instant at) => default;
 public static Instant AddMonths(Instant a, TimeZoneInfo z, int m) => a;
 public static Period DayAt(TimeZoneInfo z, Instant at) => default;
 public static Period WeekAt(TimeZoneInfo z, Instant at) => default;
 public static Period MonthAt(TimeZoneInfo z, Instant at) => default;
}
