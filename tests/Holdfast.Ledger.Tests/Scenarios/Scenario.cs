using System.Collections.Immutable;
using Xunit.Sdk;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// A table of commands to one account and of what is to come of each: one line, one command, one status. A line without an
/// arrow is to be done, or states figures. A failure prints the whole table as it came out. Every step is audited, see
/// <see cref="Audit"/>.
/// </summary>
internal sealed partial class Scenario
{
    /// <summary>Where every table begins: a Thursday.</summary>
    private static readonly Instant Beginning = Words.InstantOf("2026-01-01", default);

    private static readonly AccountId Id = new(new("00000000-0000-4000-8000-000000000001"));

    private readonly Queue<Func<Catalogue, Catalogue>> changes;
    private readonly List<Entry> journal = [];
    private readonly Dictionary<string, string> keys = [];
    private readonly Dictionary<string, long> labels = [];
    private Catalogue catalogue;
    private AccountState? state;
    private Instant now = Beginning;
    private int before;

    private Scenario(Catalogue catalogue, IEnumerable<Func<Catalogue, Catalogue>> changes)
    {
        this.catalogue = catalogue;
        this.changes = new(changes);
    }

    /// <summary>Runs a table with the small catalogue.</summary>
    /// <param name="changes">What each line <c>catalogue</c> changes.</param>
    public static void Check(string table, params Func<Catalogue, Catalogue>[] changes) => Check(SmallCatalogue.First, table, changes);

    public static void Check(Catalogue catalogue, string table, params Func<Catalogue, Catalogue>[] changes)
    {
        var scenario = new Scenario(catalogue, changes);
        var came = new List<string>();
        string? broken = null;
        foreach (var line in table.Split('\n'))
        {
            try
            {
                came.Add(broken is null ? scenario.Came(line.TrimEnd()) : line);
            }
            catch (Exception failure)
            {
                broken = failure is XunitException ? failure.Message : failure.ToString();
                came.Add($"{line}\n!!! {broken}");
            }
        }

        var actual = string.Join('\n', came);
        if (actual != table) throw new XunitException("The table came out as\n" + actual);
        if (scenario.state is { } state) Audit.Replay(scenario.journal, state);
    }

    /// <summary>The command that a line stands for at an instant.</summary>
    public static Command Parsed(string line, Catalogue catalogue, Instant now) => new Scenario(catalogue, []) { now = now }.Named(new Words(line, now));

    private string Came(string line)
    {
        if (line.Length == 0 || line[0] == '#') return line;
        var arrow = line.IndexOf("->", StringComparison.Ordinal);
        var asked = arrow < 0 ? line : line[..arrow];
        var expected = arrow < 0 ? null : line[(arrow + 2)..].Trim();
        var words = new Words(asked, now);
        if (Clock(words)) return line;
        if (Fact(words) is { } figures) return Words.Replaced(asked, (name, written) => Words.Shown(figures(name), written, now));
        if (Picture(words) is { } picture) return $"{asked}-> {picture}";
        if (words.Verb == "foresee") return $"{asked}-> {Foreseen(Named(new Words(asked[(asked.IndexOf("foresee", StringComparison.Ordinal) + "foresee".Length)..], now)))}";

        state ??= words.Verb == "open" ? null : Do(new OpenAccount { Id = Id }).State;
        var decision = Do(Named(words));
        if (decision.Status == Status.Done) Label(words, decision);
        if (expected is null) return decision.Status == Status.Done ? line : $"{asked.TrimEnd()} -> {Outcome(decision, "")}";
        return $"{asked}-> {Outcome(decision, expected)}";
    }

    private bool Clock(Words words)
    {
        switch (words.Verb)
        {
            case "at":
                now = Words.InstantOf(words[1], now);
                return true;
            case "wait":
                now += Words.SpanOf(words[1]);
                return true;
            case "catalogue":
                catalogue = SmallCatalogue.Next(catalogue, now, changes.Dequeue());
                return true;
            default:
                return false;
        }
    }

    /// <summary>Does what the engine does: looks for the caller's id, decides, keeps the entries.</summary>
    private Decision Do(Command command)
    {
        if (command.CallerId is { } id && journal.Find(entry => entry.CallerId == id) is { } first)
            return new() { Status = command.Again(first), State = state };
        var decision = command.Decide(state, catalogue, now);
        Audit.Decision(state, command, catalogue, now, decision);
        if (decision.Status != Status.Done) return decision;
        state = decision.State!;
        before = journal.Count;
        journal.AddRange(decision.Entries);
        return decision;
    }

    private void Label(Words words, Decision decision)
    {
        if (words.Named("as") is { } label) labels[label] = decision.Entry.Seq;
        if (decision.Entry.Body is KeyCreated created) keys[words[1]] = created.Key.Id;
        if (decision.Entry.Body is KeyRotated rotated) keys[words[2]] = rotated.Key.Id;
    }

    /// <summary>The status, and of what the refusal says as much as was asked.</summary>
    private string Outcome(Decision decision, string expected)
    {
        var asked = expected.Contains(' ', StringComparison.Ordinal) ? expected[expected.IndexOf(' ', StringComparison.Ordinal)..] : "";
        return decision.Status + Words.Replaced(asked, (name, written) => Words.Shown(
            name switch
            {
                "limit" => (object?)decision.Lack?.Limit,
                "available" => decision.Lack?.Available,
                "affordable" => decision.Lack?.Affordable,
                _ => throw new InvalidDataException(name),
            },
            written,
            now));
    }

    /// <summary>The account as a reader sees it now.</summary>
    private AccountState Read() => Due.Advance(state!, catalogue, now).State;
}
