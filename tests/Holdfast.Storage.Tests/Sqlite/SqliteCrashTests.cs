using System.Diagnostics;
using System.Globalization;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage.Sqlite;

namespace Holdfast.Storage.Tests;

public sealed class SqliteCrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Guarantees that what was acknowledged is there after a kill at any moment, whole batches only.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 40)]
    [InlineData(3, 90)]
    [InlineData(4, 170)]
    [InlineData(5, 333)]
    public async Task A_killed_process_leaves_exactly_the_committed_batches(int seed, int acknowledged)
    {
        var store = _folder.File("holdfast.db");
        var said = await KillAfterAsync(store, seed, acknowledged);

        await using var journal = await SqliteJournal.OpenAsync(store, Program.Settings, CancellationToken.None);
        var found = await CountAsync(journal);
        var model = new NaiveJournal();
        var batches = new RandomBatches(seed, model);
        var committed = 0;
        while (model.Count < found)
        {
            model.Append(batches.Next());
            committed++;
        }

        Assert.Equal(found, model.Count);
        Assert.True(committed >= said, $"Batch {said} was acknowledged, but the store ends with batch {committed}.");
        await CompareAsync(model, journal);

        // And it goes on as if nothing had happened.
        for (var i = 0; i < 30; i++)
        {
            var batch = batches.Next();
            Assert.Equal(model.Append(batch), await journal.AppendAsync(0, batch, CancellationToken.None));
        }

        await journal.Keeper.CatchUpAsync();
        await CompareAsync(model, journal);
        Assert.Empty(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_files_of_an_open_store_are_a_store(bool afterACheckpoint)
    {
        var account = Rows.Account(1);
        var copy = _folder.File("copy.db");
        await using (var journal = await SqliteJournal.OpenAsync(_folder.File("holdfast.db"), new(), CancellationToken.None))
        {
            await journal.AppendAsync(0, [Rows.Write(Rows.Entry(account, 1, callerId: "old", hold: "h"))], CancellationToken.None);
            if (afterACheckpoint) await journal.CheckpointAsync(CancellationToken.None);
            await journal.AppendAsync(0, [Rows.Write(Rows.Entry(account, 2, callerId: "new", hold: "h")) with { Postings = Rows.Grant("usd", 7) }], CancellationToken.None);
            StoreTampering.CopyAsAfterACrash(_folder.File("holdfast.db"), copy);
        }

        await using var opened = await SqliteJournal.OpenAsync(copy, new(), CancellationToken.None);
        Assert.Equal([1, 2], (await opened.FindAsync(account, "hold/h", CancellationToken.None)).Select(entry => entry.Seq).AsEnumerable());
        Assert.True(opened.MayKnow(account, "old") && opened.MayKnow(account, "new"));
        Assert.Equal([WriteOutcome.CallerIdTaken], await opened.AppendAsync(0, [Rows.Write(Rows.Entry(account, 3, callerId: "old"))], CancellationToken.None));
        Assert.Equal([WriteOutcome.Written], await opened.AppendAsync(0, [Rows.Write(Rows.Entry(account, 3))], CancellationToken.None));
        Assert.Equal(7, (await opened.TrialBalanceAsync(CancellationToken.None))[1].Micros);
        Assert.Empty(await Rows.ListAsync(opened.FindingsAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task A_log_whose_end_is_torn_loses_only_what_was_not_committed()
    {
        var copy = _folder.File("copy.db");
        await using (var journal = await SqliteJournal.OpenAsync(_folder.File("holdfast.db"), new(), CancellationToken.None))
        {
            await journal.AppendAsync(0, Rows.Writes(Rows.Account(1), 1, 3), CancellationToken.None);
            StoreTampering.CopyAsAfterACrash(_folder.File("holdfast.db"), copy);
        }

        // A frame that was begun when the power went.
        await File.AppendAllBytesAsync(copy + "-wal", new byte[3000].Select((_, i) => (byte)(i % 251)).ToArray());
        await using var opened = await SqliteJournal.OpenAsync(copy, new(), CancellationToken.None);
        Assert.Equal(3, await CountAsync(opened));
    }

    /// <returns>The last batch that the process said it had committed.</returns>
    private static async Task<int> KillAfterAsync(string store, int seed, int batches)
    {
        string[] arguments = [typeof(SqliteCrashTests).Assembly.Location, store, seed.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var said = 0;
        while (said < batches && await process.StandardOutput.ReadLineAsync() is { } line) said = int.Parse(line, CultureInfo.InvariantCulture);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.Equal(batches, said);
        return said;
    }

    private static async Task<long> CountAsync(SqliteJournal journal)
    {
        var count = 0L;
        for (var n = 0; n < RandomBatches.Accounts; n++) count += await journal.SeqAtAsync(Rows.Account(n), Instant.Never, CancellationToken.None);
        return count;
    }

    private static async Task CompareAsync(NaiveJournal model, SqliteJournal journal)
    {
        Assert.Equal(model.TrialBalance(), await journal.TrialBalanceAsync(CancellationToken.None));
        Assert.Equal(model.Directory(), await journal.AccountsAsync(null, null, null, 1000, CancellationToken.None));
        foreach (var account in model.Accounts)
        {
            Assert.Equal(Rows.Texts(model.Entries(account)), Rows.Texts(await Rows.ListAsync(journal.EntriesAsync(account, 0, long.MaxValue, CancellationToken.None))));
            foreach (var entry in model.Entries(account).Where(entry => entry.CallerId is not null))
            {
                Assert.True(journal.MayKnow(account, entry.CallerId!));
                Assert.Equal([entry.Seq], (await journal.FindAsync(account, entry.CallerId!, CancellationToken.None)).Select(found => found.Seq).AsEnumerable());
            }
        }
    }
}
