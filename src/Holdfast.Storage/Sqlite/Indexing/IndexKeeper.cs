using Holdfast.Engine;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Keeps the index on disk, beside the lane: writes the tail as runs at checkpoints, merges runs so that they stay few,
/// deletes what merges leave, and fills the filter after a start. Everything it does is done in slices, and can be left
/// off at any of them: what is missing is done again, or read from the journal at the next start.
/// </summary>
internal sealed class IndexKeeper : IAsyncDisposable
{
    private readonly WriteConnection _connection;
    private readonly ReadConnections _reads;
    private readonly AppendLane _lane;
    private readonly LiveIndex _index;
    private readonly SqliteJournalSettings _settings;
    private readonly RunStore _store;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private FilterFill? _fill;
    private (RunMerge Merge, long Number)? _merge;
    private Task _loop = Task.CompletedTask;
    private long _countWhenIdle;

    public IndexKeeper(WriteConnection connection, ReadConnections reads, AppendLane lane, LiveIndex index, RunStore store, SqliteJournalSettings settings)
    {
        (_connection, _reads, _lane, _index, _store, _settings) = (connection, reads, lane, index, store, settings);
        if (!index.Filter.IsComplete) _fill = new(index.Filter, [.. store.Runs.Where(run => run.Kind == RunKind.Reference)]);
    }

    private bool IsDue => _index.View.Active.Count >= _settings.CheckpointEntries;

    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Says that entries were added; wakes the keeper when a checkpoint is due.</summary>
    public void Notice()
    {
        if (IsDue && _work.CurrentCount == 0) _work.Release();
    }

    /// <summary>Brings the index on disk up to the last committed entry.</summary>
    public async ValueTask CheckpointAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            if (_index.View.Frozen is not null) await WriteFrozenAsync();
            if (_index.View.Active.Count > 0) await WriteTailAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Does all that is waiting to be done, to the last merge.</summary>
    public async ValueTask CatchUpAsync()
    {
        while (await StepAsync())
        {
        }
    }

    /// <summary>Makes a checkpoint when nothing came since the last call and the tail is worth a run of its own.</summary>
    public async ValueTask CheckpointWhenIdleAsync()
    {
        var count = _index.View.Active.Count;
        var isIdle = count == _countWhenIdle;
        _countWhenIdle = count;
        if (isIdle && count >= Math.Max(1, _settings.CheckpointEntries / 64)) await CheckpointAsync(CancellationToken.None);
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                while (await StepAsync()) _stop.Token.ThrowIfCancellationRequested();
                if (!await _work.WaitAsync(_settings.IdleAfter, _stop.Token)) await CheckpointWhenIdleAsync();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (JournalUnavailableException)
            {
                // A full or failing disk: the lane's callers are told, and here memory keeps what is not indexed. Later.
                await Task.Delay(_settings.IdleAfter, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Does the most urgent piece of work; false when there is none.</summary>
    private async ValueTask<bool> StepAsync()
    {
        await _turn.WaitAsync(_stop.Token);
        try
        {
            if (_index.View.Frozen is not null) await WriteFrozenAsync();
            else if (IsDue) await WriteTailAsync();
            else if (_fill is not null) await FillAsync(_fill);
            else if (_store.HasAbandoned) await _store.DeleteAbandonedAsync();
            else if (_merge is not null || FindMerge()) await MergeAsync(_merge!.Value.Merge, _merge.Value.Number);
            else return false;
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask WriteTailAsync()
    {
        await _connection.EnterAsync(CancellationToken.None);
        _index.Freeze(_lane.Position + 1, _settings.CheckpointEntries);
        _connection.Leave();
        await WriteFrozenAsync();
    }

    private async ValueTask WriteFrozenAsync()
    {
        var tail = _index.View.Frozen!;
        var last = tail.PositionLast;
        var sorted = tail.References.Sorted();
        var entries = new Run(_store.NewNumber(), RunKind.Entry, 0, tail.PositionFirst, last, tail.Count);
        var references = new Run(_store.NewNumber(), RunKind.Reference, 0, tail.PositionFirst, last, sorted.Length);
        try
        {
            await _store.WriteAsync(entries.Number, TailRecords.Entries(tail), Run.RecordBytes(RunKind.Entry));
            await _store.WriteAsync(references.Number, TailRecords.References(sorted), Run.RecordBytes(RunKind.Reference));
            await _store.NameAsync([entries, references], [], last);
        }
        catch
        {
            _store.Abandon(entries.Number);
            _store.Abandon(references.Number);
            throw;
        }

        // Before the tail is dropped: whoever looks sees the reference in one or the other.
        foreach (var pair in sorted) _index.Filter.Add((ulong)(pair >> 64));
        _index.DropFrozen();
    }

    private async ValueTask FillAsync(FilterFill fill)
    {
        if (await _reads.ReadAsync(connection => fill.Next(connection.Runs, RunStore.SliceBlocks), _stop.Token)) return;
        _index.Filter.MarkComplete();
        _fill = null;
    }

    private bool FindMerge()
    {
        var full = _store.Runs.GroupBy(run => (run.Kind, run.Level)).FirstOrDefault(level => level.Count() >= _settings.RunsPerLevel);
        if (full is null) return false;
        // The oldest of the level, so that what is merged is one stretch of the journal.
        _merge = (new(full.Key.Kind, [.. full.OrderBy(run => run.PositionFirst).Take(_settings.RunsPerLevel)]), _store.NewNumber());
        return true;
    }

    private async ValueTask MergeAsync(RunMerge merge, long number)
    {
        try
        {
            var blocks = await _reads.ReadAsync(connection => merge.Next(connection.Runs, RunStore.SliceBlocks), _stop.Token);
            if (blocks.Count > 0)
            {
                await _store.WriteAsync(number, blocks, Run.RecordBytes(merge.Kind));
                return;
            }

            await _store.NameAsync([merge.Output(number)], merge.Inputs, null);
            _merge = null;
        }
        catch
        {
            _store.Abandon(number);
            _merge = null;
            throw;
        }
    }

    /// <summary>Stops after the slice at hand.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _turn.Dispose();
        _work.Dispose();
    }
}
