using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

public sealed class CopyTests
{
    private static async Task<CopyCounts> CopyAsync(IJournal source, IJournal target)
    {
        var counts = new CopyCounts();
        await StoreCopy.CopyAsync(source, target, counts, CancellationToken.None);
        return counts;
    }

    private static async Task<string> RefusalAsync(IJournal source, IJournal target)
    {
        var before = await StoreText.OfAsync(target);
        var refused = await Assert.ThrowsAsync<CopyRefusedException>(() => CopyAsync(source, target));
        Assert.Equal(before, await StoreText.OfAsync(target));
        return refused.Message;
    }

    /// <summary>Guarantees that a copy loses nothing: every row of every kind is there, byte for byte, and the books are the same.</summary>
    [Fact]
    public async Task Everything_is_copied_as_it_is()
    {
        await using var town = await Town.BuildAsync();
        var source = await StoreText.OfAsync(town.Source);
        var target = await town.StoreAsync("target.db");

        var counts = await CopyAsync(town.Source, target);

        Assert.Equal(source, await StoreText.OfAsync(target));
        Assert.Equal(source, await StoreText.OfAsync(town.Source));
        Assert.Empty(await StoreText.FindingsAsync(target));
        Assert.Empty(await StoreText.FindingsAsync(town.Source));
        Assert.Equal(
            (source.Count(line => line.StartsWith("entry ", StringComparison.Ordinal)), source.Count(line => line.StartsWith("snapshot ", StringComparison.Ordinal)), 21, 2, 2, 0),
            (counts.Entries, counts.SnapshotsCopied, counts.Accounts, counts.Settings, counts.Catalogues, counts.EntriesThere));
    }

    [Fact]
    public async Task A_finished_copy_again_changes_nothing()
    {
        await using var town = await Town.BuildAsync();
        var target = new FaultyJournal(await town.StoreAsync("target.db"));
        var first = await CopyAsync(town.Source, target);
        var (appends, text) = (target.Appends, await StoreText.OfAsync(target));

        var second = await CopyAsync(town.Source, target);

        Assert.Equal((appends, first.Entries, first.Entries), (target.Appends, second.Entries, second.EntriesThere));
        Assert.Equal(text, await StoreText.OfAsync(target));
    }

    /// <summary>Guarantees that a copy which breaks at any append, with that written or not, goes on where it stopped, and that a target is in good order in between.</summary>
    [Theory]
    [InlineData(Trouble.Unavailable)]
    [InlineData(Trouble.WrittenButUnknown)]
    [InlineData(Trouble.LostAndUnknown)]
    public async Task A_copy_that_breaks_goes_on_where_it_stopped(Trouble trouble)
    {
        await using var town = await Town.BuildAsync();
        await town.LiveAsync(4_200);
        var target = new FaultyJournal(await town.StoreAsync("target.db"));
        var broken = 0;
        while (true)
        {
            // Each run gets one append further than the last.
            target.Troubles.Enqueue(Trouble.None);
            target.Troubles.Enqueue(trouble);
            try
            {
                await CopyAsync(town.Source, target);
                break;
            }
            catch (Exception fault) when (fault is JournalUnavailableException or OutcomeUnknownException)
            {
                broken++;
                target.Troubles.Clear();
                Assert.Empty(await StoreText.FindingsAsync(target));
            }
        }

        Assert.InRange(broken, 2, 10);
        Assert.Equal(await StoreText.OfAsync(town.Source), await StoreText.OfAsync(target));
    }

    [Fact]
    public async Task What_was_added_since_is_added()
    {
        await using var town = await Town.BuildAsync();
        var target = await town.StoreAsync("target.db");
        for (var round = 0; round < 4; round++)
        {
            var counts = await CopyAsync(town.Source, target);
            Assert.Equal(await StoreText.OfAsync(town.Source), await StoreText.OfAsync(target));
            Assert.Equal(round > 0, counts.EntriesThere > 0);
            await town.OpenAsync($"later-{round}");
            await town.LiveAsync(30);
            await town.Fixture.Engine.Catalogues.ChangeAsync(Catalogues.BuiltIn + $"# {round}\n", town.Fixture.Engine.Now, CancellationToken.None);
        }
    }

    /// <summary>Guarantees that external ids which go from one account to another arrive where they belong, in whatever order the accounts are copied.</summary>
    [Fact]
    public async Task External_ids_that_change_hands_arrive()
    {
        await using var town = await Town.BuildAsync(accounts: 6);
        var target = await town.StoreAsync("target.db");
        await CopyAsync(town.Source, target);
        await PassOnAsync(town, [0, 1, 2, 3, 4, 5]);
        await CopyAsync(town.Source, target);
        Assert.Equal(await StoreText.OfAsync(town.Source), await StoreText.OfAsync(target));

        // Now one new entry each, which cannot be split: the first gives its id up to nobody, the others move up.
        await PassOnAsync(town, [5, 4, 3, 2, 1, 0], giveUp: false);
        await CopyAsync(town.Source, target);
        Assert.Equal(await StoreText.OfAsync(town.Source), await StoreText.OfAsync(target));
        Assert.Empty(await StoreText.FindingsAsync(target));
    }

    /// <summary>Each account takes the external id of the next, the last that of the first.</summary>
    private static async Task PassOnAsync(Town town, int[] order, bool giveUp = true)
    {
        var accounts = order.Select(n => town.Accounts[n]).ToArray();
        Task<Answer> Change(AccountId account, string? id) => town.Fixture.MustAsync(account, new ChangeAccount { ExternalId = new(true, id) });
        var ids = new List<string?>();
        foreach (var account in accounts) ids.Add((await town.Fixture.StateAsync(account)).Profile.ExternalId);
        await Change(accounts[0], giveUp ? null : "new");
        for (var n = 1; n < accounts.Length; n++) await Change(accounts[n], ids[n - 1]);
        if (giveUp) await Change(accounts[0], ids[^1]);
    }

