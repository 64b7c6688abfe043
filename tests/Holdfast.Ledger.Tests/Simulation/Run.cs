using Xunit.Sdk;

namespace Holdfast.Ledger.Tests;

/// <summary>One simulated account: what is asked of it at which instants, told to the ledger and to the oracle.</summary>
internal sealed class Run
{
    /// <summary>Something that happens at an instant: a command, or a new version of the catalogue.</summary>
    private readonly record struct Step(Instant At, Command? Command, Catalogue? Catalogue);

    private static readonly AccountId Id = new(new("00000000-0000-4000-8000-00000000000a"));

    private readonly Catalogue first;
    private readonly Oracle oracle;
    private readonly Journal journal = new();
    private readonly List<string> came = [];
    private readonly HashSet<string> met = [];
    private Catalogue catalogue;
    private AccountState? state;

    private Run(Catalogue first)
    {
        this.first = catalogue = first;
        oracle = new(first);
    }

    /// <summary>Simulates an account. What does not come out as predicted is thrown, with the fewest steps that lead there.</summary>
    /// <returns>The statuses, the kinds of entries, and what else is rare that was met.</returns>
    public static IReadOnlySet<string> Check(int seed, int length)
    {
        var random = new Random(seed);
        var run = new Run(RandomCatalogue.First(random));
        var steps = new List<Step>();
        try
        {
            foreach (var step in run.Steps(random, length))
            {
                steps.Add(step);
                run.Take(step, random.Next());
            }

            Audit.Replay(run.journal.Entries, run.state!);
            return run.met;
        }
        catch (Exception failure)
        {
            throw new XunitException(Report(seed, run.first, Shortest(run.first, steps, failure), steps.Count));
        }
    }

    private IEnumerable<Step> Steps(Random random, int length)
    {
        var chance = new RandomCommand(random);
        var now = chance.Beginning();
        for (var count = 0; count < length; count++)
        {
            // Little is new on a closed account.
            if (state?.Status == AccountStatus.Closed && random.Next(10) == 0) yield break;
            if (state is null)
            {
                yield return new(now, chance.Open(Id, catalogue), null);
                continue;
            }

            now = chance.Later(now, oracle.NextDue);
            yield return random.Next(60) == 0 && now > catalogue.Since && now > oracle.Time
                ? new(now, null, RandomCatalogue.Next(random, catalogue, now))
                : new(now, Ask(chance, Instant.Max(now, oracle.Time)), null);
        }
    }

    private Command Ask(RandomCommand chance, Instant now) => chance.Next(Due.Advance(state!, catalogue, now).State, catalogue.At(now), journal, now);

    private void Take(Step step, int chance)
    {
        if (step.Catalogue is { } next)
        {
            came.Add(Table.Of(next).TrimEnd());
            catalogue = next with { Previous = catalogue, Version = catalogue.Version + 1 };
            oracle.Add(catalogue);
            return;
        }

        // Only right after an entry may a clock go back: what was read of the time since cannot be unread.
        if (state is not null && state.At < oracle.Time && step.At < oracle.Time) step = step with { At = oracle.Time };

        // The charge of a refund is looked up when it is asked for: without some steps it may be another, or none.
        var command = step.Command is Refund refund ? journal.Refund(refund.Charge, refund.Amount) with { CallerId = refund.CallerId } : step.Command!;
        var before = state is null || chance % 4 != 0 ? null : RoomsAt(Instant.Max(step.At, oracle.Time));
        var seenBefore = state;
        var predicted = oracle.Do(command, step.At);
        came.Add($"at {Words.Shown(step.At)}\n{Table.Line(command)} -> {predicted.Status} {predicted.Limit}");
        var decision = Decide(command, step.At);
        Compare(predicted, decision);
        foreach (var entry in decision.Entries) Tells(entry);
        if (before is not null && decision.Status == Status.Done) Foresees(command, seenBefore!, step.At, decision, before);
        met.Add(decision.Status.ToString());
        if (state is null) return;
        var now = Instant.Max(step.At, oracle.Time);
        oracle.Advance(now);
        var seen = Due.Advance(state, catalogue, now).State;
        if (Portrait.Of(seen, catalogue.At(now), now).Difference(oracle.Portrait(now)) is { } difference) throw new XunitException(difference);
        if (chance % 8 == 0) InSteps(now, seen, chance);
    }

    private Decision Decide(Command command, Instant at)
    {
        if (journal.Find(command.CallerId) is { } before) return new() { Status = command.Again(before), State = state };
        var decision = command.Decide(state, catalogue, at);
        Audit.Decision(state, command, catalogue, at, decision);
        if (decision.Status != Status.Done) return decision;
        state = decision.State!;
        journal.Add(decision.Entries);
        Closings.Compare(oracle, journal.Entries, decision.Entries.Length);
        foreach (var entry in decision.Entries) Meet(entry.Body);
        return decision;
    }

    private Dictionary<string, decimal?> RoomsAt(Instant now)
    {
        oracle.Advance(now);
        return oracle.Rooms(now);
    }

    /// <summary>What was foreseen of a command is what has come of it.</summary>
    private void Foresees(Command command, AccountState was, Instant at, Decision decision, Dictionary<string, decimal?> before)
    {
        var foresight = command.Foresee(was, catalogue, at);
        Difference.None(decision, foresight.Decision, "what was foreseen");
        var after = oracle.Rooms(decision.Entry.At);
        var predicted = before.Keys.Union(after.Keys).Select(limit => (limit, before.GetValueOrDefault(limit), after.GetValueOrDefault(limit)))
            .Where(limit => limit.Item2 != limit.Item3).Select(limit => $"{limit.limit} {Portrait.Shown(limit.Item2)}>{Portrait.Shown(limit.Item3)}");
        var foreseen = foresight.Limits.Select(limit => $"{OfLine(limit.Limit)} {Portrait.Shown(limit.Before)}>{Portrait.Shown(limit.After)}");
        var differ = predicted.Except(foreseen).Concat(foreseen.Except(predicted)).ToList();
        if (differ.Count > 0) throw new XunitException($"foresees otherwise: {string.Join(", ", differ)}");
    }

