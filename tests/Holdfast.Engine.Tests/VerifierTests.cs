using Holdfast.Ledger;
using Microsoft.Data.Sqlite;

namespace Holdfast.Engine.Tests;

public sealed class VerifierTests
{
    /// <summary>Guarantees that whoever edits the journal is found out.</summary>
    [Theory]
    [InlineData("UPDATE journal SET amount = amount + 1 WHERE seq = 3", "do not say what its body says")]
    [InlineData("UPDATE journal SET body = replace(body, '\"0.01\"', '\"0.02\"') WHERE seq = 3", "was changed")]
    [InlineData("UPDATE journal SET at = at - 1000000 WHERE seq = 3", "is earlier")]
    [InlineData("DELETE FROM journal WHERE seq = 3", "is damaged")]
    [InlineData("UPDATE snapshot SET state = replace(state, '\"h1\"', '\"h9\"') WHERE seq = 4", "is not the state")]
    [InlineData("UPDATE account SET email = 'mallory@example.com'", "listed under another")]
    [InlineData("DELETE FROM key", "is not found by its secret")]
    public async Task Tampering_is_found(string tampering, string finding)
    {
        await using var fixture = await EngineFixture.StartAsync(new() { SnapshotEvery = 4 });
        var account = await fixture.AccountAsync(eur: 10);
        await fixture.MustAsync(account, new PlaceHold { Hold = "h1", Operation = "image.generate", Amount = new("eur", new(10_000)) });
        await fixture.MustAsync(account, new CreateKey { Name = "k", SecretHash = new('c', 64), Preview = "hf_abc...wxyz" });
        await fixture.MustAsync(account, new Charge { Operation = "image.generate", Amount = new("eur", new(10_000)) });
        Assert.Empty(await fixture.FindingsAsync());
        await fixture.CloseAsync();
        await TamperAsync(fixture.File, tampering);

        await fixture.RestartAsync();

        Assert.Contains(await fixture.FindingsAsync(), text => text.Contains(finding, StringComparison.Ordinal));
    }

    /// <summary>Guarantees that what a bill is made from is what was moved in the period, whatever the entry that ended it says.</summary>
    [Theory]
    [InlineData("used", "2", "3", "closes 3 usd as used and 1.5 as due, and the period's entries moved 2 and 1.5")]
    [InlineData("owed", "1.5", "1.4", "closes 2 usd as used and 1.4 as due, and the period's entries moved 2 and 1.5")]
    [InlineData("credited", "0.25", "0.75", "closes 0 usd as used and -0.75 as due, and the period's entries moved 0 and -0.25")]
    [InlineData("asset", "usd", "eur", "closes 2 eur as used and 1.5 as due, and the period's entries moved 0 and 0")]
    public async Task A_closing_is_proved_by_postings(string field, string value, string other, string finding)
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = new AccountId(Guid.CreateVersion7());
        await fixture.MustAsync(account, new OpenAccount { Id = account, Billing = Billing.UsageBased });
        await fixture.MustAsync(account, new GiveGrant { Asset = "usd", Amount = new(500_000), Source = GrantSource.Promo });
        var charged = await fixture.MustAsync(account, new Charge { Operation = "video.generate", Amount = new("usd", Amount.Units(3)) });
        await fixture.MustAsync(account, new Refund { Charge = 3, Charged = charged.Entry, Amount = Amount.Units(1) });
        fixture.Clock.Advance(TimeSpan.FromDays(40));
        await fixture.MustAsync(account, new Refund { Charge = 3, Charged = charged.Entry, Amount = new(250_000) });
        fixture.Clock.Advance(TimeSpan.FromDays(40));
        await fixture.MustAsync(account, new CreateKey { Name = "k", SecretHash = new('c', 64), Preview = "hf_abc...wxyz" });
        Assert.Empty(await fixture.FindingsAsync());
        await fixture.CloseAsync();
        await TamperAsync(fixture.File, $"UPDATE journal SET body = replace(body, '\"{field}\":\"{value}\"', '\"{field}\":\"{other}\"') WHERE kind = 'period_started'");

        await fixture.RestartAsync();

        Assert.Contains(await fixture.FindingsAsync(), text => text.EndsWith(finding, StringComparison.Ordinal));
    }

    /// <summary>Does what only somebody with the file in hands can do: takes the guards away first.</summary>
    internal static async Task TamperAsync(string file, string tampering)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat('DROP TRIGGER ' || name, '; ') FROM sqlite_master WHERE type = 'trigger'";
        var guards = (string?)await command.ExecuteScalarAsync();
#pragma warning disable CA2100 // The statements stand in this file.
        command.CommandText = guards;
        await command.ExecuteNonQueryAsync();
        command.CommandText = tampering;
#pragma warning restore CA2100
        Assert.True(await command.ExecuteNonQueryAsync() > 0);
    }

    [Fact]
    public async Task A_journal_that_nobody_touched_is_clean_and_its_books_sum_to_zero()
    {
        await using var fixture = await EngineFixture.StartAsync(new() { SnapshotEvery = 3 });
        await Life.LiveAsync(fixture);
        var verifier = new Verifier(fixture.Journal);
        await foreach (var finding in verifier.FindingsAsync(CancellationToken.None)) Assert.Fail(finding);

        Assert.Equal(1, verifier.Accounts);
        Assert.All(verifier.TrialBalance.GroupBy(sum => sum.Key.Asset), asset => Assert.Equal(0, asset.Aggregate((Int128)0, (all, sum) => all + sum.Value)));
    }
}
