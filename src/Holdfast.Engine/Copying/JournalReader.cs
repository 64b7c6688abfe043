using System.Runtime.CompilerServices;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Which of an account's entries are wanted.</summary>
/// <param name="After">Only what comes after this seq.</param>
/// <param name="Through">And nothing after this one.</param>
internal readonly record struct SeqRange(long After, long Through)
{
    internal static readonly SeqRange All = new(0, long.MaxValue);
    internal static readonly SeqRange None = new(0, 0);
}

/// <summary>Reads a journal as the records of a copy. Of an account whose entries are many it holds a page at a time.</summary>
internal sealed class JournalReader(IJournal source)
{
    private const int AccountsPage = 500;

    /// <summary>Snapshots are looked for in stretches of so many entries; more than one in a stretch is rare.</summary>
    private const int Stretch = 512;

    private int newestCatalogue;

    /// <param name="wanted">Asked once for each account, in the order of the ids.</param>
    internal async IAsyncEnumerable<StoreRecord> ReadAsync(Func<AccountId, ValueTask<SeqRange>> wanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var (name, value) in await source.SettingsAsync(cancel).ConfigureAwait(false)) yield return new SettingRecord(name, value);
        foreach (var catalogue in await NewCataloguesAsync(cancel).ConfigureAwait(false)) yield return catalogue;

        AccountId? after = null;
        while (await source.AccountsAsync(null, null, after, AccountsPage, cancel).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                await foreach (var record in AccountAsync(row.Account, await wanted(row.Account).ConfigureAwait(false), cancel).ConfigureAwait(false)) yield return record;
            }

            after = page[^1].Account;
        }

        yield return new EndRecord([.. await source.TrialBalanceAsync(cancel).ConfigureAwait(false)]);
    }

    private async IAsyncEnumerable<StoreRecord> AccountAsync(AccountId account, SeqRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (range.Through <= range.After) yield break;
        var snapshots = new Stack<Snapshot>();
        var known = range.After;
        await foreach (var row in source.EntriesAsync(account, range.After, range.Through, cancel).ConfigureAwait(false))
        {
            // A node that serves while its store is copied may have put a catalogue in force since.
            if (row.Catalogue > newestCatalogue)
                foreach (var catalogue in await NewCataloguesAsync(cancel).ConfigureAwait(false)) yield return catalogue;
            if (row.Seq > known) known = await FindSnapshotsAsync(account, known, snapshots, cancel).ConfigureAwait(false);
            yield return new EntryRecord(row, HasColumns: true);
            if (snapshots.TryPeek(out var next) && next.Seq == row.Seq) yield return new SnapshotRecord(snapshots.Pop());
        }
    }

    /// <summary>Finds the snapshots of the next stretch, the earliest on top; the last seq of the stretch.</summary>
    private async ValueTask<long> FindSnapshotsAsync(AccountId account, long after, Stack<Snapshot> snapshots, CancellationToken cancel)
    {
        var last = after + Stretch;
        for (var seqMax = last; await source.SnapshotAsync(account, seqMax, cancel).ConfigureAwait(false) is { } snapshot && snapshot.Seq > after; seqMax = snapshot.Seq - 1)
            snapshots.Push(snapshot);
        return last;
    }

    private async ValueTask<List<CatalogueRecord>> NewCataloguesAsync(CancellationToken cancel)
    {
        var rows = (await source.CataloguesAsync(cancel).ConfigureAwait(false)).Where(row => row.Version > newestCatalogue).ToList();
        if (rows.Count > 0) newestCatalogue = rows[^1].Version;
        return rows.ConvertAll(row => new CatalogueRecord(row));
    }
}
