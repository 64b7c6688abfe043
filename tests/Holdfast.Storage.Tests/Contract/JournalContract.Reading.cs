using Holdfast.Engine;

namespace Holdfast.Storage.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task Entries_are_read_after_one_seq_through_another()
    {
        await AppendAsync(Rows.Writes(Ada, 1, 10));
        await AppendAsync(Rows.Writes(Bob, 1, 3));

        Assert.Equal(Rows.Texts([Rows.Entry(Ada, 4), Rows.Entry(Ada, 5)]), await EntriesAsync(Ada, after: 3, through: 5));
        Assert.Equal(Rows.Texts([Rows.Entry(Ada, 10)]), await EntriesAsync(Ada, after: 9, through: 500));
        Assert.Empty(await EntriesAsync(Ada, after: 10));
        Assert.Empty(await EntriesAsync(Ada, after: 5, through: 5));
        Assert.Empty(await EntriesAsync(Ada, after: 5, through: 4));
        Assert.Empty(await EntriesAsync(Cleo));
    }

    [Fact]
    public async Task Entries_are_read_backwards_from_before_a_seq()
    {
        await AppendAsync(Rows.Writes(Ada, 1, 5));

        Assert.Equal([5, 4, 3, 2, 1], await SeqsBackwardsAsync(Ada));
        Assert.Equal([3, 2, 1], await SeqsBackwardsAsync(Ada, before: 4));
        Assert.Empty(await SeqsBackwardsAsync(Ada, before: 1));
        Assert.Empty(await SeqsBackwardsAsync(Cleo));
    }

    [Fact]
    public async Task A_long_account_is_read_whole_in_both_directions()
    {
        const int count = 3000;
        for (var seq = 1; seq <= count; seq += 500) await AppendAsync(Rows.Writes(Ada, seq, seq + 499));
        await AppendAsync(Rows.Write(Rows.Entry(Bob, 1)));

        var seqs = Enumerable.Range(1, count).Select(seq => (long)seq).ToArray();
        var read = await Rows.ListAsync(Journal.EntriesAsync(Ada, 0, long.MaxValue, CancellationToken.None));
        Assert.Equal(seqs, read.Select(entry => entry.Seq));
        Assert.Equal(seqs.Reverse(), await SeqsBackwardsAsync(Ada));
        Assert.Equal(seqs[1234..2345], (await Rows.ListAsync(Journal.EntriesAsync(Ada, 1234, 2345, CancellationToken.None))).Select(entry => entry.Seq));
    }

    [Fact]
    public async Task Readers_that_stop_early_leave_nothing_behind()
    {
        await AppendAsync(Rows.Writes(Ada, 1, 100));

        for (var i = 0; i < 100; i++)
        {
            await foreach (var entry in Journal.EntriesAsync(Ada, 0, long.MaxValue, CancellationToken.None))
            {
                if (entry.Seq == 2) break;
            }
        }

        // Readers that are still in the middle do not keep others waiting either.
        var stopped = Enumerable.Range(0, 20).Select(_ => Journal.EntriesBackwardsAsync(Ada, 50, CancellationToken.None).GetAsyncEnumerator()).ToList();
        foreach (var reader in stopped) Assert.True(await reader.MoveNextAsync());
        Assert.Equal(100, (await EntriesAsync(Ada)).Length);
        foreach (var reader in stopped) await reader.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_beside_the_lane_sees_a_beginning_of_the_history_without_gaps()
    {
        var writing = Task.Run(async () =>
        {
            for (var seq = 1; seq <= 2000; seq += 10) await AppendAsync(Rows.Writes(Ada, seq, seq + 9));
        });
        var seen = 0;
        while (!writing.IsCompleted)
        {
            var seqs = (await Rows.ListAsync(Journal.EntriesAsync(Ada, 0, long.MaxValue, CancellationToken.None))).Select(entry => entry.Seq).ToArray();
            Assert.Equal(Enumerable.Range(1, seqs.Length).Select(seq => (long)seq), seqs);
            Assert.True(seqs.Length >= seen);
            seen = seqs.Length;
        }

        await writing;
        Assert.Equal(2000, (await EntriesAsync(Ada)).Length);
    }

    [Fact]
    public async Task The_seq_at_an_instant_is_that_of_the_last_entry_until_then()
    {
        // Three entries share second 20.
        long[] seconds = [10, 20, 20, 20, 30, 45];
        for (var i = 0; i < seconds.Length; i++) await AppendAsync(Rows.Entry(Ada, i + 1, at: Rows.Start + TimeSpan.FromSeconds(seconds[i])));
        await AppendAsync(Rows.Entry(Bob, 1, at: Rows.Start));

        async Task<long> At(double second) => await Journal.SeqAtAsync(Ada, Rows.Start + TimeSpan.FromSeconds(second), CancellationToken.None);
        Assert.Equal(0, await At(9.999999));
        Assert.Equal(1, await At(10));
        Assert.Equal(1, await At(19.999999));
        Assert.Equal(4, await At(20));
        Assert.Equal(4, await At(29));
        Assert.Equal(5, await At(30));
        Assert.Equal(6, await At(1_000_000));
        Assert.Equal(0, await Journal.SeqAtAsync(Cleo, Rows.Start, CancellationToken.None));
    }

    [Fact]
    public async Task Accounts_that_have_moved_on_are_named_and_so_is_the_newest_catalogue()
    {
        Assert.Equal(0, (await Journal.OvertakenAsync([], CancellationToken.None)).Catalogue);
        await AppendAsync(Rows.Write(Rows.Entry(Ada, 1), Rows.Entry(Ada, 2)), Rows.Write(Rows.Entry(Bob, 1)));
        for (var version = 1; version <= 2; version++) await Journal.AddCatalogueAsync(new(version, Rows.Start, "…"), CancellationToken.None);

        var (newest, catalogue) = await Journal.OvertakenAsync([(Ada, 2), (Bob, 0), (Cleo, 0)], CancellationToken.None);
        Assert.Equal([(Bob, 1L)], newest);
        Assert.Equal(2, catalogue);
        Assert.Equal([(Ada, 2L), (Ada, 2L)], (await Journal.OvertakenAsync([(Ada, 0), (Ada, 1), (Ada, 2), (Bob, 1)], CancellationToken.None)).Newest);
    }

    [Fact]
    public async Task The_newest_snapshot_that_is_not_past_a_seq_is_found()
    {
        Write With(long seq) => Rows.Write(Rows.Entry(Ada, seq)) with { Snapshot = Rows.Snapshot(Ada, seq) };
        await AppendAsync(With(1), Rows.Write(Rows.Entry(Ada, 2)), With(3), With(4));
        await AppendAsync(Rows.Write(Rows.Entry(Bob, 1)));

        async Task<string?> At(long seqMax) => Rows.Text(await Journal.SnapshotAsync(Ada, seqMax, CancellationToken.None));
        Assert.Null(await At(0));
        Assert.Equal(Rows.Text(Rows.Snapshot(Ada, 1)), await At(2));
        Assert.Equal(Rows.Text(Rows.Snapshot(Ada, 3)), await At(3));
        Assert.Equal(Rows.Text(Rows.Snapshot(Ada, 4)), await At(long.MaxValue));
        Assert.Null(await Journal.SnapshotAsync(Bob, long.MaxValue, CancellationToken.None));
        await ReopenAsync();
        Assert.Equal(Rows.Text(Rows.Snapshot(Ada, 3)), await At(3));
    }
}
