using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// Guarantees, for accounts that are opened on any day and move through any zones, that their time is tiled into periods of
/// the stated length, that each period's pools are given once, and that no counter goes below zero or beyond its limit.
/// </summary>
[Trait("Speed", "slow")]
public class PeriodsOfAccountsTests(ITestOutputHelper output)
{
    private const ulong Seed = 20_320_229;

    private const int Cases = 1_000;

    /// <summary>The first month from the anchor that ends this long after a turn ends the period.</summary>
    private static readonly TimeSpan HalfAMonth = TimeSpan.FromDays(14);

    private static readonly AccountId Id = new(new("00000000-0000-4000-8000-00000000000c"));

    private static readonly (TimeZoneInfo Zone, TzFile Oracle)[] Zones = [.. Zoneinfo.All.Where(zone => zone.Oracle.Name is not ("Africa/Monrovia" or "America/Ojinaga"))];

    [Fact]
    public void An_account_that_stays_has_the_periods_of_the_calendar() => Check(Lives.Select(life => life with { Moves = [] }), life =>
    {
        foreach (var (period, _, zone, opened) in PeriodsOf(Lived(life)))
        {
            Assert.Equal(zone.PeriodAt(opened, 1, period.Start), period);
            var (first, shown) = (zone.Local(opened), zone.Local(period.End));
            var day = Math.Min(first.Day, DateTime.DaysInMonth(shown.Year, shown.Month));
            // Where the wall never shows the anchor's time of that day, the period ends when the wall passes it.
            if (shown.Day != day || shown.TimeOfDay != first.TimeOfDay) Assert.True(zone.Local(new(period.End.Micros - 1)) < shown.AddMicroseconds(-1), $"{period} ends at {shown:O}");
        }
    });

    [Fact]
    public void No_period_is_shorter_than_half_a_month_and_none_overlaps_another() => Check(Lives, life =>
    {
        Period? before = null;
        foreach (var (period, entry, zone, opened) in PeriodsOf(Lived(life)))
        {
            Assert.Equal(entry.At, period.Start);
            if (before is { } previous) Assert.Equal(previous.End, period.Start);
            var n = -1;
            while (zone.Boundary(opened, 1, n) <= period.Start + (before is null ? TimeSpan.Zero : HalfAMonth)) n++;
            Assert.Equal(zone.Boundary(opened, 1, n), period.End);
            before = period;
        }
    });

    [Fact]
    public void Each_period_gives_each_pool_once() => Check(Lives, life =>
    {
        var (states, _) = Lived(life);
        foreach (var (period, entry, _, _) in PeriodsOf((states, life)))
        {
            var pools = SmallCatalogue.First.Plans[life.Plan].Pools;
            Assert.Equal(pools.Select(pool => (pool.Asset, pool.Amount, (Instant?)period.End)), entry.Body.Grants.Select(grant => (grant.Asset, grant.Amount, grant.ExpiresAt)));
        }

        // Nobody spends, so each pool is there in full, and never twice.
        foreach (var (state, entry) in states)
        {
            Assert.All(SmallCatalogue.First.Plans[life.Plan].Pools, pool => Assert.Equal(pool.Amount, state.Balance(pool.Asset).Available));
            if (entry.Body is not (AccountOpened or PeriodStarted)) Assert.Empty(entry.Body.Grants);
        }
    });

    /// <summary>Guarantees that what was promised for the end of a period comes at the turn that stands for it, once, wherever the account lives by then.</summary>
    [Fact]
    public void A_change_that_waits_comes_within_three_days_of_its_instant() => Check(Lives, life =>
    {
        var (states, _) = Lived(life with { Waiting = true });
        var promised = states.Select(step => step.State.Plan?.Pending?.At).First(at => at is not null)!.Value;
        var came = states.Where(step => step.Entry.Body is PeriodStarted { Plan.Name: "vast" }).Select(step => step.Entry.At).First();
        Assert.True((came - promised).Duration() < TimeSpan.FromDays(3), $"promised for {promised}, and came at {came}");
        Assert.Null(states[^1].State.Plan!.Pending);
    });