    /// <summary>An entry carries the alerts that it should.</summary>
    private void Tells(Entry entry)
    {
        var told = entry.Body.Alerts.Select(alert => $"{OfLine(alert.Limit)} {(alert.Below is { } below ? $"<{below}" : $"{alert.Percent}%")} {Portrait.Shown(alert.Left)}");
        var differ = oracle.AlertsOf(entry.Seq).Except(told).Select(alert => alert + " lacks").Concat(told.Except(oracle.AlertsOf(entry.Seq))).ToList();
        if (differ.Count > 0) throw new XunitException($"tells otherwise in entry {entry.Seq}, {entry.Body.Kind}: {string.Join(", ", differ)}");
    }

    /// <summary>A key's budget is named after the key that pays; the oracle names it after the first one.</summary>
    private string OfLine(string limit) => limit.StartsWith("key:", StringComparison.Ordinal) ? "key:" + (state!.Key(limit["key:".Length..])?.Line ?? limit["key:".Length..]) : limit;

    private void Meet(EntryBody body)
    {
        met.Add(body.Kind);
        if (body is HoldCaptured { Uncovered.IsPositive: true }) met.Add("uncovered");
        if (Closing.In(body) is { } closing) Meet(closing);
        if (body is Charged { UsedAt: { } used }) met.Add(state!.EndedPeriods.Any(period => period.Contains(used)) ? "late usage of a period that was over" : "late usage");
        if (body is Refunded { UsedAt: not null }) met.Add("refund of late usage");
        foreach (var alert in body.Alerts) met.Add("alert of " + alert.Limit.Split(':')[0]);
        foreach (var posting in body.Postings) if (posting.Debt) met.Add($"debt {posting.From}>{posting.To}");
    }

    private void Meet(Closing closing)
    {
        if (closing.Meters.Any(meter => meter.Units.IsPositive)) met.Add("closing of units beyond a limit");
        if (closing.Operations.Any(operation => operation.Catalogues.Length > 1)) met.Add("closing of two catalogues");
        foreach (var asset in closing.Assets)
        {
            if (asset.Paid.IsPositive && asset.Owed.IsPositive) met.Add("closing of what is paid and owed");
            if (asset.Refunded.IsPositive) met.Add("closing with a refund");
            if (asset.Due.IsNegative) met.Add("closing with a credit");
        }
    }

    internal static void Compare(Oracle.Verdict predicted, Decision decision)
    {
        var lack = decision.Lack;
        var came = new Oracle.Verdict(decision.Status, lack?.Limit, (lack?.Available.Micros ?? 0) / 1_000_000m, (lack?.Affordable.Micros ?? 0) / 1_000_000m,
            decision.Status == Status.Done && decision.Entry.Body is HoldCaptured captured ? captured.Uncovered.Micros / 1_000_000m : 0);
        if (came != predicted) throw new XunitException($"came {came}, and {predicted} was predicted");
    }

    /// <summary>Time that passes in many steps leads where one step does.</summary>
    private void InSteps(Instant now, AccountState seen, int chance)
    {
        var random = new Random(chance);
        var stepped = state!;
        var at = stepped.At;
        while (at < now)
        {
            at = Instant.Min(now, random.Next(2) == 0 ? stepped.NextDueAt : at + TimeSpan.FromHours(random.Next(1, 5_000)));
            stepped = Due.Advance(stepped, catalogue, at).State;
        }

        Difference.None(seen, stepped, "the account after many steps");
    }

    /// <summary>Runs some of the steps; what went wrong, or null when nothing did.</summary>
    private static (string Failure, Run Run)? Again(Catalogue first, IEnumerable<Step> steps)
    {
        var run = new Run(first);
        try
        {
            foreach (var step in steps) run.Take(step, chance: 0);
            if (run.state is not null) Audit.Replay(run.journal.Entries, run.state);
            return null;
        }
        catch (Exception failure)
        {
            return (failure is XunitException ? failure.Message : failure.ToString(), run);
        }
    }

    /// <summary>Leaves out whatever is not needed to fail, first in large parts, then one by one.</summary>
    private static (string Failure, Run? Run) Shortest(Catalogue first, List<Step> steps, Exception failure)
    {
        if (Again(first, steps) is not { } shortest) return (failure.ToString(), null);
        var left = steps.ToList();
        for (var size = Math.Max(1, left.Count / 2); size > 0; size /= 2)
            for (var from = left.Count - size; from >= 0; from -= size)
            {
                var fewer = left.Where((_, index) => index < from || index >= from + size).ToList();
                if (fewer.Count == 0 || Again(first, fewer) is not { } shorter || !IsSame(shorter.Failure, shortest.Failure)) continue;
                (shortest, left) = (shorter, fewer);
                from = Math.Min(from, left.Count);
            }

        return shortest;
    }

    /// <summary>Fewer steps may fail otherwise, which says nothing about the first failure.</summary>
    private static bool IsSame(string failure, string other) => failure.Split(' ')[0] == other.Split(' ')[0];

    private static string Report(int seed, Catalogue first, (string Failure, Run? Run) shortest, int steps) => $"""
        seed {seed} fails at its step {steps}: {shortest.Failure}
        {Table.Of(first)}{string.Join('\n', shortest.Run?.came ?? ["(not again when its steps were repeated)"])}
        !!! {shortest.Failure}
        """;
}
