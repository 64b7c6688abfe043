using Holdfast.Engine;
using Holdfast.Storage.Sqlite;

namespace Holdfast.Storage.Tests;

public sealed class SqliteFindingsTests : IDisposable
{
    private static readonly Ledger.AccountId Ada = Rows.Account(1);
    private readonly TemporaryFolder _folder = new();

    private string Store => _folder.File("holdfast.db");

    public void Dispose() => _folder.Dispose();

    private async Task<SqliteJournal> OpenAsync() => await SqliteJournal.OpenAsync(Store, new(), CancellationToken.None);

    private async Task<List<string>> FindingsAfterAsync(string sql)
    {
        await using (var journal = await OpenAsync())
        {
            for (var seq = 1; seq <= 200; seq++) await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, seq, callerId: $"c{seq}"))], CancellationToken.None);
        }

        StoreTampering.Execute(Store, sql);
        await using var tampered = await OpenAsync();
        return await Rows.ListAsync(tampered.FindingsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_whole_store_has_no_findings() => Assert.Empty(await FindingsAfterAsync(""));

    [Fact]
    public async Task A_missing_entry_is_found()
    {
        var findings = await FindingsAfterAsync("DELETE FROM journal WHERE position = 77; DELETE FROM journal WHERE position BETWEEN 100 AND 120");
        Assert.Contains("The entry at position 77 is missing.", findings);
        Assert.Contains("The entries at positions 100 to 120 are missing.", findings);
    }

    [Fact]
    public async Task A_missing_end_is_found_and_nothing_is_written_after_it()
    {
        var findings = await FindingsAfterAsync("DELETE FROM journal WHERE position > 150");
        Assert.Contains("The end of the journal is missing: the index reaches position 200, but the journal ends at 150.", findings);

        await using var journal = await OpenAsync();
        var fault = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.AppendAsync(0, Rows.Writes(Rows.Account(2), 1, 1), CancellationToken.None));
        Assert.Contains("damaged", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE journal SET caller_id = 'other' WHERE position = 5", "references")]
    [InlineData("UPDATE journal SET account = randomblob(16) WHERE position = 5", "entries")]
    [InlineData("UPDATE index_block SET records = substr(records, 1, length(records) - 32) WHERE length(records) > 32", "entries")]
    [InlineData("UPDATE index_run SET records = records + 1", "references")]
    public async Task An_index_that_disagrees_with_the_journal_is_found(string sql, string records)
    {
        var findings = await FindingsAfterAsync(sql);
        Assert.Contains($"The index of {records} from position 1 to 200 disagrees with the journal.", findings);
    }

    [Fact]
    public async Task An_index_out_of_order_is_found()
    {
        var findings = await FindingsAfterAsync("UPDATE index_block SET records = CAST(substr(records, 33, 32) || substr(records, 1, 32) || substr(records, 65) AS BLOB)");
        Assert.Contains("The index of entries from position 1 to 200 is not in order.", findings);
    }

    [Fact]
    public async Task An_index_with_a_gap_is_found()
    {
        var findings = await FindingsAfterAsync("DELETE FROM index_run WHERE kind = 'reference'");
        Assert.Contains("The index of references reaches position 0 and not 200.", findings);
    }

    [Fact]
    public async Task An_entry_that_the_index_lacks_is_said_to_be_lacking()
    {
        await FindingsAfterAsync("DELETE FROM journal WHERE position = 77");
        await using var journal = await OpenAsync();
        var fault = await Assert.ThrowsAsync<JournalDamagedException>(() => Rows.ListAsync(journal.EntriesAsync(Ada, 0, long.MaxValue, CancellationToken.None)));
        Assert.Contains("holdfast verify", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_was_overwritten_is_found()
    {
        await FindingsAfterAsync("");
        using (var file = File.OpenWrite(Store))
        {
            // Somewhere in the middle, where no start looks.
            file.Position = file.Length / 8192 / 2 * 8192;
            file.Write(Enumerable.Repeat((byte)0xa5, 8192).ToArray());
        }

        await using var journal = await OpenAsync();
        Assert.NotEmpty(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task A_hole_after_the_last_checkpoint_is_refused_at_the_start()
    {
        var copy = _folder.File("copy.db");
        await using (var journal = await OpenAsync())
        {
            await journal.AppendAsync(0, Rows.Writes(Ada, 1, 10), CancellationToken.None);
            StoreTampering.CopyAsAfterACrash(Store, copy);
        }

        StoreTampering.Execute(copy, "DELETE FROM journal WHERE position = 4");
        var fault = await Assert.ThrowsAsync<JournalUnusableException>(async () => await SqliteJournal.OpenAsync(copy, new(), CancellationToken.None));
        Assert.Contains($"entry 4 of account {Ada} is missing", fault.Message, StringComparison.Ordinal);
    }
}
