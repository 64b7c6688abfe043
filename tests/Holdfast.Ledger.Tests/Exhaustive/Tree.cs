using Xunit.Sdk;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// Every sequence of a world's commands up to a length, at every rising choice of its instants, as one tree: sequences share
/// what they begin with. Each step is told to the ledger and to the oracle, and audited. A refusal is looked at and not
/// grown from: it leaves the account as it was, so what may follow it is what may follow without it.
/// </summary>
internal sealed class Tree
{
    /// <summary>Where a sequence has come to.</summary>
    /// <param name="State">Null before the account is opened. The audit of each step has proved that the entries lead to it.</param>
    private readonly record struct Node(AccountState? State, Oracle Oracle, int Instant);

    private static readonly Instant Beginning = Words.InstantOf("2026-01-01", default);

    private readonly World world;
    private readonly Instant[] instants;
    private readonly string[] lines;

    /// <summary>The commands, by instant and line.</summary>
    private readonly Command[][] commands;

    private readonly Journal journal = new();
    private readonly List<string> path = [];
    private readonly HashSet<Status> met = [];

    private Tree(World world)
    {
        this.world = world;
        instants = [.. world.Instants.Select(span => Beginning + Words.SpanOf(span))];
        lines = Lines(world.Commands);
        commands = [.. instants.Select(at => lines.Select(line => Scenario.Parsed(line, world.Catalogue, at)).ToArray())];
    }

    /// <summary>How many steps were judged.</summary>
    public long Steps { get; private set; }

    /// <summary>How many sequences of the full length there are, refusals and all.</summary>
    public decimal Sequences { get; private set; }

    /// <summary>Grows the tree. What does not come out as predicted is thrown, with the sequence that leads there.</summary>
    public static Tree Check(World world, int depth)
    {
        var tree = new Tree(world);
        var node = new Node(null, new(world.Catalogue), 0);
        foreach (var line in Lines(world.Before))
            node = tree.Step(node, line, Scenario.Parsed(line, world.Catalogue, tree.instants[0]), 0)
                ?? throw new XunitException($"{world.Name} cannot begin: {line}\n{string.Join('\n', tree.path)}");
        tree.Grow(node, depth);
        tree.Sequences = Choices(world.Instants.Length, depth) * (decimal)Math.Pow(tree.lines.Length, depth);
        Assert.Empty(world.Meets.Except(tree.met));
        return tree;
    }

    private void Grow(Node node, int depth)
    {
        if (depth == 0) return;
        var (entries, steps) = (journal.Entries.Count, path.Count);
        for (var at = node.Instant; at < instants.Length; at++)
            for (var line = 0; line < lines.Length; line++)
            {
                if (Step(node with { Oracle = GraphCopy.Of(node.Oracle) }, lines[line], commands[at][line], at) is { } next) Grow(next, depth - 1);
                journal.Cut(entries);
                path.RemoveRange(steps, path.Count - steps);
            }
    }

    /// <summary>Takes one step; null when it led nowhere.</summary>
    private Node? Step(Node node, string line, Command command, int instant)
    {
        Steps++;
        path.Add($"+{world.Instants[instant]} {line}");
        if (command is Refund refund) command = journal.Refund(refund.Charge == 0 ? LastCharge() : refund.Charge, refund.Amount) with { CallerId = refund.CallerId };
        try
        {
            var predicted = node.Oracle.Do(command, instants[instant]);
            path[^1] += $" -> {predicted.Status}";
            return Judged(node, command, instant, predicted);
        }
        catch (Exception failure)
        {
            throw new XunitException($"{world.Name}: {(failure is XunitException ? failure.Message : failure.ToString())}\n{string.Join('\n', path)}");
        }
    }

    private Node? Judged(Node node, Command command, int instant, Oracle.Verdict predicted)
    {
        var now = instants[instant];
        if (journal.Find(command.CallerId) is { } first)
        {
            Claim(predicted.Status == command.Again(first), $"{command.Again(first)}, and {predicted.Status} was predicted");
            met.Add(predicted.Status);
            return null;
        }

        var decision = command.Decide(node.State, world.Catalogue, now);
        Run.Compare(predicted, decision);
        Audit.Decision(node.State, command, world.Catalogue, now, decision);
        met.Add(decision.Status);
        if (decision.Status == Status.Done)
        {
            journal.Add(decision.Entries);
            Closings.Compare(node.Oracle, journal.Entries, decision.Entries.Length);
            node = node with { State = decision.State, Instant = instant };
        }

        if (node.State is null) return null;
        var seen = Due.Advance(node.State, world.Catalogue, now).State;
        if (Portrait.Of(seen, world.Catalogue, now).Difference(node.Oracle.Portrait(now)) is { } difference) throw new XunitException(difference);
        return decision.Status == Status.Done ? node : null;
    }

    private long LastCharge() => journal.Entries.LastOrDefault(entry => entry.Body is Charged or HoldCaptured)?.Seq ?? 0;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>In how many ways so many steps can be spread over instants that only rise.</summary>
    private static decimal Choices(int instants, int steps)
    {
        var ways = 1m;
        for (var step = 1; step <= steps; step++) ways = ways * (instants - 1 + step) / step;
        return ways;
    }

    private static void Claim(bool holds, string otherwise)
    {
        if (!holds) throw new XunitException(otherwise);
    }
}