    [Fact]
    public void Time_that_passes_at_once_leads_where_time_that_passes_in_steps_does() => Check(Lives, life =>
    {
        var (states, _) = Lived(life);
        var last = states[^1].State;
        var until = last.At + TimeSpan.FromDays(500);
        var stepped = last;
        while (stepped.NextDueAt <= until) stepped = Due.Advance(stepped, SmallCatalogue.First, stepped.NextDueAt).State;
        Difference.None(Due.Advance(last, SmallCatalogue.First, until).State, stepped, "the account after many steps");
    });

    /// <summary>What is counted is used by chance: some of it held and captured, released or left to lapse, some refunded.</summary>
    [Fact]
    public void No_counter_goes_below_zero_or_beyond_its_limit() => Check(Lives, life =>
    {
        var (states, _) = Lived(life with { Works = true });
        foreach (var (state, _) in states)
        {
            Assert.Empty(Invariants.Broken(state));
            foreach (var use in state.Meters)
                foreach (var window in use.Earlier.Add(use.Latest)) Within(window.Counter, SmallCatalogue.First.PlanOf(state).Meters[use.Meter].Limit);
            foreach (var limit in state.Limits) Within(limit.Counter, limit.Amount);
        }

        static void Within(Counter counter, Amount? limit)
        {
            if (counter.Used.IsNegative || counter.Held.IsNegative || counter.Taken > limit) throw new XunitException($"{counter} of {limit}");
        }
    });

    /// <summary>Guarantees that moving between zones wins nothing: a limit's next window begins to count when the one before is over, and never before.</summary>
    [Fact]
    public void The_windows_of_a_limit_follow_each_other() => Check(Lives, life =>
    {
        var window = default(Period);
        foreach (var (state, entry) in Lived(life with { Works = true }).States)
        {
            if (state.Limits is not [{ Counter: var counter }] || counter.Window == window) continue;
            if (!counter.Window.Contains(entry.At) || entry.At < window.End) throw new XunitException($"{counter.Window} begins at {entry.At}, after {window}");
            window = counter.Window;
        }
    });

    /// <summary>The states of an account with the entries that led to each.</summary>
    private static (List<(AccountState State, Entry Entry)> States, Life Life) Lived(Life life)
    {
        var states = new List<(AccountState State, Entry Entry)>();
        var journal = new Journal();
        var random = new Random(life.Opened.GetHashCode());
        var now = life.Opened;
        Do(new OpenAccount { Id = Id, Plan = life.Plan, TimeZone = life.First.Oracle.Name });
        if (life.Waiting) Do(new SetPlan { Plan = "vast", Billing = BillingPeriod.Monthly, AtPeriodEnd = true });
        if (life.Works) Do(new CreateKey { Name = "k", SecretHash = "s", Preview = "p", Budget = new("credits", Amount.Units(3), (Window)random.Next(1, 4)) });
        foreach (var (after, zone) in life.Moves)
        {
            Pass(after);
            Do(new ChangeAccount { TimeZone = zone.Oracle.Name });
        }

        Pass(TimeSpan.FromDays(400));
        return (states, life);

        void Pass(TimeSpan span)
        {
            for (var left = life.Works ? random.Next(1, 8) : 0; left > 0; left--)
            {
                now += span / 8;
                Do(Work(random, states[^1].State, journal));
            }

            now += span;
            foreach (var entry in Due.Advance(states[^1].State, SmallCatalogue.First, now).Entries) Add(entry);
        }

        void Do(Command command)
        {
            var decision = command.Decide(states.Count == 0 ? null : states[^1].State, SmallCatalogue.First, now);
            foreach (var entry in decision.Entries) Add(entry);
        }

        void Add(Entry entry)
        {
            journal.Add([entry]);
            states.Add((states.Count == 0 ? AccountState.Open(Id, entry) : states[^1].State.Apply(entry), entry));
        }
    }

