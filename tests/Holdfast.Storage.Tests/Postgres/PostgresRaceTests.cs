using System.Collections.Concurrent;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage.Postgres;

namespace Holdfast.Storage.Tests;

/// <summary>Guarantees that nodes which write to the same accounts at once leave one history without gaps, and know what is theirs.</summary>
public sealed class PostgresRaceTests
{
    private const int Accounts = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Racing_nodes_leave_one_history(int seed)
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        var journals = new List<PostgresJournal>();
        for (var node = 0; node < 3; node++) journals.Add(await PostgresJournal.OpenAsync(schema, new() { Lanes = 2 }, CancellationToken.None));
        var written = new ConcurrentDictionary<(AccountId, long), string>();

        await Task.WhenAll(journals.SelectMany((journal, node) => Enumerable.Range(0, 2).Select(lane => Task.Run(() => WriteAsync(journal, lane, node, new Random(seed * 100 + node * 10 + lane), written)))));

        var balance = Int128.Zero;
        for (var n = 0; n < Accounts; n++)
        {
            var entries = await Rows.ListAsync(journals[0].EntriesAsync(Rows.Account(n), 0, long.MaxValue, CancellationToken.None));
            Assert.Equal(Enumerable.Range(1, entries.Count).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
            // What is there is what somebody was told, and the other way round; each follows the one whose hash it carries.
            Assert.Equal(written.Where(pair => pair.Key.Item1 == Rows.Account(n)).OrderBy(pair => pair.Key.Item2).Select(pair => pair.Value), entries.Select(Text));
            for (var at = 1; at < entries.Count; at++) Assert.True(entries[at].PreviousHash.Span.SequenceEqual(entries[at - 1].Hash.Span));
            Assert.Equal(entries.Count(entry => entry.CallerId is not null), entries.Select(entry => entry.CallerId).OfType<string>().Distinct().Count());
            balance += entries.Count;
        }

        Assert.True(balance > 50, $"Only {balance} entries were written.");
        Assert.Equal(balance, (await journals[1].TrialBalanceAsync(CancellationToken.None))[1].Micros);
        Assert.Empty(await Rows.ListAsync(journals[2].FindingsAsync(CancellationToken.None)));
        foreach (var journal in journals) await journal.DisposeAsync();
    }

    /// <summary>Guarantees that an external id which many ask for at once gets one account.</summary>
    [Fact]
    public async Task An_external_id_that_many_nodes_ask_for_is_given_once()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        var journals = new List<PostgresJournal>();
        for (var node = 0; node < 4; node++) journals.Add(await PostgresJournal.OpenAsync(schema, new(), CancellationToken.None));

        for (var round = 0; round < 10; round++)
        {
            var outcomes = await Task.WhenAll(journals.Select((journal, node) => Task.Run(async () =>
            {
                // In two orders, so that they would wait in a circle if the order mattered.
                Write[] opens = [Open(round * 100 + node, $"a{round}"), Open(round * 100 + 50 + node, $"b{round}")];
                if (node % 2 == 0) Array.Reverse(opens);
                return await journal.AppendAsync(0, opens, CancellationToken.None);
            })));
            Assert.Equal(2, outcomes.SelectMany(some => some).Count(outcome => outcome == WriteOutcome.Written));
            Assert.Equal(6, outcomes.SelectMany(some => some).Count(outcome => outcome == WriteOutcome.ExternalIdTaken));
        }

        Assert.Equal(20, (await journals[0].AccountsAsync(null, null, null, 1000, CancellationToken.None)).Count);
        Assert.Empty(await Rows.ListAsync(journals[0].FindingsAsync(CancellationToken.None)));
        foreach (var journal in journals) await journal.DisposeAsync();

        static Write Open(int account, string externalId) =>
            Rows.Write(Rows.Entry(Rows.Account(account), 1)) with { Directory = new(Rows.Account(account), externalId, null, Rows.Start) };
    }

    [Fact]
    public async Task What_was_decided_under_a_replaced_catalogue_is_not_written()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await using var journal = await PostgresJournal.OpenAsync(schema, new(), CancellationToken.None);
        for (var version = 1; version <= 2; version++) await journal.AddCatalogueAsync(new(version, Rows.Start, "…"), CancellationToken.None);
        Write Under(int account, int catalogue) => Rows.Write(Rows.Entry(Rows.Account(account), 1)) with { CatalogueInForce = catalogue };

        Assert.Equal(
            [WriteOutcome.Written, WriteOutcome.CatalogueReplaced, WriteOutcome.Written],
            await journal.AppendAsync(0, [Under(1, 2), Under(2, 1), Under(3, int.MaxValue)], CancellationToken.None));
        Assert.Equal([WriteOutcome.Written], await journal.AppendAsync(0, [Under(2, 2)], CancellationToken.None));
    }

    /// <summary>Writes batches as a node would: from what it last read, again and again overtaken by others.</summary>
    private static async Task WriteAsync(PostgresJournal journal, int lane, int node, Random random, ConcurrentDictionary<(AccountId, long), string> written)
    {
        var heads = new Dictionary<AccountId, EntryRow?>();
        for (var round = 0; round < 40; round++)
        {
            var batch = new List<Write>();
            var next = new Dictionary<AccountId, EntryRow?>(heads);
            for (var at = random.Next(1, 8); at > 0; at--)
            {
                var account = Rows.Account(random.Next(Accounts));
                if (!next.TryGetValue(account, out var before)) next[account] = before = await NewestAsync(journal, account);
                var entries = Enumerable.Range(0, random.Next(1, 4)).Select(_ => before = Follow(account, before, node, lane, random)).ToArray();
                next[account] = before;
                batch.Add(Rows.Write(entries!) with
                {
                    Postings = Rows.Grant("usd", entries.Length),
                    Directory = entries[0]!.Seq == 1 ? new(account, null, null, Rows.Start) : null,
                });
            }

            var outcomes = await journal.AppendAsync(lane, batch, CancellationToken.None);
            for (var at = 0; at < outcomes.Length; at++)
            {
                var account = batch[at].Account;
                if (outcomes[at] == WriteOutcome.Written)
                {
                    foreach (var entry in batch[at].Entries) Assert.True(written.TryAdd((account, entry.Seq), Text(entry)), "one seq was given twice");
                    heads[account] = batch[at].Entries[^1];
                }
                else
                {
                    Assert.True(outcomes[at] is WriteOutcome.SeqTaken or WriteOutcome.CallerIdTaken);
                }
            }

            // What was overtaken is read anew.
            foreach (var account in batch.Where((_, at) => outcomes[at] != WriteOutcome.Written).Select(write => write.Account)) heads.Remove(account);
        }
    }

    private static EntryRow Follow(AccountId account, EntryRow? before, int node, int lane, Random random)
    {
        var seq = (before?.Seq ?? 0) + 1;
        return Rows.Entry(account, seq, callerId: random.Next(3) == 0 ? null : $"c{random.Next(400)}") with
        {
            PreviousHash = before?.Hash ?? new byte[32],
            Hash = Rows.Hash(account, seq * 1_000_000 + node * 100_000 + lane * 50_000 + random.Next(50_000)),
        };
    }

    private static async Task<EntryRow?> NewestAsync(PostgresJournal journal, AccountId account)
    {
        await foreach (var entry in journal.EntriesBackwardsAsync(account, long.MaxValue, CancellationToken.None)) return entry;
        return null;
    }

    private static string Text(EntryRow entry) => $"{entry.Seq} {entry.CallerId} {Convert.ToHexString(entry.Hash.Span)}";
}
