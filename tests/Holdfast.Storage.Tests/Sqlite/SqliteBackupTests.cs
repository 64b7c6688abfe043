using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage.Sqlite;

namespace Holdfast.Storage.Tests;

public sealed class SqliteBackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Store => _folder.File("holdfast.db");

    private string Copy => _folder.File("copy.db");

    public void Dispose() => _folder.Dispose();

    private void BackUp() => StorageSetting.BackUp("sqlite:" + Store, Copy, (_, _) => { });

    private string Refusal() => Assert.Throws<JournalUnusableException>(BackUp).Message;

    /// <summary>Guarantees that a backup beside a server that writes all the time has everything acknowledged before it, of whole batches only, and is a store.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_backup_beside_a_writer_is_a_store_of_one_moment(int seed)
    {
        var model = new NaiveJournal();
        var batches = new RandomBatches(seed, model);
        var counts = new List<long> { 0 };
        long before;
        await using (var journal = await SqliteJournal.OpenAsync(Store, Program.Settings, CancellationToken.None))
        {
            using var stop = new CancellationTokenSource();
            var hasBegun = new TaskCompletionSource();
            var writing = Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var batch = batches.Next();
                    model.Append(batch);
                    await journal.AppendAsync(0, batch, CancellationToken.None);
                    lock (counts) counts.Add(model.Count);
                    if (counts.Count == 50) hasBegun.SetResult();
                }
            });
            await hasBegun.Task;
            lock (counts) before = counts[^1];
            BackUp();
            await stop.CancelAsync();
            await writing;
        }

        await using var backup = await StorageSetting.OpenExistingAsync("sqlite:" + Copy, CancellationToken.None);
        var found = 0L;
        for (var n = 0; n < RandomBatches.Accounts; n++) found += await backup.SeqAtAsync(Rows.Account(n), Instant.Never, CancellationToken.None);
        Assert.InRange(found, before, model.Count);
        Assert.Contains(found, counts);
        Assert.Empty(await Rows.ListAsync(backup.FindingsAsync(CancellationToken.None)));
        for (var n = 0; n < RandomBatches.Accounts; n++)
        {
            var entries = Rows.Texts(await Rows.ListAsync(backup.EntriesAsync(Rows.Account(n), 0, long.MaxValue, CancellationToken.None)));
            Assert.Equal(Rows.Texts(model.Entries(Rows.Account(n)).Take(entries.Length)), entries);
        }
    }

    [Fact]
    public async Task A_store_that_nobody_uses_is_backed_up_and_left_as_it_was()
    {
        await using (var journal = await SqliteJournal.OpenAsync(Store, new(), CancellationToken.None)) await journal.AppendAsync(0, Rows.Writes(Rows.Account(1), 1, 500), CancellationToken.None);
        var before = await File.ReadAllBytesAsync(Store);
        var reports = new List<(long Done, long All)>();

        StorageSetting.BackUp("sqlite:" + Store, Copy, (done, all) => reports.Add((done, all)));

        Assert.Equal(before, await File.ReadAllBytesAsync(Store));
        Assert.Equal((before.Length, before.Length), reports[^1]);
        Assert.Equal(["copy.db", "holdfast.db", "holdfast.db-lock"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await using var copy = await StorageSetting.OpenExistingAsync("sqlite:" + Copy, CancellationToken.None);
        Assert.Equal(500, await copy.SeqAtAsync(Rows.Account(1), Instant.Never, CancellationToken.None));
    }

    [Fact]
    public async Task What_cannot_be_backed_up_is_refused_and_nothing_is_left()
    {
        Assert.Equal($"There is no store at {Store}.", Refusal());
        await File.WriteAllTextAsync(Store, string.Join('\n', Enumerable.Repeat("Dear diary, today I earned 5 credits.", 100)));
        Assert.Contains("is not a SQLite database", Refusal(), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(Store, []);
        Assert.Equal($"{Store} is empty: there is no store in it.", Refusal());
        Assert.Equal([Store], Directory.GetFiles(_folder.Path));

        await using (await SqliteJournal.OpenAsync(Store, new(), CancellationToken.None))
        {
            await File.WriteAllTextAsync(Copy, "something else");
            Assert.Equal($"{Copy} exists already; name another file.", Refusal());
            Assert.Equal("something else", await File.ReadAllTextAsync(Copy));
            var nowhere = Assert.Throws<JournalUnusableException>(() => StorageSetting.BackUp("sqlite:" + Store, _folder.File("nowhere/copy.db"), (_, _) => { }));
            Assert.Contains("cannot be", nowhere.Message, StringComparison.Ordinal);
            Assert.Equal(
                "A store on PostgreSQL is backed up by PostgreSQL's own means: see docs/guide/backup.md.",
                Assert.Throws<JournalUnusableException>(() => StorageSetting.BackUp("postgres:Password=secret", Copy + "2", (_, _) => { })).Message);
        }
    }
}
