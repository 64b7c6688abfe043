using Holdfast.Engine;
using Holdfast.Storage.Sqlite;

namespace Holdfast.Storage.Tests;

public sealed class SqliteIndexTests : IDisposable
{
    private static readonly Ledger.AccountId Ada = Rows.Account(1);
    private readonly TemporaryFolder _folder = new();

    private string Store => _folder.File("holdfast.db");

    public void Dispose() => _folder.Dispose();

    private async Task<SqliteJournal> OpenAsync(int checkpointEntries = 1_000_000, int runsPerLevel = 8) => await SqliteJournal.OpenAsync(
        Store, new() { CheckpointEntries = checkpointEntries, RunsPerLevel = runsPerLevel }, CancellationToken.None);

    private static long Runs(SqliteJournal journal, string where = "1") => ReadNumber(journal, $"SELECT count(*) FROM index_run WHERE {where}");

    private static long ReadNumber(SqliteJournal journal, string sql)
    {
        using var connection = StoreFile.OpenForReading(journal.Connection.Path);
        return connection.Number(sql);
    }

    [Fact]
    public async Task What_a_checkpoint_wrote_is_found_beside_what_came_after_it()
    {
        await using var journal = await OpenAsync();
        for (var seq = 1; seq <= 400; seq++)
        {
            await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, seq, callerId: $"c{seq}", hold: "h"))], CancellationToken.None);
            if (seq % 100 == 50) await journal.CheckpointAsync(CancellationToken.None);
        }

        Assert.Equal(350, ReadNumber(journal, "SELECT position FROM index_state"));
        Assert.Equal(4, Runs(journal, "kind = 'entry'"));
        var seqs = Enumerable.Range(1, 400).Select(seq => (long)seq);
        Assert.Equal(seqs, (await journal.FindAsync(Ada, "hold/h", CancellationToken.None)).Select(entry => entry.Seq));
        Assert.Equal(seqs, (await Rows.ListAsync(journal.EntriesAsync(Ada, 0, long.MaxValue, CancellationToken.None))).Select(entry => entry.Seq));
        foreach (var seq in new[] { 1, 50, 51, 350, 351, 400 }) Assert.Equal(seq, Assert.Single(await journal.FindAsync(Ada, $"c{seq}", CancellationToken.None)).Seq);
    }

    [Fact]
    public async Task Runs_are_merged_so_that_they_stay_few()
    {
        await using var journal = await OpenAsync(runsPerLevel: 3);
        for (var seq = 1; seq <= 54; seq++)
        {
            await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, seq, callerId: $"c{seq}"))], CancellationToken.None);
            await journal.CheckpointAsync(CancellationToken.None);
            await journal.Keeper.CatchUpAsync();
        }

        // 54 is 2 of level 3, each of them 27.
        Assert.Equal(2, Runs(journal, "kind = 'entry'"));
        Assert.Equal(2, Runs(journal, "kind = 'reference' AND level = 3"));
        Assert.Equal(0, ReadNumber(journal, "SELECT count(*) FROM index_block WHERE run NOT IN (SELECT run FROM index_run)"));
        for (var seq = 1; seq <= 54; seq++) Assert.Single(await journal.FindAsync(Ada, $"c{seq}", CancellationToken.None));
        Assert.Empty(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task Blocks_that_no_run_names_are_deleted_after_a_start()
    {
        await (await OpenAsync()).DisposeAsync();
        StoreTampering.Execute(Store, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO index_block SELECT 7, randomblob(16), x'00' FROM n");
        await using var journal = await OpenAsync();
        await journal.AppendAsync(0, Rows.Writes(Ada, 1, 3), CancellationToken.None);
        await journal.CheckpointAsync(CancellationToken.None);
        await journal.Keeper.CatchUpAsync();
        Assert.Equal(0, ReadNumber(journal, "SELECT count(*) FROM index_block WHERE run = 7"));
        Assert.Equal(2, Runs(journal));
    }

    [Fact]
    public async Task An_idle_journal_makes_its_checkpoint_early()
    {
        await using var journal = await SqliteJournal.OpenAsync(Store, new() { CheckpointEntries = 640, IdleAfter = TimeSpan.FromDays(1) }, CancellationToken.None);
        await journal.AppendAsync(0, Rows.Writes(Ada, 1, 9), CancellationToken.None);
        await journal.Keeper.CheckpointWhenIdleAsync();
        await journal.Keeper.CheckpointWhenIdleAsync();
        Assert.Equal(0, Runs(journal));

        await journal.AppendAsync(0, Rows.Writes(Ada, 10, 10), CancellationToken.None);
        await journal.Keeper.CheckpointWhenIdleAsync();
        Assert.Equal(0, Runs(journal));
        await journal.Keeper.CheckpointWhenIdleAsync();
        Assert.Equal(2, Runs(journal));
    }

    [Fact]
    public async Task A_start_after_a_clean_stop_has_nothing_to_read_and_soon_knows_what_it_does_not_hold()
    {
        await using (var journal = await OpenAsync())
        {
            for (var seq = 1; seq <= 300; seq++) await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, seq, callerId: $"c{seq}"))], CancellationToken.None);
        }

        await using var reopened = await OpenAsync();
        Assert.Equal(300, ReadNumber(reopened, "SELECT position FROM index_state"));
        await reopened.Keeper.CatchUpAsync();
        Assert.InRange(Enumerable.Range(1, 1000).Count(n => reopened.MayKnow(Ada, $"never{n}")), 0, 30);
        for (var seq = 1; seq <= 300; seq++) Assert.True(reopened.MayKnow(Ada, $"c{seq}"));
    }

    /// <summary>Guarantees that a retry is never taken for a first try: no false negative, whatever goes on beside.</summary>
    [Fact]
    public async Task What_was_committed_may_be_known_while_checkpoints_and_merges_go_on()
    {
        await using var journal = await OpenAsync(checkpointEntries: 20, runsPerLevel: 2);
        var committed = 0;
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            var looks = 0;
            while (!stop.IsCancellationRequested)
            {
                var last = Volatile.Read(ref committed);
                if (last == 0) continue;
                var reference = $"c{random.Next(last) + 1}";
                Assert.True(journal.MayKnow(Ada, reference), reference);
                if (looks++ % 50 == 0) Assert.Single(await journal.FindAsync(Ada, reference, CancellationToken.None));
            }
        })).ToArray();

        for (var seq = 1; seq <= 3000; seq++)
        {
            await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, seq, callerId: $"c{seq}"))], CancellationToken.None);
            Volatile.Write(ref committed, seq);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public void The_filter_grows_and_forgets_nothing()
    {
        var random = new Random(7);
        ulong Hash() => (ulong)random.NextInt64() << 1 ^ (uint)random.Next(2);
        var hashes = Enumerable.Range(0, 3_000_000).Select(_ => Hash()).ToArray();
        var filter = new ReferenceFilter(0);
        foreach (var hash in hashes) filter.Add(hash);

        Assert.DoesNotContain(hashes, hash => !filter.MayContain(hash));
        Assert.InRange(Enumerable.Range(0, 100_000).Count(_ => filter.MayContain(Hash())), 0, 2_000);
        Assert.True(new ReferenceFilter(5).MayContain(1));
    }

    [Fact]
    public void The_table_finds_every_position_of_a_hash_and_gives_them_sorted()
    {
        var random = new Random(3);
        var table = new ReferenceTable(0);
        var added = Enumerable.Range(1, 20_000).Select(position => (Hash: (ulong)random.NextInt64(1, 5_000) << 40 | 1, Position: (long)position)).ToList();
        foreach (var (hash, position) in added) table.Add(hash, position);

        foreach (var group in added.GroupBy(pair => pair.Hash).Take(200))
        {
            var found = new List<long>();
            table.Find(group.Key, found);
            Assert.Equal(group.Select(pair => pair.Position), found.Order());
        }

        Assert.False(table.Contains(2));
        Assert.Equal(added.OrderBy(pair => pair.Hash).ThenBy(pair => pair.Position).Select(pair => new UInt128(pair.Hash, (ulong)pair.Position)), table.Sorted());
    }

    // The references' hash is on disk, so it must never come out otherwise. The first is the published vector.
    [Fact]
    public void The_hash_of_a_reference_never_changes()
    {
        var hash = new ReferenceHash(Enumerable.Range(0, 16).Select(i => (byte)i).ToArray());
        Assert.Equal(0xabac0158050fc4dcUL, hash.Sip([]));
        Assert.Equal(hash.Of(Ada, "hold/hôld"), hash.OfHold(Ada, "hôld"));
        Assert.NotEqual(hash.Of(Ada, "x"), hash.Of(Rows.Account(2), "x"));
    }
}
