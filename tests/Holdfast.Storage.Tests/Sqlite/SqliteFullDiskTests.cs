using Holdfast.Engine;
using Holdfast.Storage.Sqlite;

namespace Holdfast.Storage.Tests;

/// <summary>Guarantees that a full disk costs the batch at hand and nothing else.</summary>
public sealed class SqliteFullDiskTests : IDisposable
{
    private static readonly Ledger.AccountId Ada = Rows.Account(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_journal_goes_on_when_a_full_disk_was_freed()
    {
        await using var disk = new SmallDisk();
        if (!await disk.MountAsync("16m")) return;
        await using (var journal = await SqliteJournal.OpenAsync(disk.File("holdfast.db"), new() { CheckpointEntries = 500 }, CancellationToken.None))
        {
            await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, 1, callerId: "c1"))], CancellationToken.None);
            var ballast = disk.Fill();
            var written = await AppendUntilRefusedAsync(journal, 2);
            await CheckAsync(journal, written);

            File.Delete(ballast);
            Assert.Equal([WriteOutcome.Written], await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, written + 1, callerId: $"c{written + 1}"))], CancellationToken.None));
            await journal.Keeper.CatchUpAsync();
            await CheckAsync(journal, written + 1);
        }

        await using var reopened = await SqliteJournal.OpenAsync(disk.File("holdfast.db"), new(), CancellationToken.None);
        Assert.Empty(await Rows.ListAsync(reopened.FindingsAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task A_journal_that_may_not_grow_refuses_batches_until_it_may()
    {
        await using var journal = await SqliteJournal.OpenAsync(_folder.File("holdfast.db"), new(), CancellationToken.None);
        // The largest size in pages stands for the end of the disk.
        await journal.Connection.ChangeAsync(db => db.Number("PRAGMA max_page_count = 40"), CancellationToken.None);
        var written = await AppendUntilRefusedAsync(journal, 1);
        await CheckAsync(journal, written);

        await journal.Connection.ChangeAsync(db => db.Number("PRAGMA max_page_count = 4000"), CancellationToken.None);
        Assert.Equal([WriteOutcome.Written], await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, written + 1, callerId: $"c{written + 1}"))], CancellationToken.None));
        await CheckAsync(journal, written + 1);
    }

    [Fact]
    public async Task A_checkpoint_without_space_is_made_later()
    {
        await using var journal = await SqliteJournal.OpenAsync(_folder.File("holdfast.db"), new(), CancellationToken.None);
        for (var seq = 1; seq <= 500; seq++) await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, seq, callerId: $"c{seq}"))], CancellationToken.None);
        var pages = await journal.Connection.ChangeAsync(db => db.Number("PRAGMA page_count"), CancellationToken.None);
        await journal.Connection.ChangeAsync(db => db.Number($"PRAGMA max_page_count = {pages}"), CancellationToken.None);

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.CheckpointAsync(CancellationToken.None));
        await CheckAsync(journal, 500);

        await journal.Connection.ChangeAsync(db => db.Number("PRAGMA max_page_count = 4000"), CancellationToken.None);
        await journal.CheckpointAsync(CancellationToken.None);
        await CheckAsync(journal, 500);
        await journal.Keeper.CatchUpAsync();
        Assert.Empty(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)));
    }

    /// <returns>The seq of the last entry that was written.</returns>
    private static async Task<long> AppendUntilRefusedAsync(SqliteJournal journal, long first)
    {
        for (var seq = first; seq < 100_000; seq++)
        {
            try
            {
                var write = Rows.Write(Rows.Entry(Ada, seq, callerId: $"c{seq}")) with { Postings = Rows.Grant("usd", 1), Snapshot = seq % 50 == 0 ? Rows.Snapshot(Ada, seq) : null };
                Assert.Equal([WriteOutcome.Written], await journal.AppendAsync(0, [write], CancellationToken.None));
            }
            catch (JournalUnavailableException fault)
            {
                Assert.Matches("no space left|may be full", fault.Message);
                return seq - 1;
            }
        }

        throw new InvalidOperationException("The disk was never full.");
    }

    private static async Task CheckAsync(SqliteJournal journal, long written)
    {
        var entries = await Rows.ListAsync(journal.EntriesAsync(Ada, 0, long.MaxValue, CancellationToken.None));
        Assert.Equal(written, entries.Count);
        Assert.False(journal.MayKnow(Ada, $"c{written + 1}"));
        Assert.Empty(await journal.FindAsync(Ada, $"c{written + 1}", CancellationToken.None));
        Assert.Single(await journal.FindAsync(Ada, $"c{written}", CancellationToken.None));
        Assert.Null(await journal.SnapshotAsync(Rows.Account(2), long.MaxValue, CancellationToken.None));
    }
}
