using System.Collections.Immutable;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// Brings the records of a copy into a target, many accounts in one append, while the next batch is being read. What the
/// target has is passed over, so that a copy which was stopped goes on where it was.
/// </summary>
internal sealed class JournalWriter
{
    private const int BatchEntries = 2_048;
    private const long BatchBytes = 4 * 1024 * 1024;

    private readonly IJournal target;
    private readonly TargetHeads heads;
    private readonly CopyCounts counts;
    private readonly CancellationToken cancel;
    private readonly TargetLane lane;
    private readonly HashSet<string> settings;
    private int newestCatalogue;
    private AccountId? account;
    private TargetHead? head;
    private AccountWrites? writes;
    private List<CopyWrite> batch = [];
    private (long Entries, long Bytes) size;
    private Task appending = Task.CompletedTask;

    private JournalWriter(IJournal target, TargetHeads heads, HashSet<string> settings, int newestCatalogue, CopyCounts counts, CancellationToken cancel)
    {
        (this.target, this.heads, this.settings, this.newestCatalogue, this.counts, this.cancel) = (target, heads, settings, newestCatalogue, counts, cancel);
        lane = new(target, counts, cancel);
    }

    /// <param name="target">Empty, or the beginning of what comes: see <see cref="PrefixCheck"/>.</param>
    internal static async ValueTask<JournalWriter> BeginAsync(IJournal target, CopyCounts counts, CancellationToken cancel)
    {
        var settings = (await target.SettingsAsync(cancel).ConfigureAwait(false)).Select(setting => setting.Name).ToHashSet();
        var catalogues = await target.CataloguesAsync(cancel).ConfigureAwait(false);
        return new(target, await TargetHeads.BeginAsync(target, cancel).ConfigureAwait(false), settings, catalogues is [.., var newest] ? newest.Version : 0, counts, cancel);
    }

    /// <summary>What is wanted of an account: what the target does not have.</summary>
    internal async ValueTask<SeqRange> WantedAsync(AccountId next)
    {
        await MoveToAsync(next).ConfigureAwait(false);
        return new(head?.Seq ?? 0, long.MaxValue);
    }

    internal async ValueTask TakeAsync(StoreRecord record)
    {
        switch (record)
        {
            case SettingRecord setting:
                counts.Settings++;
                if (!settings.Contains(setting.Name)) await target.SetSettingAsync(setting.Name, setting.Value, cancel).ConfigureAwait(false);
                break;
            case CatalogueRecord { Row: var row }:
                counts.Catalogues++;
                if (row.Version > newestCatalogue) await AddAsync(row).ConfigureAwait(false);
                break;
            case EntryRecord entry:
                await TakeAsync(entry).ConfigureAwait(false);
                break;
            case SnapshotRecord { Snapshot: var snapshot }:
                // Without writes the target has the entry, and so the snapshot that was written with it.
                writes?.Add(snapshot);
                break;
            case EndRecord end:
                await CloseAccountAsync().ConfigureAwait(false);
                await FinishAsync().ConfigureAwait(false);
                await CompareAsync(end.TrialBalance).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Writes what was taken when nothing more can be, so that the target is a store in good order.</summary>
    internal async ValueTask StopAsync()
    {
        if (writes?.Stop() is { } last) await QueueAsync(last).ConfigureAwait(false);
        await FinishAsync().ConfigureAwait(false);
    }

    private async ValueTask FinishAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        await appending.ConfigureAwait(false);
        await lane.SettleAsync().ConfigureAwait(false);
    }

    private async ValueTask AddAsync(CatalogueRow row)
    {
        if (!await target.AddCatalogueAsync(row, cancel).ConfigureAwait(false)) throw new CopyRefusedException("Somebody else changes the catalogue of the target; stop that, and copy again.");
        newestCatalogue = row.Version;
    }

    private async ValueTask TakeAsync(EntryRecord record)
    {
        var row = record.Row;
        await MoveToAsync(row.Account).ConfigureAwait(false);
        if (row.Seq <= (head?.Seq ?? 0)) return;
        if (row.Catalogue > newestCatalogue) throw new JournalDamagedException($"Entry {row.Seq} of account {row.Account} was decided by version {row.Catalogue} of the catalogue, which is not there.");
        writes ??= await OpenAsync(row.Account).ConfigureAwait(false);
        if (writes.Add(record) is { } full) await QueueAsync(full).ConfigureAwait(false);
    }

    private async ValueTask MoveToAsync(AccountId next)
    {
        if (next == account) return;
        await CloseAccountAsync().ConfigureAwait(false);
        (account, head) = (next, await heads.FindAsync(next).ConfigureAwait(false));
        counts.Accounts++;
        counts.EntriesThere += head?.Seq ?? 0;
    }

    private async ValueTask<AccountWrites> OpenAsync(AccountId id)
    {
        if (head is null) return new(id, null, new(id, null, EntryCodec.NoHash));
        var (state, hash, _) = await Replay.NewestAsync(target, id, default, cancel).ConfigureAwait(false);
        return new(id, head.Row, new(id, state, hash));
    }

    private async ValueTask CloseAccountAsync()
    {
        if (writes?.End() is { } last) await QueueAsync(last).ConfigureAwait(false);
        (account, head, writes) = (null, null, null);
    }

    private async ValueTask QueueAsync(CopyWrite write)
    {
        batch.Add(write);
        size = (size.Entries + write.Write.Entries.Length, size.Bytes + write.Bytes);
        if (size.Entries >= BatchEntries || size.Bytes >= BatchBytes) await FlushAsync().ConfigureAwait(false);
    }

    private async ValueTask FlushAsync()
    {
        await appending.ConfigureAwait(false);
        var full = batch;
        (batch, size) = ([], default);
        appending = full.Count == 0 ? Task.CompletedTask : Task.Run(() => lane.AppendAsync(full), cancel);
    }

    private async ValueTask CompareAsync(ImmutableArray<(string Asset, Book Book, Int128 Micros)> expected)
    {
        if (!(await target.TrialBalanceAsync(cancel).ConfigureAwait(false)).SequenceEqual(expected))
            throw new CopyRefusedException("Everything was copied, and the two trial balances differ: if the source was written to meanwhile, copy again; if not, run holdfast verify on both.");
    }
}
