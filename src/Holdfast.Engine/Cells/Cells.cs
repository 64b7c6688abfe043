using System.Collections.Concurrent;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>The accounts in memory, loaded when asked for and dropped when there are too many.</summary>
internal sealed class Cells(IJournal journal, Freshness freshness, EngineOptions options)
{
    private readonly ConcurrentDictionary<AccountId, Cell> cells = new();
    private int evicting;

    internal int Count => cells.Count;

    /// <summary>The cell if it is in memory and loaded.</summary>
    internal Cell? Find(AccountId account)
    {
        if (!cells.TryGetValue(account, out var cell) || cell.Committed is null) return null;
        cell.UsedAt = Environment.TickCount64;
        return cell;
    }

    /// <summary>The cell if it is in memory; whether it is loaded is found out under its gate.</summary>
    internal Cell? FindLoaded(AccountId account)
    {
        if (!cells.TryGetValue(account, out var cell) || !cell.Loaded) return null;
        cell.UsedAt = Environment.TickCount64;
        return cell;
    }

    /// <summary>The cell of an account, which need not exist, loaded.</summary>
    internal async ValueTask<Cell> GetAsync(AccountId account, CancellationToken cancel)
    {
        while (true)
        {
            var cell = cells.GetOrAdd(account, static id => new(id));
            Task loading;
            lock (cell.Gate)
            {
                if (cell.Evicted) continue;
                cell.UsedAt = Environment.TickCount64;
                if (cell.Loaded) return cell;
                loading = cell.Loading ??= LoadAsync(cell);
            }

            await loading.WaitAsync(cancel).ConfigureAwait(false);
            if (cells.Count > options.AccountsInMemory) Evict();
        }
    }

    /// <summary>Drops a cell of an account that does not exist, so that asking for nothing costs nothing.</summary>
    internal void Forget(Cell cell)
    {
        lock (cell.Gate)
        {
            if (cell.Pending > 0 || cell.Newest is not null || cell.Loading is not null) return;
            cell.Evicted = true;
        }

        cells.TryRemove(new(cell.Id, cell));
    }

    private async Task LoadAsync(Cell cell)
    {
        // The gate is held by whoever starts this: nothing may run before the first wait.
        await Task.Yield();
        try
        {
            var term = journal.Term;
            Replayed lost;
            lock (cell.Gate) lost = cell.Lost;
            var newest = await Replay.NewestAsync(journal, cell.Id, lost, CancellationToken.None).ConfigureAwait(false);

            // Whatever another node decided them under is in force before they are there.
            if (term == 0) await freshness.CatalogueAsync(CancellationToken.None).ConfigureAwait(false);
            lock (cell.Gate)
            {
                cell.Load(newest, term);
                cell.Loading = null;
            }
        }
        catch
        {
            lock (cell.Gate) cell.Loading = null;
            throw;
        }
    }

    /// <summary>Drops a tenth, the least recently used. What is in flight stays.</summary>
    private void Evict()
    {
        if (Interlocked.Exchange(ref evicting, 1) == 1) return;
        try
        {
            var many = Math.Max(1, options.AccountsInMemory / 10);
            foreach (var cell in cells.Values.Select(cell => (cell.UsedAt, cell)).OrderBy(item => item.UsedAt).Take(many).Select(item => item.cell))
            {
                lock (cell.Gate)
                {
                    if (cell.Pending > 0 || cell.Loading is not null) continue;
                    cell.Evicted = true;
                }

                cells.TryRemove(new(cell.Id, cell));
            }
        }
        finally
        {
            Volatile.Write(ref evicting, 0);
        }
    }
}
