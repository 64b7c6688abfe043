using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

public sealed class RacingTests
{
    /// <summary>Guarantees that concurrent holds share what is there, to the last unit and not beyond.</summary>
    [Fact]
    public async Task Racing_holds_never_spend_one_credit_twice()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 100);

        var answers = await RaceAsync(500, caller => fixture.Engine.ExecuteAsync(account, Hold($"h{caller}", 1), CancellationToken.None));

        Assert.Equal(100, answers.Count(answer => answer.Status == Status.Done));
        Assert.Equal(400, answers.Count(answer => answer.Status == Status.FundsInsufficient));
        var balance = (await fixture.StateAsync(account)).Balance("eur");
        Assert.Equal((Amount.Zero, Amount.Units(100)), (balance.Available, balance.Held));
        Assert.Empty(await fixture.FindingsAsync());
    }

    /// <summary>Guarantees that one id is one hold, however many callers send it at once.</summary>
    [Fact]
    public async Task One_id_sent_by_many_at_once_makes_one_entry()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 100);

        var answers = await RaceAsync(200, _ => fixture.Engine.ExecuteAsync(account, Hold("same", 1), CancellationToken.None));

        Assert.Single(answers, answer => answer.Status == Status.Done);
        Assert.Equal(199, answers.Count(answer => answer.Status == Status.Repeated));
        Assert.Single(answers.Select(answer => answer.Entry!.Seq).Distinct());
        Assert.Equal(Amount.Units(1), (await fixture.StateAsync(account)).Balance("eur").Held);
    }

    [Fact]
    public async Task One_id_with_two_requests_at_once_does_one_of_them()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 100);

        var answers = await RaceAsync(100, caller => fixture.Engine.ExecuteAsync(account, Hold("same", 1 + caller % 2), CancellationToken.None));

        Assert.Single(answers, answer => answer.Status == Status.Done);
        Assert.Equal(49, answers.Count(answer => answer.Status == Status.Repeated));
        Assert.Equal(50, answers.Count(answer => answer.Status == Status.ExistsWithDifferentRequest));
    }

    /// <summary>Guarantees that many accounts decided at once stay apart, and that dropping them from memory loses nothing.</summary>
    [Fact]
    public async Task Many_accounts_in_little_memory_lose_nothing()
    {
        await using var fixture = await EngineFixture.StartAsync(new() { AccountsInMemory = 10, SnapshotEvery = 8 });
        var accounts = new List<AccountId>();
        for (var at = 0; at < 60; at++) accounts.Add(await fixture.AccountAsync(eur: 50));

        var answers = await RaceAsync(3_000, caller => fixture.Engine.ExecuteAsync(accounts[caller * 7 % 60], Hold($"h{caller}", 1), CancellationToken.None));

        Assert.All(answers, answer => Assert.Equal(Status.Done, answer.Status));
        Assert.True(fixture.Engine.AccountsInMemory <= 60);
        foreach (var account in accounts) Assert.Equal(Amount.Zero, (await fixture.StateAsync(account)).Balance("eur").Available);
        Assert.Empty(await fixture.FindingsAsync());
    }

    /// <summary>Guarantees that two accounts opened at once cannot share an external id.</summary>
    [Fact]
    public async Task One_external_id_is_one_account()
    {
        await using var fixture = await EngineFixture.StartAsync();

        var answers = await RaceAsync(20, _ =>
        {
            var id = new AccountId(Guid.CreateVersion7());
            return fixture.Engine.ExecuteAsync(id, new OpenAccount { Id = id, Profile = new() { ExternalId = "one" } }, CancellationToken.None);
        });

        Assert.Single(answers, answer => answer.Status == Status.Done);
        Assert.Equal(19, answers.Count(answer => answer.Status == Status.ExternalIdTaken));
    }

    /// <summary>Guarantees that a reader never sees less than what a caller was told, nor what is not on disk.</summary>
    [Fact]
    public async Task A_caller_reads_what_it_was_told()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 1_000);

        await RaceAsync(200, async caller =>
        {
            var answer = await fixture.Engine.ExecuteAsync(account, Hold($"h{caller}", 1), CancellationToken.None);
            var view = await fixture.Engine.ReadAsync(account, CancellationToken.None);
            Assert.True(view!.Seq >= answer.Entry!.Seq);
            Assert.NotNull(view.State.Holds.Find($"h{caller}"));
            return answer;
        });
    }

    internal static PlaceHold Hold(string id, long eur) => new() { Hold = id, Operation = "image.generate", Amount = new("eur", Amount.Units(eur)) };

    private static Task<Answer[]> RaceAsync(int callers, Func<int, ValueTask<Answer>> call) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () => await call(caller))));
}