    /// <summary>Guarantees that a stop in the middle of ids that change hands costs none of them.</summary>
    [Fact]
    public async Task External_ids_that_change_hands_survive_a_break()
    {
        await using var town = await Town.BuildAsync(accounts: 6);
        var target = new FaultyJournal(await town.StoreAsync("target.db"));
        await CopyAsync(town.Source, target);
        await PassOnAsync(town, [0, 1, 2, 3, 4, 5]);
        for (var good = 0; ; good++)
        {
            for (var n = 0; n < good; n++) target.Troubles.Enqueue(Trouble.None);
            target.Troubles.Enqueue(Trouble.Unavailable);
            try
            {
                await CopyAsync(town.Source, target);
                break;
            }
            catch (JournalUnavailableException)
            {
                target.Troubles.Clear();
            }
        }

        Assert.Equal(await StoreText.OfAsync(town.Source), await StoreText.OfAsync(target));
        Assert.Empty(await StoreText.FindingsAsync(target));
    }

    [Fact]
    public async Task A_target_that_is_no_part_of_the_source_is_refused_before_anything_is_written()
    {
        await using var town = await Town.BuildAsync();
        var target = await town.StoreAsync("target.db");
        await CopyAsync(town.Source, target);
        await town.OpenAsync("new");

        await target.SetSettingAsync("of its own", "x", CancellationToken.None);
        Assert.Equal("The target is neither empty nor a part of the source: the source has no setting 'of its own'; nothing was written.", await RefusalAsync(town.Source, target));

        await using var other = await Town.BuildAsync(accounts: 1);
        Assert.Contains("it has entry ", await RefusalAsync(other.Source, target), StringComparison.Ordinal);
        Assert.Contains("and the source does not", await RefusalAsync(other.Source, target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_and_catalogues_that_differ_are_refused()
    {
        await using var town = await Town.BuildAsync();
        var (one, two) = (await town.StoreAsync("one.db"), await town.StoreAsync("two.db"));
        await one.SetSettingAsync("operator_key_sha256", new('f', 64), CancellationToken.None);
        Assert.Contains("its setting 'operator_key_sha256' is another", await RefusalAsync(town.Source, one), StringComparison.Ordinal);

        await two.AddCatalogueAsync((await town.Source.CataloguesAsync(CancellationToken.None))[0] with { Document = "other" }, CancellationToken.None);
        Assert.Contains("version 1 of its catalogue is another", await RefusalAsync(town.Source, two), StringComparison.Ordinal);
    }

    /// <summary>Guarantees that a target which went its own way is refused, whether it is ahead, behind or level.</summary>
    [Theory]
    [InlineData(1, 0, "it has entry ")]
    [InlineData(1, 1, "is another there")]
    [InlineData(1, 2, "is another there")]
    public async Task An_account_that_went_another_way_is_refused(int there, int here, string sentence)
    {
        await using var town = await Town.BuildAsync(accounts: 3);
        var target = await town.StoreAsync("target.db");
        await CopyAsync(town.Source, target);
        for (var n = 0; n < here; n++) await town.Fixture.MustAsync(town.Accounts[1], new GiveGrant { Asset = "usd", Amount = Amount.Units(2), Source = GrantSource.Promo });
        await town.OpenAsync("new");
        var engine = new AccountEngine(target, await Catalogues.OpenAsync(target, null, _ => { }, default, CancellationToken.None), town.Fixture.Clock, new());
        for (var n = 0; n < there; n++)
            Assert.True((await engine.ExecuteAsync(town.Accounts[1], new GiveGrant { Asset = "usd", Amount = Amount.Units(3), Source = GrantSource.Promo }, CancellationToken.None)).IsDone);
        await engine.DisposeAsync();

        Assert.Contains(sentence, await RefusalAsync(town.Source, target), StringComparison.Ordinal);
    }

    /// <summary>Guarantees that a source which somebody edited is not copied past that place, and that the target stays in good order.</summary>
    [Theory]
    [InlineData("UPDATE journal SET amount = amount + 1 WHERE position = (SELECT max(position) FROM journal WHERE amount IS NOT NULL)", "its columns do not say what its body says")]
    [InlineData("UPDATE journal SET body = replace(body, '\"eur\"', '\"usd\"') WHERE seq = 2 AND body LIKE '%\"eur\"%'", "its hash is another")]
    [InlineData("UPDATE journal SET at = at - 1000000 WHERE seq = 3", "its hash is another")]
    [InlineData("UPDATE journal SET previous_hash = zeroblob(32) WHERE seq = 4", "does not carry the hash of the one before it")]
    [InlineData("UPDATE snapshot SET state = replace(state, '\"seq\":', '\"seq\": ')", "is not the state that the entries lead to")]
    [InlineData("UPDATE journal SET kind = 'unheard_of' WHERE seq = 2", "its hash is another")]
    public async Task A_source_that_was_tampered_with_is_not_copied(string tampering, string sentence)
    {
        await using var town = await Town.BuildAsync();
        await town.Fixture.CloseAsync();
        await VerifierTests.TamperAsync(town.Fixture.File, tampering);
        await town.Fixture.RestartAsync();
        var target = await town.StoreAsync("target.db");

        var damaged = await Assert.ThrowsAsync<JournalDamagedException>(() => CopyAsync(town.Source, target));

        Assert.Contains(sentence, damaged.Message, StringComparison.Ordinal);
        Assert.Empty(await StoreText.FindingsAsync(target));
        await Assert.ThrowsAsync<JournalDamagedException>(() => Town.ExportAsync(town.Source));
    }
}
