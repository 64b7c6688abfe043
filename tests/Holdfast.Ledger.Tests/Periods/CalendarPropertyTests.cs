using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees, over random zones, anchors and instants, that time is tiled: nobody's usage falls between two periods or into two.</summary>
public class CalendarPropertyTests(ITestOutputHelper output)
{
    private const ulong Seed = 20_111_230;

    private const int Cases = 6_000;

    private static readonly (long First, long Last) Years = (Zoneinfo.Utc(2005, 1, 1).UnixSeconds, Zoneinfo.Utc(2036, 1, 1).UnixSeconds);

    [Fact]
    public void Every_instant_lies_in_exactly_one_period() => Check(Recent, question =>
    {
        var (zone, _, anchor, months, at) = question;
        AssertTiles(instant => Calendar.PeriodAt(anchor, zone, months, instant), at);
    });

    [Fact]
    public void Every_instant_lies_in_exactly_one_hour_day_week_and_month() => Check(Recent, question =>
    {
        AssertTiles(instant => Calendar.HourAt(question.Zone, instant), question.At);
        AssertTiles(instant => Calendar.DayAt(question.Zone, instant), question.At);
        AssertTiles(instant => Calendar.WeekAt(question.Zone, instant), question.At);
        AssertTiles(instant => Calendar.MonthAt(question.Zone, instant), question.At);
    });

    [Fact]
    public void From_the_year_1_to_9000_every_instant_lies_in_exactly_one_period() => Check(AnyYear, question =>
    {
        var (zone, _, anchor, months, at) = question;
        AssertTiles(instant => Calendar.PeriodAt(anchor, zone, months, instant), at);
        AssertTiles(instant => Calendar.DayAt(zone, instant), at);
        AssertTiles(instant => Calendar.WeekAt(zone, instant), at);
        AssertTiles(instant => Calendar.MonthAt(zone, instant), at);
    });

    [Fact]
    public void Periods_and_windows_agree_with_the_oracle() => Check(Recent, question =>
    {
        var (zone, oracle, anchor, months, at) = question;
        Assert.Equal(oracle.PeriodAt(anchor, months, at), Calendar.PeriodAt(anchor, zone, months, at));
        Assert.Equal(oracle.Boundary(anchor, months, 1), Calendar.AddMonths(anchor, zone, months));
        Assert.Equal(oracle.HourAt(at), Calendar.HourAt(zone, at));
        Assert.Equal(oracle.DayAt(at), Calendar.DayAt(zone, at));
        Assert.Equal(oracle.WeekAt(at), Calendar.WeekAt(zone, at));
        Assert.Equal(oracle.MonthAt(at), Calendar.MonthAt(zone, at));
    });

    [Fact]
    public void Boundaries_rise_with_their_number_and_boundary_0_is_the_anchor() => Check(AnyYear, question =>
    {
        var (zone, _, anchor, months, _) = question;
        var boundaries = Enumerable.Range(-6, 13).Select(n => Calendar.Boundary(anchor, zone, months, n)).ToArray();
        Assert.Equal(anchor, boundaries[6]);
        Assert.All(boundaries.Zip(boundaries.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    });

    [Fact]
    public void A_clamped_day_returns_to_the_anchors_day_in_the_next_long_month() => Check(Recent, question =>
    {
        var (zone, oracle, anchor, _, _) = question;
        var start = oracle.Local(anchor);
        for (var n = 1; n <= 12; n++)
        {
            var boundary = Calendar.Boundary(anchor, zone, 1, n);
            var shown = oracle.Local(boundary);
            var wanted = start.AddMonths(n);
            var clamped = new DateTime(wanted.Year, wanted.Month, Math.Min(start.Day, DateTime.DaysInMonth(wanted.Year, wanted.Month))) + start.TimeOfDay;
            if (shown == clamped) continue;
            // A wall that shows another time skipped the wanted one at this very instant.
            Assert.True(shown > clamped && oracle.Local(new(boundary.Micros - 1)) < clamped, $"{boundary} shows {shown:O}");
        }
    });

    private static void AssertTiles(Func<Instant, Period> windowAt, Instant at)
    {
        var window = windowAt(at);
        Assert.True(window.Contains(at));
        Assert.Equal(window, windowAt(window.Start));
        Assert.Equal(window, windowAt(new(window.End.Micros - 1)));
        Assert.Equal(window.End, windowAt(window.End).Start);
        Assert.Equal(window.Start, windowAt(new(window.Start.Micros - 1)).End);
    }

    /// <summary>Half of the instants lie within three hours of a clock change.</summary>
    private static Gen<Question> Recent =>
        from zone in Gen.Elements(Zoneinfo.All.Where(zone => zone.Oracle.Name != "Africa/Monrovia").ToArray())
        from anchor in InstantOf(zone.Oracle)
        from months in Months(max: 600)
        from at in InstantOf(zone.Oracle)
        select new Question(zone.Zone, zone.Oracle, anchor, months, at);

    private static Gen<Question> AnyYear =>
        from zone in Gen.Elements(Zoneinfo.All.ToArray())
        from anchor in Gen.Two(Gen.Choose(0, int.MaxValue))
        from months in Months(Calendar.MonthsMax)
        from at in Gen.Two(Gen.Choose(0, int.MaxValue))
        select new Question(zone.Zone, zone.Oracle, Spread(anchor), months, Spread(at));

    private static Gen<int> Months(int max) => Gen.Frequency((3, Gen.Constant(1)), (2, Gen.Choose(2, 36)), (1, Gen.Choose(37, max)));

    private static Gen<Instant> InstantOf(TzFile zone)
    {
        var any = Gen.Choose((int)Years.First, (int)Years.Last);
        var (first, last) = (zone.IndexAt(Years.First) + 1, zone.IndexAt(Years.Last));
        var nearChange = last < first
            ? any
            : Gen.Choose(first, last).Zip(Gen.Choose(-10_800, 10_800), (change, away) => (int)zone.Starts[change] + away);
        return Gen.OneOf(any, nearChange).Zip(Gen.Choose(0, 999_999), (second, micro) => new Instant(second * 1_000_000L + micro));
    }

    /// <summary>Two random numbers as an instant anywhere between the year 1 and the last a caller may name.</summary>
    private static Instant Spread((int High, int Low) random)
    {
        var first = Zoneinfo.Utc(1, 1, 1).Micros;
        return new(first + (long)(((UInt128)random.High << 31 | (UInt128)random.Low) * (UInt128)(Instant.InputMax.Micros - first) >> 62));
    }

    private void Check(Gen<Question> questions, Action<Question> holds)
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None));
        Prop.ForAll(questions.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(replay).WithQuietOnSuccess(true));
    }

    private sealed record Question(TimeZoneInfo Zone, TzFile Oracle, Instant Anchor, int Months, Instant At)
    {
        public override string ToString() => $"{Zone.Id}, {Months} months from {Anchor}, at {At}";
    }
}
