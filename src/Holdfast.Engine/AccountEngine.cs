using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// Decides commands on the newest state of their account, one account at a time and all accounts at once, and answers when
/// the journal has them. Reads see what is committed.
/// </summary>
public sealed partial class AccountEngine : IAsyncDisposable
{
    private readonly IJournal journal;
    private readonly TimeProvider time;
    private readonly EngineOptions options;
    private readonly Lane[] lanes;
    private readonly Cells cells;
    private readonly KeyDirectory keys;

    public AccountEngine(IJournal journal, Catalogues catalogues, TimeProvider time, EngineOptions options)
    {
        (this.journal, Catalogues, this.time, this.options) = (journal, catalogues, time, options);
        cells = new(journal, options);
        keys = new(journal);
        lanes = [.. Enumerable.Range(0, journal.Lanes).Select(number => new Lane(journal, number))];
    }

    public Catalogues Catalogues { get; }

    public Instant Now => Instant.From(time.GetUtcNow());

    /// <summary>Accounts in memory now.</summary>
    public int AccountsInMemory => cells.Count;

    /// <summary>After a store that did not answer, a command is tried again this often, after these pauses, before the caller hears of it.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250)];

    /// <summary>A command that keeps losing to others is decided anew this often.</summary>
    private const int DecisionsMax = 1_000;

    /// <summary>Decides a command and waits until it is on disk.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer, not even after a few tries. Nothing was written.</exception>
    public async ValueTask<Answer> ExecuteAsync(AccountId account, Command command, CancellationToken cancel)
    {
        var answer = await AnswerAsync(account, command, cancel).ConfigureAwait(false);
        EngineMetrics.Answered(command, answer.Status);
        return answer;
    }

    private async ValueTask<Answer> AnswerAsync(AccountId account, Command command, CancellationToken cancel)
    {
        var failures = 0;
        var search = false;
        for (var decisions = 0; decisions < DecisionsMax; decisions++)
        {
            try
            {
                if (command.CallerId is not null && (search || journal.MayKnow(account, command.CallerId))
                    && await AgainAsync(account, command, cancel).ConfigureAwait(false) is { } again) return again;

                var cell = await cells.GetAsync(account, cancel).ConfigureAwait(false);
                if (Decide(cell, command) is not { } decided) continue;
                if (decided.Batch is not null) await decided.Batch.Done.ConfigureAwait(false);
                if (decided.Item is null)
                {
                    // A refusal, or a wait for the same id: it stands only if what it was judged on was committed.
                    if (decided.Stands && StillHolds(cell, decided.Epoch)) return decided.Answer;
                    continue;
                }

                var landing = decided.Item.Landing;
                if (landing == Landing.Committed) return decided.Answer;
                if (landing == Landing.ExternalIdTaken) return new(Status.ExternalIdTaken, null, null, null);
                search |= landing == Landing.CallerIdTaken;
                if (landing == Landing.Unknown && await LandedAsync(decided.Item, cancel).ConfigureAwait(false)) return decided.Answer;
                if (landing != Landing.Unavailable) continue;
                if (failures >= Pauses.Length) throw new JournalUnavailableException("The journal cannot be written.");
            }
            catch (JournalUnavailableException) when (failures < Pauses.Length)
            {
            }

            await Task.Delay(Pauses[failures++], cancel).ConfigureAwait(false);
        }

        throw new JournalUnavailableException("The account is too busy.");
    }

    /// <summary>Decides a command and changes nothing.</summary>
    public async ValueTask<Answer> PreviewAsync(AccountId account, Command command, CancellationToken cancel)
    {
        if (command.CallerId is not null && journal.MayKnow(account, command.CallerId)
            && await AgainAsync(account, command, cancel).ConfigureAwait(false) is { } again) return again;
        var cell = await cells.GetAsync(account, cancel).ConfigureAwait(false);
        var decision = command.Decide(cell.Committed, Catalogues.Newest, Now);
        return new(decision.Status, decision.Entries.IsEmpty ? null : decision.Entry, decision.State, decision.Lack);
    }

    /// <summary>Whether the store answers.</summary>
    public ValueTask PingAsync(CancellationToken cancel) => journal.PingAsync(cancel);

    /// <summary>Commits what was accepted, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in lanes) await lane.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The answer to a caller's id that came before; null when it did not.</summary>
    private async ValueTask<Answer?> AgainAsync(AccountId account, Command command, CancellationToken cancel)
    {
        foreach (var row in await journal.FindAsync(account, command.CallerId!, cancel).ConfigureAwait(false))
        {
            if (row.CallerId != command.CallerId) continue;
            var first = EntryCodec.Decode(row);
            return new(command.Again(first), first, null, null);
        }

        return null;
    }

    /// <summary>Decides on the newest state and queues what follows. Null when the cell must be asked for anew.</summary>
    private Decided? Decide(Cell cell, Command command)
    {
        var now = Now;
        lock (cell.Gate)
        {
            if (cell.Evicted || !cell.Loaded) return null;
            if (command.CallerId is { } id && cell.PendingIds.Contains(id)) return new(default, null, cell.PendingBatch, cell.Epoch, Stands: false);

            var decision = command.Decide(cell.Newest, Catalogues.Newest, now);
            if (decision.Status != Status.Done)
                return new(new(decision.Status, null, decision.State, decision.Lack), null, cell.Pending > 0 ? cell.PendingBatch : null, cell.Epoch, Stands: true);

            var before = cell.Newest;
            var item = Take(cell, decision);
            cell.PendingBatch = LaneOf(cell.Id).Queue(item);
            return new(new(Status.Done, decision.Entry, decision.State, null, before), item, cell.PendingBatch, cell.Epoch, Stands: true);
        }
    }

    /// <summary>Moves the cell to the state after a decision. The gate is held.</summary>
    private Item Take(Cell cell, Decision decision)
    {
        var write = WriteMaker.Of(cell, decision, options.SnapshotEvery);
        var after = decision.State!;
        var hash = write.Entries[^1].Hash;
        var callerId = decision.Entry.CallerId;
        (cell.Newest, cell.NewestHash) = (after, hash);
        if (write.Snapshot is not null) cell.SnapshotSeq = after.Seq;
        cell.Pending++;
        if (callerId is not null) cell.PendingIds.Add(callerId);
        return new(cell, cell.Epoch, write, after, hash, callerId);
    }

    private Lane LaneOf(AccountId account) => lanes.Length == 1 ? lanes[0] : lanes[(uint)account.GetHashCode() % (uint)lanes.Length];

    private static bool StillHolds(Cell cell, int epoch)
    {
        lock (cell.Gate) return cell.Epoch == epoch;
    }

    /// <summary>Whether a write of unknown outcome is in the journal.</summary>
    private async ValueTask<bool> LandedAsync(Item item, CancellationToken cancel)
    {
        var last = item.Write.Entries[^1];
        await foreach (var row in journal.EntriesAsync(item.Cell.Id, last.Seq - 1, last.Seq, cancel).ConfigureAwait(false))
            return row.Hash.Span.SequenceEqual(last.Hash.Span);
        return false;
    }

    /// <param name="Item">What was queued; null when nothing was.</param>
    /// <param name="Batch">What must be done before the answer counts; null for nothing.</param>
    /// <param name="Stands">Whether the answer is one.</param>
    private readonly record struct Decided(Answer Answer, Item? Item, Batch? Batch, int Epoch, bool Stands);
}
