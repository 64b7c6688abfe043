using System.Diagnostics;
using System.Threading.Channels;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>What a command decided, on its way to the disk.</summary>
internal sealed class Item(Cell cell, int epoch, Write write, AccountState after, ReadOnlyMemory<byte> hash, Entry entry)
{
    internal readonly Cell Cell = cell;
    internal readonly int Epoch = epoch;
    internal readonly Write Write = write;
    internal readonly AccountState After = after;
    internal readonly ReadOnlyMemory<byte> Hash = hash;

    /// <summary>The command's own entry, the last of the write.</summary>
    internal readonly Entry Entry = entry;

    /// <summary>What carries the item; set when it is queued.</summary>
    internal Batch Batch = null!;

    /// <summary>Valid once the batch is done.</summary>
    internal Landing Landing;
}

/// <summary>Where an item ended up.</summary>
internal enum Landing
{
    /// <summary>On disk and published.</summary>
    Committed,

    /// <summary>Not written, through no fault of its own: decide again, by what is in the journal now.</summary>
    Lost,

    /// <summary>Not written: the journal has the caller's id already.</summary>
    CallerIdTaken,

    /// <summary>Not written: another account has the external id.</summary>
    ExternalIdTaken,

    /// <summary>Not written: the store does not answer.</summary>
    Unavailable,

    /// <summary>Written or not: the journal must be asked.</summary>
    Unknown,
}

/// <summary>Items that are committed in one round trip, and the promise that they were.</summary>
internal sealed class Batch
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal readonly List<Item> Items = [];

    internal Task Done => done.Task;

    internal void Finish() => done.SetResult();

    internal void Fail(Exception bug) => done.SetException(bug);
}

/// <summary>
/// Commits what the cells decide, everything that queued up meanwhile in one round trip, then publishes it. A hot account
/// is so as fast as a spread load.
/// </summary>
internal sealed class Lane : IAsyncDisposable
{
    private readonly IJournal journal;
    private readonly Catalogues catalogues;
    private readonly int number;
    private readonly Lock gate = new();
    private readonly Channel<byte> bell = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Queue<Batch> waiting = new();
    private readonly Task loop;
    private Batch? newest;
    private bool closed;

    internal Lane(IJournal journal, Catalogues catalogues, int number)
    {
        (this.journal, this.catalogues, this.number) = (journal, catalogues, number);
        loop = Task.Run(CommitAllAsync);
    }

    /// <summary>A batch takes so many items at most, so that the last of a long queue does not make the first wait.</summary>
    private const int BatchMax = 2_048;

    /// <summary>
    /// Queues an item; the batch that will carry it is done when it has landed. Whoever has queued all that he has to says
    /// so by <see cref="Ring"/>.
    /// </summary>
    internal void Queue(Item item)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (waiting.Count == 0 || newest!.Items.Count >= BatchMax) waiting.Enqueue(newest = new());
            item.Batch = newest;
            newest.Items.Add(item);
        }
    }

    /// <summary>Has what is queued committed.</summary>
    internal void Ring() => bell.Writer.TryWrite(0);

    /// <summary>Commits what is queued, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate) closed = true;
        bell.Writer.TryComplete();
        await loop.ConfigureAwait(false);
    }

    private async Task CommitAllAsync()
    {
        while (await bell.Reader.WaitToReadAsync().ConfigureAwait(false) || HasWaiting())
        {
            bell.Reader.TryRead(out _);
            while (Next() is { } batch)
            {
                try
                {
                    await CommitAsync(batch).ConfigureAwait(false);
                    batch.Finish();
                }
                catch (Exception bug)
                {
                    // Whoever waits hears of it; the lane goes on for the others.
                    LoseAll(batch.Items, Landing.Unknown);
                    batch.Fail(bug);
                }
            }
        }
    }

    private bool HasWaiting()
    {
        lock (gate) return waiting.Count > 0;
    }

    private Batch? Next()
    {
        lock (gate) return waiting.TryDequeue(out var batch) ? batch : null;
    }

    private async Task CommitAsync(Batch batch)
    {
        var items = Alive(batch);
        if (items.Count == 0) return;
        var writes = new Write[items.Count];
        for (var at = 0; at < writes.Length; at++) writes[at] = items[at].Write;
        WriteOutcome[] outcomes;
        using var trace = EngineMetrics.Traces.StartActivity("commit");
        var began = Stopwatch.GetTimestamp();
        try
        {
            outcomes = await journal.AppendAsync(number, writes, CancellationToken.None).ConfigureAwait(false);
        }
        catch (JournalUnavailableException)
        {
            LoseAll(items, Landing.Unavailable);
            return;
        }
        catch (OutcomeUnknownException)
        {
            LoseAll(items, Landing.Unknown);
            return;
        }

        EngineMetrics.Committed(outcomes.Length, Stopwatch.GetElapsedTime(began));
        if (outcomes.AsSpan().Contains(WriteOutcome.CatalogueReplaced)) await RefreshAsync().ConfigureAwait(false);
        for (var at = 0; at < outcomes.Length; at++) Land(items[at], outcomes[at]);
    }

    /// <summary>Learns of the catalogue that another node has put in force, before anybody decides anew.</summary>
    private async Task RefreshAsync()
    {
        try
        {
            await catalogues.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (JournalUnavailableException)
        {
            // The next write is told again.
        }
    }

    /// <summary>The items that do not follow from a write that was lost.</summary>
    private static List<Item> Alive(Batch batch)
    {
        var lost = 0;
        foreach (var item in batch.Items)
        {
            lock (item.Cell.Gate)
            {
                if (item.Epoch == item.Cell.Epoch) continue;
                item.Landing = Landing.Lost;
                lost++;
            }
        }

        return lost == 0 ? batch.Items : batch.Items.FindAll(item => item.Landing != Landing.Lost);
    }

    private static void Land(Item item, WriteOutcome outcome)
    {
        var cell = item.Cell;
        lock (cell.Gate)
        {
            if (outcome == WriteOutcome.Written)
            {
                // A batch kept here would keep alive all that it carried.
                if (--cell.Pending == 0) cell.PendingNewest = null;
                if (item.Entry.CallerId is { } id) cell.PendingIds!.Remove(id);
                if (item.Write.Snapshot is { } snapshot) cell.CommittedSnapshotSeq = snapshot.Seq;
                (cell.Committed, cell.CommittedHash) = (item.After, item.Hash);
                return;
            }

            if (cell.Epoch == item.Epoch) cell.Lose(nothingWritten: outcome == WriteOutcome.ExternalIdTaken);
            item.Landing = outcome switch
            {
                WriteOutcome.CallerIdTaken => Landing.CallerIdTaken,
                WriteOutcome.ExternalIdTaken => Landing.ExternalIdTaken,
                _ => Landing.Lost,
            };
        }
    }

    private static void LoseAll(List<Item> items, Landing landing)
    {
        foreach (var item in items)
        {
            lock (item.Cell.Gate)
            {
                if (item.Cell.Epoch == item.Epoch) item.Cell.Lose(nothingWritten: landing == Landing.Unavailable);
                item.Landing = landing;
            }
        }
    }
}
