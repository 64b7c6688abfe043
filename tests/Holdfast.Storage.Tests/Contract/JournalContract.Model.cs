namespace Holdfast.Storage.Tests;

public abstract partial class JournalContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_batches_have_the_outcomes_and_leave_the_history_of_a_naive_model(int seed)
    {
        var model = new NaiveJournal();
        var batches = new RandomBatches(seed, model);
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 60; i++)
            {
                var batch = batches.Next();
                Assert.Equal(model.Append(batch), await AppendAsync(batch));
            }

            await CompareAsync(model, new Random(seed + round));
            await ReopenAsync();
            await CompareAsync(model, new Random(seed - round));
        }

        Assert.Empty(await Rows.ListAsync(Journal.FindingsAsync(CancellationToken.None)));
    }

    private async Task CompareAsync(NaiveJournal model, Random random)
    {
        Assert.Equal(model.TrialBalance(), await Journal.TrialBalanceAsync(CancellationToken.None));
        Assert.Equal(model.Directory(), await Journal.AccountsAsync(null, null, null, 1000, CancellationToken.None));
        foreach (var account in model.Accounts)
        {
            var entries = model.Entries(account);
            Assert.Equal(Rows.Texts(entries), await EntriesAsync(account));
            var after = random.Next(entries.Count + 1);
            var through = random.Next(entries.Count + 2);
            Assert.Equal(Rows.Texts(entries.Where(entry => entry.Seq > after && entry.Seq <= through)), await EntriesAsync(account, after, through));
            Assert.Equal(entries.Where(entry => entry.Seq < through).Select(entry => entry.Seq).Reverse(), await SeqsBackwardsAsync(account, through));
            var at = Rows.Start + TimeSpan.FromSeconds(random.Next(entries.Count));
            Assert.Equal(model.SeqAt(account, at), await Journal.SeqAtAsync(account, at, CancellationToken.None));
            Assert.Equal(Rows.Text(model.Snapshot(account, through)), Rows.Text(await Journal.SnapshotAsync(account, through, CancellationToken.None)));
            foreach (var reference in new[] { $"hold/h{random.Next(60)}", entries[random.Next(entries.Count)].CallerId ?? "none", $"c{random.Next(2000)}" })
            {
                var found = model.Find(account, reference);
                Assert.Equal(Rows.Texts(found), Rows.Texts(await Journal.FindAsync(account, reference, CancellationToken.None)));
                if (found.Length > 0) Assert.True(Journal.MayKnow(account, reference));
            }
        }
    }
}
