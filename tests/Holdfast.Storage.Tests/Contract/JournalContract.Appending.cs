using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Tests;

public abstract partial class JournalContract
{
    private static readonly AccountId Ada = Rows.Account(1);
    private static readonly AccountId Bob = Rows.Account(2);
    private static readonly AccountId Cleo = Rows.Account(3);

    [Fact]
    public async Task Entries_come_back_as_they_were_written_and_in_order()
    {
        var rows = new[]
        {
            Rows.Entry(Ada, 1),
            Rows.Entry(Ada, 2, callerId: "first", hold: "h1"),
            Rows.Entry(Ada, 3) with { Asset = null, Amount = null, Kind = "suspended", RequestHash = long.MinValue },
            Rows.Entry(Ada, 4, callerId: "", hold: "") with { Amount = new Amount(long.MinValue), Catalogue = int.MaxValue },
            Rows.Entry(Ada, 5, callerId: "ключ 🔑 'quoted'", hold: new string('x', 1000)) with { Body = new byte[100_000].Select(_ => (byte)'7').ToArray() },
        };

        Assert.Equal(WriteOutcome.Written, await AppendAsync(rows[0]));
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written], await AppendAsync(Rows.Write(rows[1], rows[2]), Rows.Write(rows[3], rows[4])));

        Assert.Equal(Rows.Texts(rows), await EntriesAsync(Ada));
        await ReopenAsync();
        Assert.Equal(Rows.Texts(rows), await EntriesAsync(Ada));
    }

    [Fact]
    public async Task A_batch_without_writes_has_no_outcomes() => Assert.Empty(await AppendAsync(Array.Empty<Write>()));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_seq_that_does_not_follow_the_newest_is_refused(long seq)
    {
        await AppendAsync(Rows.Writes(Ada, 1, 2));

        Assert.Equal(WriteOutcome.SeqTaken, await AppendAsync(Rows.Entry(Ada, seq)));

        Assert.Equal(Rows.Texts([Rows.Entry(Ada, 1), Rows.Entry(Ada, 2)]), await EntriesAsync(Ada));
        Assert.Equal(WriteOutcome.Written, await AppendAsync(Rows.Entry(Ada, 3)));
    }

    [Fact]
    public async Task An_account_begins_with_seq_1()
    {
        Assert.Equal(WriteOutcome.SeqTaken, await AppendAsync(Rows.Entry(Ada, 2)));
        Assert.Equal(WriteOutcome.SeqTaken, await AppendAsync(Rows.Entry(Ada, 0)));
        Assert.Empty(await EntriesAsync(Ada));
    }

    [Fact]
    public async Task The_newest_seq_is_known_after_a_reopening()
    {
        await AppendAsync(Rows.Writes(Ada, 1, 5));
        await ReopenAsync();
        Assert.Equal(WriteOutcome.SeqTaken, await AppendAsync(Rows.Entry(Ada, 5)));
        Assert.Equal(WriteOutcome.Written, await AppendAsync(Rows.Entry(Ada, 6)));
    }

    [Fact]
    public async Task A_refused_write_refuses_the_accounts_later_ones_and_no_others()
    {
        var outcomes = await AppendAsync(
            Rows.Write(Rows.Entry(Ada, 1)),
            Rows.Write(Rows.Entry(Bob, 2)),
            Rows.Write(Rows.Entry(Ada, 2)),
            Rows.Write(Rows.Entry(Bob, 1)),
            Rows.Write(Rows.Entry(Cleo, 1)));

        Assert.Equal([WriteOutcome.Written, WriteOutcome.SeqTaken, WriteOutcome.Written, WriteOutcome.SeqTaken, WriteOutcome.Written], outcomes);
        Assert.Empty(await EntriesAsync(Bob));
        Assert.Equal(2, (await EntriesAsync(Ada)).Length);
        Assert.Equal([WriteOutcome.Written], await AppendAsync(Rows.Write(Rows.Entry(Bob, 1))));
    }

    [Fact]
    public async Task A_write_is_all_or_nothing()
    {
        await AppendAsync(Rows.Entry(Ada, 1, callerId: "a"));

        Assert.Equal(WriteOutcome.CallerIdTaken, await AppendAsync(Rows.Entry(Ada, 2), Rows.Entry(Ada, 3, callerId: "a")));

        Assert.Single(await EntriesAsync(Ada));
    }

    [Fact]
    public async Task A_caller_id_is_taken_once_in_an_account()
    {
        await AppendAsync(Rows.Entry(Ada, 1, callerId: "a"));

        Assert.Equal(WriteOutcome.CallerIdTaken, await AppendAsync(Rows.Entry(Ada, 2, callerId: "a")));
        Assert.Equal(WriteOutcome.Written, await AppendAsync(Rows.Entry(Bob, 1, callerId: "a")));
        Assert.Equal(WriteOutcome.Written, await AppendAsync(Rows.Entry(Ada, 2, callerId: "A")));

        await ReopenAsync();
        Assert.Equal(WriteOutcome.CallerIdTaken, await AppendAsync(Rows.Entry(Ada, 3, callerId: "a")));
    }

    [Fact]
    public async Task A_caller_id_is_taken_within_a_batch_and_within_a_write()
    {
        var outcomes = await AppendAsync(
            Rows.Write(Rows.Entry(Ada, 1, callerId: "a")),
            Rows.Write(Rows.Entry(Ada, 2, callerId: "a")),
            Rows.Write(Rows.Entry(Ada, 2, callerId: "b")),
            Rows.Write(Rows.Entry(Bob, 1, callerId: "a"), Rows.Entry(Bob, 2, callerId: "a")));

        Assert.Equal([WriteOutcome.Written, WriteOutcome.CallerIdTaken, WriteOutcome.SeqTaken, WriteOutcome.CallerIdTaken], outcomes);
    }

    [Fact]
    public async Task A_hold_does_not_take_the_caller_id_of_its_reference()
    {
        await AppendAsync(Rows.Entry(Ada, 1, callerId: "x", hold: "h1"));

        Assert.Equal(WriteOutcome.Written, await AppendAsync(Rows.Entry(Ada, 2, callerId: "hold/h1", hold: "h1")));
        Assert.Equal([1, 2], await FindAsync(Ada, "hold/h1"));
        Assert.Equal(WriteOutcome.CallerIdTaken, await AppendAsync(Rows.Entry(Ada, 3, callerId: "hold/h1")));
    }

    [Fact]
    public async Task An_external_id_belongs_to_one_account()
    {
        AccountRow Row(AccountId account, string? externalId) => new(account, externalId, null, Rows.Start);
        Write Open(AccountId account, long seq, string? externalId) => Rows.Write(Rows.Entry(account, seq)) with { Directory = Row(account, externalId) };

        Assert.Equal([WriteOutcome.Written, WriteOutcome.ExternalIdTaken, WriteOutcome.SeqTaken], await AppendAsync(Open(Ada, 1, "e1"), Open(Bob, 1, "e1"), Open(Bob, 1, "e2")));
        Assert.Equal([WriteOutcome.ExternalIdTaken, WriteOutcome.Written], await AppendAsync(Open(Bob, 1, "e1"), Open(Ada, 2, "e1")));
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written], await AppendAsync(Open(Bob, 1, null), Open(Cleo, 1, null)));
        // Given up by one account, it is free for another, in the same batch too.
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written], await AppendAsync(Open(Ada, 3, "e3"), Open(Bob, 2, "e1")));
        await ReopenAsync();
        Assert.Equal([WriteOutcome.ExternalIdTaken], await AppendAsync(Open(Cleo, 2, "e3")));
    }

    [Fact]
    public async Task Nothing_of_a_refused_write_is_kept()
    {
        await AppendAsync(Rows.Entry(Ada, 1));
        var refused = Rows.Write(Rows.Entry(Ada, 1, callerId: "a", hold: "h")) with
        {
            Directory = new(Ada, "e", "ada@example.com", Rows.Start),
            Key = Rows.Key(Ada, "k"),
            Snapshot = Rows.Snapshot(Ada, 1),
            Postings = Rows.Grant("usd", 5),
        };

        Assert.Equal([WriteOutcome.SeqTaken], await AppendAsync(refused));

        Assert.Empty(await FindAsync(Ada, "a"));
        Assert.Empty(await FindAsync(Ada, "hold/h"));
        Assert.False(Journal.ProbablyKnows(Ada, "a"));
        Assert.Empty(await Journal.AccountsAsync(null, null, null, 10, CancellationToken.None));
        Assert.Null(await Journal.FindKeyAsync(Rows.Key(Ada, "k").SecretHash, CancellationToken.None));
        Assert.Null(await Journal.SnapshotAsync(Ada, long.MaxValue, CancellationToken.None));
        Assert.Empty(await Journal.TrialBalanceAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_journal_says_whether_it_has_a_write()
    {
        var written = Rows.Write(Rows.Entry(Ada, 1, callerId: "a"), Rows.Entry(Ada, 2));
        var other = Rows.Write(Rows.Entry(Ada, 2) with { Hash = Rows.Hash(Bob, 2) });

        Assert.False(await Journal.HasAsync(written, CancellationToken.None));
        await AppendAsync(written);

        Assert.True(await Journal.HasAsync(written, CancellationToken.None));
        Assert.False(await Journal.HasAsync(other, CancellationToken.None));
        Assert.False(await Journal.HasAsync(Rows.Write(Rows.Entry(Ada, 3)), CancellationToken.None));
    }

    [Fact]
    public async Task An_external_id_may_be_given_and_taken_in_one_batch_by_many()
    {
        Write Set(AccountId account, long seq, string? externalId) => Rows.Write(Rows.Entry(account, seq)) with { Directory = new(account, externalId, null, Rows.Start) };

        await AppendAsync(Set(Ada, 1, "a"), Set(Bob, 1, "b"), Set(Cleo, 1, "c"));
        Assert.Equal(
            [WriteOutcome.Written, WriteOutcome.ExternalIdTaken, WriteOutcome.Written, WriteOutcome.SeqTaken, WriteOutcome.Written],
            await AppendAsync(Set(Ada, 2, null), Set(Bob, 2, "c"), Set(Cleo, 2, "a"), Set(Bob, 3, "d"), Set(Ada, 3, "c")));

        Assert.Equal(
            [(Ada, "c"), (Bob, "b"), (Cleo, "a")],
            (await Journal.AccountsAsync(null, null, null, 10, CancellationToken.None)).Select(row => (row.Account, row.ExternalId!)).AsEnumerable());
        Assert.Empty(await Rows.ListAsync(Journal.FindingsAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task A_write_that_is_no_chain_of_one_accounts_entries_is_a_mistake_and_writes_nothing()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(Rows.Write(Rows.Entry(Bob, 1)), Rows.Write(Rows.Entry(Ada, 1), Rows.Entry(Ada, 3))));
        await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(Rows.Entry(Ada, 1), Rows.Entry(Bob, 2)));
        await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(new Write { Account = Ada, Entries = [] }));

        Assert.Empty(await EntriesAsync(Ada));
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written], await AppendAsync(Rows.Write(Rows.Entry(Bob, 1)), Rows.Write(Rows.Entry(Ada, 1))));
    }

    [Fact]
    public async Task A_batch_whose_caller_gives_up_before_it_begins_is_not_written()
    {
        using var gaveUp = new CancellationTokenSource();
        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Journal.AppendAsync(0, Rows.Writes(Ada, 1, 1), gaveUp.Token));

        Assert.Empty(await EntriesAsync(Ada));
    }
}
