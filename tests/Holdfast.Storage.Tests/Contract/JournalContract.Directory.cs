using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task Accounts_are_listed_in_the_order_of_their_ids()
    {
        var rows = Enumerable.Range(1, 25).Select(n => new AccountRow(Rows.Account(n), $"e{n}", n % 5 == 0 ? "shared@example.com" : null, Rows.Start + TimeSpan.FromSeconds(n))).ToList();
        foreach (var row in rows.OrderByDescending(row => row.OpenedAt)) await AppendAsync(Rows.Write(Rows.Entry(row.Account, 1)) with { Directory = row });

        Task<IReadOnlyList<AccountRow>> List(string? email, string? externalId, int? after, int limit) =>
            Journal.AccountsAsync(email, externalId, after is { } n ? Rows.Account(n) : null, limit, CancellationToken.None).AsTask();

        Assert.Equal(rows, await List(null, null, null, 100));
        Assert.Equal(rows[..10], await List(null, null, null, 10));
        Assert.Equal(rows[10..20], await List(null, null, 10, 10));
        Assert.Equal([rows[9], rows[14]], await List("shared@example.com", null, 5, 2));
        Assert.Equal([rows[6]], await List(null, "e7", null, 10));
        Assert.Empty(await List("shared@example.com", "e7", null, 10));
        Assert.Empty(await List(null, null, 25, 10));
        Assert.Equal(rows.Select(row => row.Account.ToString()).Order(StringComparer.Ordinal), rows.Select(row => row.Account.ToString()));
    }

    [Fact]
    public async Task What_an_account_is_found_by_may_change()
    {
        var before = new AccountRow(Ada, "e1", "ada@example.com", Rows.Start);
        var after = before with { ExternalId = null, Email = "ada@example.org" };
        await AppendAsync(Rows.Write(Rows.Entry(Ada, 1)) with { Directory = before });
        await AppendAsync(Rows.Write(Rows.Entry(Ada, 2)) with { Directory = after });

        Assert.Empty(await Journal.AccountsAsync("ada@example.com", null, null, 10, CancellationToken.None));
        Assert.Empty(await Journal.AccountsAsync(null, "e1", null, 10, CancellationToken.None));
        Assert.Equal([after], await Journal.AccountsAsync("ada@example.org", null, null, 10, CancellationToken.None));
    }

    [Fact]
    public async Task The_trial_balance_sums_the_postings_of_all_accounts()
    {
        await AppendAsync(
            Rows.Write(Rows.Entry(Ada, 1)) with { Postings = Rows.Grant("usd", 700) },
            Rows.Write(Rows.Entry(Bob, 1)) with { Postings = [.. Rows.Grant("usd", 300), .. Rows.Grant("eur", 5)] });
        await AppendAsync(Rows.Write(Rows.Entry(Ada, 2)) with { Postings = [new("usd", Book.Available, Book.Held, new(250), "g1")] });
        await ReopenAsync();
        await AppendAsync(Rows.Write(Rows.Entry(Ada, 3)) with { Postings = [new("usd", Book.Held, Book.Consumed, new(250), "g1")] });

        Assert.Equal(
            [("eur", Book.Funding, -5), ("eur", Book.Available, 5), ("usd", Book.Funding, -1000), ("usd", Book.Available, 750), ("usd", Book.Held, 0), ("usd", Book.Consumed, 250)],
            await Journal.TrialBalanceAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_trial_balance_passes_64_bits()
    {
        for (var n = 1; n <= 3; n++) await AppendAsync(Rows.Write(Rows.Entry(Rows.Account(n), 1)) with { Postings = Rows.Grant("usd", long.MaxValue) });
        await ReopenAsync();
        await AppendAsync(Rows.Write(Rows.Entry(Ada, 2)) with { Postings = Rows.Grant("usd", 1) });

        var sum = 3 * (Int128)long.MaxValue + 1;
        Assert.Equal([("usd", Book.Funding, -sum), ("usd", Book.Available, sum)], await Journal.TrialBalanceAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Catalogues_are_kept_by_version()
    {
        CatalogueRow[] catalogues = [new(1, Rows.Start, "assets: [usd]\n"), new(2, Rows.Start + TimeSpan.FromDays(1), "assets: [usd, eur]\n")];
        foreach (var catalogue in catalogues) Assert.True(await Journal.AddCatalogueAsync(catalogue, CancellationToken.None));

        Assert.False(await Journal.AddCatalogueAsync(catalogues[0] with { Document = "other" }, CancellationToken.None));

        await ReopenAsync();
        Assert.Equal(catalogues, await Journal.CataloguesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Settings_are_kept_as_they_were_last_set()
    {
        Assert.Null(await Journal.SettingAsync("operator_key", CancellationToken.None));
        await Journal.SetSettingAsync("operator_key", "one", CancellationToken.None);
        await Journal.SetSettingAsync("operator_key", "two", CancellationToken.None);
        await Journal.SetSettingAsync("other", "", CancellationToken.None);
        Assert.True(await Journal.AddSettingAsync("Other", "größer", CancellationToken.None));
        Assert.False(await Journal.AddSettingAsync("Other", "smaller", CancellationToken.None));
        await ReopenAsync();
        Assert.Equal("two", await Journal.SettingAsync("operator_key", CancellationToken.None));
        Assert.Equal("", await Journal.SettingAsync("other", CancellationToken.None));
        Assert.Equal([("Other", "größer"), ("operator_key", "two"), ("other", "")], await Journal.SettingsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_journal_answers_and_closes_as_often_as_it_is_asked()
    {
        Assert.True(Journal.Lanes >= 1);
        await Journal.PingAsync(CancellationToken.None);
        await AppendAsync(Rows.Writes(Ada, 1, 1));
        await Journal.DisposeAsync();
        await Journal.DisposeAsync();
        await ReopenAsync();
        Assert.Single(await EntriesAsync(Ada));
    }
}
