using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Deciding: one command on the newest state of its cell, and what its landing means.</summary>
public sealed partial class AccountEngine
{
    /// <summary>After a store that did not answer, a command is tried again this often, after these pauses, before the caller hears of it.</summary>
    internal static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250)];

    /// <summary>A command that keeps losing to others is decided anew this often.</summary>
    internal const int DecisionsMax = 1_000;

    /// <summary>What the external id's owner hears of.</summary>
    internal static readonly Answer ExternalIdTaken = new(Status.ExternalIdTaken, null, null, null);

    /// <summary>The account's cell if it is in memory and loaded.</summary>
    internal Cell? FindLoaded(AccountId account) => cells.FindLoaded(account);

    internal ValueTask<Cell> LoadAsync(AccountId account, CancellationToken cancel) => cells.GetAsync(account, cancel);

    /// <summary>Decides on the newest state and queues what follows. Whoever calls this rings for the lane.</summary>
    /// <param name="searched">What the journal was asked of the caller's id.</param>
    /// <param name="before">A decision that this one must follow; the default for none.</param>
    internal Decided Decide(Cell cell, Command command, Search searched, in Decided before = default)
    {
        var now = Now;
        lock (cell.Gate)
        {
            if (cell.Evicted || !cell.Loaded) return default;
            if (!before.IsOfOneTimeWith(cell)) return new() { Try = Try.OutOfTurn };
            if (command.CallerId is { } id)
            {
                if (cell.PendingIds?.TryGetValue(id, out var first) == true)
                    return Made(cell, new(command.Again(first.Entry), first.Entry, null, null), first);
                var committed = cell.Committed?.Seq ?? 0;
                if (!searched.Covers(committed) && journal.ProbablyKnows(cell.Id, id))
                    return new() { Try = Try.SearchFirst, Cell = cell, Epoch = cell.Epoch, CommittedSeq = committed };
            }

            var met = cell.Newest;
            var catalogue = Catalogues.Newest;
            var decision = command.Decide(met, catalogue, now);
            if (decision.Status != Status.Done)
                return Made(cell, new(decision.Status, null, decision.State, decision.Lack, Bounds: decision.Bounds), cell.PendingNewest) with
                {
                    IsRefusal = true,
                    JudgedSeq = met?.Seq ?? 0,
                    JudgedCatalogue = catalogue.Version,
                };
            return Made(cell, new(Status.Done, decision.Entry, decision.State, null, met), Take(cell, decision, catalogue), isOwn: true);
        }
    }

    private static Decided Made(Cell cell, Answer answer, Item? rests, bool isOwn = false) =>
        new() { Try = Try.Decided, Cell = cell, Epoch = cell.Epoch, Answer = answer, Rests = rests, IsOwn = isOwn };

    /// <summary>Moves the cell to the state after a decision, and queues it. The gate is held.</summary>
    private Item Take(Cell cell, Decision decision, Catalogue inForce)
    {
        var write = WriteMaker.Of(cell, decision, inForce, options.SnapshotEvery);
        var after = decision.State!;
        var hash = write.Entries[^1].Hash;
        var item = new Item(cell, cell.Epoch, write, after, hash, decision.Entry);
        LaneOf(cell.Id).Queue(item);
        (cell.Newest, cell.NewestHash) = (after, hash);
        if (write.Snapshot is not null) cell.SnapshotSeq = after.Seq;
        cell.Pending++;
        cell.PendingNewest = item;
        if (decision.Entry.CallerId is { } id) (cell.PendingIds ??= new(StringComparer.Ordinal))[id] = item;
        return item;
    }

    /// <summary>What to do once what a decision rests on has landed.</summary>
    internal static Step Next(in Decided decided) => decided.Try switch
    {
        Try.NotLoaded or Try.OutOfTurn or Try.AskFirst => Step.Again,
        Try.SearchFirst => Step.Search,
        Try.Decided => (decided.Rests?.Landing ?? Landing.Committed) switch
        {
            Landing.Committed => decided.IsRefusal ? Step.Confirm : Step.Answer,
            Landing.Unknown => Step.FindOut,

            // What another's write would have changed is not there to be judged on.
            Landing.CallerIdTaken => decided.IsOwn ? Step.Search : Step.Again,
            Landing.ExternalIdTaken => decided.IsOwn ? Step.Refuse : Step.Again,
            Landing.Unavailable => decided.IsOwn ? Step.Pause : Step.Again,
            Landing.Lost => Step.Again,
        },
    };

    /// <summary>Counts what a caller is told, and keeps nothing of an account that does not exist.</summary>
    internal Answer Told(Command command, in Answer answer, Cell? cell)
    {
        if (answer.Status == Status.AccountUnknown && cell is not null) cells.Forget(cell);
        EngineMetrics.Answered(command, answer.Status);
        return answer;
    }

    /// <summary>What to tell of a refusal that is true of the journal: itself, or the first answer to a caller's id that came before it.</summary>
    internal ValueTask<Answer> ConfirmAsync(Command command, in Decided decided, CancellationToken cancel)
    {
        var account = decided.Cell!.Id;
        return command.CallerId is { } id && journal.MayKnow(account, id) ? SearchAsync(decided.JudgedSeq, decided.Answer) : new(decided.Answer);

        // What came after it was judged is another command's, under the same id.
        async ValueTask<Answer> SearchAsync(long seqMax, Answer refusal) => await AgainAsync(account, command, cancel, seqMax).ConfigureAwait(false) ?? refusal;
    }

    /// <summary>The answer to a caller's id that came before; null when it did not.</summary>
    /// <param name="seqMax">Entries after this one do not count.</param>
    internal async ValueTask<Answer?> AgainAsync(AccountId account, Command command, CancellationToken cancel, long seqMax = long.MaxValue)
    {
        foreach (var row in await journal.FindAsync(account, command.CallerId!, cancel).ConfigureAwait(false))
        {
            if (row.CallerId != command.CallerId || row.Seq > seqMax) continue;
            var first = EntryCodec.Decode(row);
            return new(command.Again(first), first, null, null);
        }

        return null;
    }

    /// <summary>Whether a write of unknown outcome is in the journal.</summary>
    /// <exception cref="OutcomeUnknownException">The store did not answer, not even after a few tries: deciding anew might do it twice.</exception>
    internal async ValueTask<bool> LandedAsync(Item item, CancellationToken cancel)
    {
        try
        {
            return await PatientlyAsync(() => journal.HasAsync(item.Write, cancel), cancel).ConfigureAwait(false);
        }
        catch (JournalUnavailableException cause)
        {
            throw new OutcomeUnknownException("Whether an entry was written cannot be found out now.", cause);
        }
    }

    /// <summary>Asks the store, and once more after each of the <see cref="Pauses"/> while it does not answer.</summary>
    internal static async ValueTask<T> PatientlyAsync<T>(Func<ValueTask<T>> ask, CancellationToken cancel)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (JournalUnavailableException) when (failures < Pauses.Length)
            {
                await Task.Delay(Pauses[failures], cancel).ConfigureAwait(false);
            }
        }
    }

    private Lane LaneOf(AccountId account) => lanes.Length == 1 ? lanes[0] : lanes[unchecked((uint)account.GetHashCode()) % (uint)lanes.Length];

    /// <summary>Has what was decided for an account committed.</summary>
    internal void Ring(AccountId account) => LaneOf(account).Ring();

    /// <summary>Has all that was decided committed.</summary>
    internal void Ring()
    {
        foreach (var lane in lanes) lane.Ring();
    }
}