    private static Command Work(Random random, AccountState account, Journal journal)
    {
        var operation = new[] { "edit", "export", "report", "speak", "search", "find" }[random.Next(6)];
        var quantity = Amount.Units(random.Next(1, 4));
        var key = operation == "find" ? account.Keys[0].Id : null;
        return random.Next(6) switch
        {
            0 or 1 => new PlaceHold { Hold = $"h{account.Seq}", Operation = operation, Quantity = quantity, Key = key, Lifetime = TimeSpan.FromHours(random.Next(1, 700)) },
            2 => new Charge { Operation = operation, Quantity = quantity, Key = key },
            3 => journal.Refund(journal.Entries.Where(entry => entry.Body is Charged or HoldCaptured).Select(entry => entry.Seq).OrderBy(_ => random.Next()).FirstOrDefault(), null),
            4 => new CaptureHold { Hold = account.Holds.FirstOrDefault()?.Id ?? "none", Final = random.Next(2) == 0, Quantity = Amount.Units(1) },
            _ => new ReleaseHold { Hold = account.Holds.LastOrDefault()?.Id ?? "none" },
        };
    }

    /// <summary>Every period with the entry that began it, the zone that the account lived in by then, and its anchor.</summary>
    private static IEnumerable<(Period Period, Entry Entry, TzFile Zone, Instant Opened)> PeriodsOf((List<(AccountState State, Entry Entry)> States, Life Life) lived) =>
        from step in lived.States
        where step.Entry.Body is AccountOpened or PeriodStarted
        select (step.State.Period, step.Entry, lived.Life.ZoneNamed(step.State.TimeZone), lived.Life.Opened);

    private static Gen<Life> Lives =>
        from zone in Gen.Elements(Zones)
        from opened in OpeningIn(zone.Oracle)
        from plan in Gen.Elements("basic", "pro")
        from count in Gen.Choose(0, 5)
        from moves in Gen.ArrayOf(
            // Often home again, and soon, where the same windows are met again.
            from hours in Gen.OneOf(Gen.Choose(0, 30), Gen.Choose(0, 50 * 24))
            from to in Gen.OneOf(Gen.Elements(Zones), Gen.Constant(zone))
            select (TimeSpan.FromHours(hours), to),
            count)
        select new Life(zone, opened, plan, moves);

    /// <summary>Mostly at the end of a month, on a leap day, or within hours of a clock change.</summary>
    private static Gen<Instant> OpeningIn(TzFile zone)
    {
        var (first, last) = (zone.IndexAt(Zoneinfo.Utc(2015, 1, 1).UnixSeconds) + 1, zone.IndexAt(Zoneinfo.Utc(2032, 1, 1).UnixSeconds));
        var any = from month in Gen.Choose(0, 16 * 12) from day in Gen.Choose(1, 31) from hour in Gen.Choose(0, 23) select Of(month, day, hour);
        var late = from month in Gen.Choose(0, 16 * 12) from day in Gen.Choose(28, 31) from hour in Gen.Elements(0, 1, 12, 22, 23) select Of(month, day, hour);
        var leap = from year in Gen.Elements(2016, 2020, 2024, 2028) from hour in Gen.Choose(0, 23) select Of((year - 2015) * 12 + 1, 29, hour);
        var change = last < first ? late : from at in Gen.Choose(first, last) from away in Gen.Choose(-10_800, 10_800) select Instant.FromUnixSeconds(zone.Starts[at] + away);
        return Gen.Frequency((1, any), (2, late), (1, leap), (2, change));

        Instant Of(int month, int day, int hour)
        {
            var begins = new DateTime(2015, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(month);
            return zone.FirstShowing(begins.AddDays(Math.Min(day, DateTime.DaysInMonth(begins.Year, begins.Month)) - 1).AddHours(hour));
        }
    }

    private void Check(Gen<Life> lives, Action<Life> holds)
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None));
        Prop.ForAll(lives.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(replay).WithQuietOnSuccess(true));
    }

    private sealed record Life((TimeZoneInfo Zone, TzFile Oracle) First, Instant Opened, string Plan, (TimeSpan After, (TimeZoneInfo Zone, TzFile Oracle) To)[] Moves)
    {
        /// <summary>Whether a change of plan waits for the end of the first billing period.</summary>
        public bool Waiting { get; init; }

        /// <summary>Whether the account uses anything.</summary>
        public bool Works { get; init; }

        public TzFile ZoneNamed(string name) => Moves.Select(move => move.To.Oracle).Append(First.Oracle).First(zone => zone.Name == name);

        public override string ToString() => $"{Plan} opened in {First.Oracle.Name} at {Opened}, {string.Join(", ", Moves.Select(move => $"after {move.After} to {move.To.Oracle.Name}"))}";
    }
}
