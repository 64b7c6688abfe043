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
        var failures = 0;
        var searched = Search.None;
        for (var decisions = 0; decisions < DecisionsMax; decisions++)
        {
            try
            {
                var cell = cells.FindLoaded(account) ?? await cells.GetAsync(account, cancel).ConfigureAwait(false);
                var decided = Decide(cell, command, searched);
                if (decided.Batch is not null) await decided.Batch.Done.ConfigureAwait(false);
                switch (Next(cell, command, decided))
                {
                    case Step.Answer:
                        return decided.Answer;
                    case Step.Refuse:
                        return new(Status.ExternalIdTaken, null, null, null);
                    case Step.FindOut when await LandedAsync(decided.Item!, cancel).ConfigureAwait(false):
                        return decided.Answer;
                    case Step.Search:
                        if (await AgainAsync(account, command, cancel).ConfigureAwait(false) is { } again) return again;
                        searched = new(decided.CommittedSeq);
                        continue;
                    case Step.Pause:
                        break;
                    default:
                        continue;
                }
            }
            catch (JournalUnavailableException) when (failures < Pauses.Length)
            {
            }

            if (failures >= Pauses.Length) throw new JournalUnavailableException("The journal cannot be written.");
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

    /// <summary>Decides on the newest state and queues what follows.</summary>
    private Decided Decide(Cell cell, Command command, Search searched)
    {
        var now = Now;
        lock (cell.Gate)
        {
            if (cell.Evicted || !cell.Loaded) return default;
            var committed = cell.Committed?.Seq ?? 0;
            if (command.CallerId is { } id)
            {
                if (cell.PendingIds?.Contains(id) == true) return new() { Batch = cell.PendingBatch };
                if (!searched.Covers(committed) && journal.MayKnow(cell.Id, id)) return new() { CommittedSeq = committed, NeedsSearch = true };
            }

            var decision = command.Decide(cell.Newest, Catalogues.Newest, now);
            if (decision.Status != Status.Done)
            {
                return new()
                {
                    Answer = new(decision.Status, null, decision.State, decision.Lack),
                    Batch = cell.Pending > 0 ? cell.PendingBatch : null,
                    Epoch = cell.Epoch,
                    Refused = true,
                };
            }

            var before = cell.Newest;
            var item = Take(cell, decision);
            cell.PendingBatch = LaneOf(cell.Id).Queue(item);
            return new() { Answer = new(Status.Done, decision.Entry, decision.State, null) { Before = before }, Item = item, Batch = cell.PendingBatch, CommittedSeq = committed };
        }
    }

    /// <summary>What to do once the batch of a decision is done.</summary>
    private Step Next(Cell cell, Command command, in Decided decided)
    {
        if (decided.NeedsSearch) return Step.Search;
        if (decided.Refused)
        {
            // A refusal stands only if what it was judged on was committed.
            if (!StillHolds(cell, decided.Epoch)) return Step.Again;
            if (decided.Answer.Status == Status.AccountUnknown) cells.Forget(cell);
            EngineMetrics.Answered(command, decided.Answer.Status);
            return Step.Answer;
        }

        if (decided.Item is null) return Step.Again;
        switch (decided.Item.Landing)
        {
            case Landing.Committed:
                EngineMetrics.Answered(command, Status.Done);
                return Step.Answer;
            case Landing.CallerIdTaken:
                return Step.Search;
            case Landing.ExternalIdTaken:
                return Step.Refuse;
            case Landing.Unavailable:
                return Step.Pause;
            case Landing.Unknown:
                return Step.FindOut;
            default:
                return Step.Again;
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
        if (callerId is not null) (cell.PendingIds ??= new(StringComparer.Ordinal)).Add(callerId);
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

    /// <summary>What became of one try to decide.</summary>
    private readonly struct Decided
    {
        public Answer Answer { get; init; }

        /// <summary>What was queued; null when nothing was.</summary>
        public Item? Item { get; init; }

        /// <summary>What must be done before the answer counts; null for nothing.</summary>
        public Batch? Batch { get; init; }

        /// <summary>The cell's, when it was decided.</summary>
        public int Epoch { get; init; }

        public bool Refused { get; init; }

        /// <summary>Whether the journal may know the caller's id, and must be asked first.</summary>
        public bool NeedsSearch { get; init; }

        /// <summary>The account's last entry on disk then.</summary>
        public long CommittedSeq { get; init; }
    }

    private enum Step
    {
        /// <summary>The answer stands.</summary>
        Answer,

        /// <summary>The store has refused what only it can know.</summary>
        Refuse,

        /// <summary>Decide anew.</summary>
        Again,

        /// <summary>Ask the journal for the caller's id.</summary>
        Search,

        /// <summary>Ask the journal whether the entry was written.</summary>
        FindOut,

        /// <summary>Wait for the store, then decide anew.</summary>
        Pause,
    }

    /// <summary>That the journal was asked for the caller's id, and did not know it, when the account's last entry was this one.</summary>
    private readonly record struct Search(long Seq)
    {
        internal static readonly Search None = new(-1);

        internal bool Covers(long seq) => Seq == seq;
    }
}
