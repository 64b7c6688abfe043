using Holdfast.Engine;

namespace Holdfast.Storage.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task Entries_are_found_by_caller_id_and_by_hold()
    {
        await AppendAsync(Rows.Entry(Ada, 1, callerId: "grant-1"));
        await AppendAsync(Rows.Entry(Ada, 2, callerId: "place", hold: "h1"), Rows.Entry(Ada, 3, hold: "h2"));
        await AppendAsync(Rows.Entry(Bob, 1, callerId: "grant-1", hold: "h1"));
        await AppendAsync(Rows.Entry(Ada, 4, callerId: "capture", hold: "h1"));

        async Task CheckAsync()
        {
            Assert.Equal([1], await FindAsync(Ada, "grant-1"));
            Assert.Equal([2, 4], await FindAsync(Ada, "hold/h1"));
            Assert.Equal([4], await FindAsync(Ada, "capture"));
            Assert.Equal([1], await FindAsync(Bob, "hold/h1"));
            Assert.Empty(await FindAsync(Ada, "h1"));
            Assert.Empty(await FindAsync(Bob, "capture"));
            Assert.Empty(await FindAsync(Cleo, "grant-1"));
            Assert.Empty(await FindAsync(Ada, ""));
        }

        await CheckAsync();
        await ReopenAsync();
        await CheckAsync();
    }

    [Fact]
    public async Task What_is_found_is_the_whole_entry()
    {
        var entry = Rows.Entry(Ada, 1, callerId: "a", hold: "h");
        await AppendAsync(entry);
        Assert.Equal([Rows.Text(entry)], Rows.Texts(await Journal.FindAsync(Ada, "a", CancellationToken.None)));
    }

    [Fact]
    public async Task A_hold_with_many_entries_is_found_in_order()
    {
        for (var seq = 1; seq <= 600; seq++) await AppendAsync(Rows.Entry(Ada, seq, hold: seq % 2 == 0 ? "even" : "odd"));

        Assert.Equal(Enumerable.Range(1, 300).Select(n => 2L * n), await FindAsync(Ada, "hold/even"));
        await ReopenAsync();
        Assert.Equal(Enumerable.Range(1, 300).Select(n => 2L * n), await FindAsync(Ada, "hold/even"));
    }

    [Fact]
    public async Task What_was_committed_may_be_known_at_once_and_ever_after()
    {
        for (var seq = 1; seq <= 300; seq++)
        {
            await AppendAsync(Rows.Entry(Ada, seq, callerId: $"c{seq}", hold: $"h{seq}"));
            Assert.True(Journal.MayKnow(Ada, $"c{seq}"));
            Assert.True(Journal.MayKnow(Ada, $"hold/h{seq}"));
        }

        await ReopenAsync();
        for (var seq = 1; seq <= 300; seq++) Assert.True(Journal.MayKnow(Ada, $"c{seq}") && Journal.MayKnow(Ada, $"hold/h{seq}"));
    }

    [Fact]
    public async Task What_was_committed_just_now_is_probably_known_and_hardly_anything_that_never_was()
    {
        for (var seq = 1; seq <= 300; seq++) await AppendAsync(Rows.Entry(Ada, seq, callerId: $"c{seq}"));

        Assert.InRange(Enumerable.Range(1, 300).Count(n => Journal.ProbablyKnows(Ada, $"c{n}")), 290, 300);
        Assert.InRange(Enumerable.Range(1, 1000).Count(n => Journal.ProbablyKnows(Ada, $"never{n}")), 0, 30);
        Assert.InRange(Enumerable.Range(1, 300).Count(n => Journal.ProbablyKnows(Bob, $"c{n}")), 0, 10);
    }

    [Fact]
    public async Task Keys_are_found_by_the_hash_of_their_secret()
    {
        await AppendAsync(
            Rows.Write(Rows.Entry(Ada, 1)) with { Key = Rows.Key(Ada, "k1") },
            Rows.Write(Rows.Entry(Ada, 2)) with { Key = Rows.Key(Ada, "k2") });

        Assert.Equal(Rows.Text(Rows.Key(Ada, "k2")), Rows.Text(await Journal.FindKeyAsync(Rows.Key(Ada, "k2").SecretHash, CancellationToken.None)));
        Assert.Null(await Journal.FindKeyAsync(Rows.Key(Ada, "k3").SecretHash, CancellationToken.None));
        Assert.Null(await Journal.FindKeyAsync(ReadOnlyMemory<byte>.Empty, CancellationToken.None));
    }
}
