using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// What of a batch is to be written, account by account in the order of their ids, so that two nodes that write to the
/// same accounts wait for each other in one order and never in a circle.
/// </summary>
internal sealed class BatchPlan
{
    private readonly HashSet<string> _callerIds = new(StringComparer.Ordinal);
    private readonly HashSet<AccountId> _refused = [];
    private readonly List<Run> _runs = [];
    private IReadOnlyList<Write> _batch = [];
    private int[] _order = [];

    /// <summary>One for each write of the batch, true when all of it has been dealt with.</summary>
    public WriteOutcome[] Outcomes { get; private set; } = [];

    /// <summary>The accounts with something to write, by their ids.</summary>
    public IReadOnlyList<Run> Runs => _runs;

    /// <summary>Takes a batch, of which <see cref="Take"/> then plans piece after piece.</summary>
    public void Begin(IReadOnlyList<Write> batch)
    {
        foreach (var write in batch) Require(write);
        _batch = batch;
        Outcomes = new WriteOutcome[batch.Count];
        _refused.Clear();
    }

    /// <summary>Plans the writes from one place in the batch to another, and refuses what cannot follow from what stands before it.</summary>
    /// <param name="accounts">Whose are planned, and whose are left for another time.</param>
    public void Take(int first, int end, Func<AccountId, bool> accounts)
    {
        _runs.Clear();
        _order = [.. Enumerable.Range(first, end - first).Where(at => accounts(_batch[at].Account))];
        if (_order.Length > 1) Array.Sort(_order, (a, b) => _batch[a].Account.Value.CompareTo(_batch[b].Account.Value) is var byAccount and not 0 ? byAccount : a.CompareTo(b));
        for (var start = 0; start < _order.Length;)
        {
            var next = start + 1;
            while (next < _order.Length && _batch[_order[next]].Account == _batch[_order[start]].Account) next++;
            Plan(start, next);
            start = next;
        }
    }

    public Write this[Run run, int at] => _batch[_order[run.Start + at]];

    /// <summary>The first entry that the run adds.</summary>
    public EntryRow First(Run run) => this[run, 0].Entries[0];

    /// <summary>The last entry that the run adds.</summary>
    public EntryRow Last(Run run) => this[run, run.Count - 1].Entries[^1];

    /// <summary>The writes that are to be written, account by account.</summary>
    public IEnumerable<Write> Writes()
    {
        foreach (var run in _runs)
            for (var at = 0; at < run.Count; at++) yield return this[run, at];
    }

    /// <summary>Takes a write, and those of its account after it, out of the plan.</summary>
    /// <param name="runAt">The run's place in <see cref="Runs"/>; it goes when nothing is left of it.</param>
    public void Refuse(int runAt, int at, WriteOutcome outcome)
    {
        var run = _runs[runAt];
        RefuseFrom(run.Start + at, run.Start + run.Count, outcome);
        if (at == 0) _runs.RemoveAt(runAt);
        else _runs[runAt] = run with { Count = at };
    }

    private void Plan(int start, int end)
    {
        var account = _batch[_order[start]].Account;
        _callerIds.Clear();
        for (var at = start; at < end; at++)
        {
            if (Judge(account, at, start, end) is var outcome and not WriteOutcome.Written)
            {
                RefuseFrom(at, end, outcome);
                end = at;
            }
        }

        if (end > start) _runs.Add(new(account, start, end - start));
    }

    private WriteOutcome Judge(AccountId account, int at, int start, int end)
    {
        var write = _batch[_order[at]];
        var follows = at == start ? write.Entries[0].Seq >= 1 : write.Entries[0].Seq == _batch[_order[at - 1]].Entries[^1].Seq + 1;
        if (!follows || _refused.Contains(account)) return WriteOutcome.SeqTaken;
        if (end - start == 1 && write.Entries.Length == 1) return WriteOutcome.Written;
        foreach (var entry in write.Entries)
            if (entry.CallerId is not null && !_callerIds.Add(entry.CallerId)) return WriteOutcome.CallerIdTaken;
        return WriteOutcome.Written;
    }

    // The account's later writes follow an entry that does not exist.
    private void RefuseFrom(int at, int end, WriteOutcome outcome)
    {
        _refused.Add(_batch[_order[at]].Account);
        Outcomes[_order[at]] = outcome;
        for (var later = at + 1; later < end; later++) Outcomes[_order[later]] = WriteOutcome.SeqTaken;
    }

    // A write that is not a chain of one account's entries is a mistake of the program, not of the world.
    private static void Require(Write write)
    {
        if (write.Entries.IsDefaultOrEmpty) throw new ArgumentException("A write has at least one entry.");
        for (var at = 0; at < write.Entries.Length; at++)
        {
            var entry = write.Entries[at];
            if (entry.Account != write.Account) throw new ArgumentException($"A write of account {write.Account} has an entry of account {entry.Account}.");
            if (entry.Seq != write.Entries[0].Seq + at) throw new ArgumentException($"A write of account {write.Account} has a gap before entry {entry.Seq}.");
        }
    }
}

/// <summary>What one account's writes of a batch add, one after the other.</summary>
/// <param name="Start">Where its writes begin in the plan's order.</param>
internal readonly record struct Run(AccountId Account, int Start, int Count);
