using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task A_store_that_fails_for_a_moment_is_tried_again()
    {
        var (fixture, journal) = await StartAsync();
        await using var _ = fixture;
        var account = await fixture.AccountAsync(eur: 10);
        journal.Troubles.Enqueue(Trouble.Unavailable);
        journal.Troubles.Enqueue(Trouble.Unavailable);

        var answer = await fixture.MustAsync(account, RacingTests.Hold("h", 1));

        Assert.Equal(3, answer.Entry!.Seq);
        Assert.Empty(await fixture.FindingsAsync());
    }

    [Fact]
    public async Task A_store_that_stays_down_is_said_to_be_and_nothing_is_left_behind()
    {
        var (fixture, journal) = await StartAsync();
        await using var _ = fixture;
        var account = await fixture.AccountAsync(eur: 10);
        for (var at = 0; at < 4; at++) journal.Troubles.Enqueue(Trouble.Unavailable);

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await fixture.Engine.ExecuteAsync(account, RacingTests.Hold("h", 4), CancellationToken.None));

        Assert.Empty((await fixture.StateAsync(account)).Holds);
        Assert.Equal(Status.Done, (await fixture.MustAsync(account, RacingTests.Hold("h", 10))).Status);
        Assert.Empty(await fixture.FindingsAsync());
    }

    /// <summary>Guarantees that an unknown outcome is found out: written is answered once, and not written is written once.</summary>
    [Theory]
    [InlineData(Trouble.WrittenButUnknown)]
    [InlineData(Trouble.LostAndUnknown)]
    public async Task An_unknown_outcome_is_found_out(Trouble trouble)
    {
        var (fixture, journal) = await StartAsync();
        await using var _ = fixture;
        var account = await fixture.AccountAsync(eur: 10);
        journal.Troubles.Enqueue(trouble);

        var answer = await fixture.MustAsync(account, RacingTests.Hold("h", 4));

        Assert.Equal((Status.Done, 3L), (answer.Status, answer.Entry!.Seq));
        Assert.Equal(Amount.Units(4), (await fixture.StateAsync(account)).Balance("eur").Held);
        Assert.Empty(await fixture.FindingsAsync());
    }

    [Fact]
    public async Task A_charge_of_unknown_outcome_is_charged_once()
    {
        var (fixture, journal) = await StartAsync();
        await using var _ = fixture;
        var account = await fixture.AccountAsync(eur: 10);
        journal.Troubles.Enqueue(Trouble.WrittenButUnknown);

        await fixture.MustAsync(account, new Charge { Operation = "image.generate", Amount = new("eur", Amount.Units(4)) });

        Assert.Equal(Amount.Units(6), (await fixture.StateAsync(account)).Balance("eur").Available);
    }

    /// <summary>Guarantees that a charge without an id is not charged again while nobody can say whether it was written.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task What_cannot_be_found_out_is_not_done_again(int reads, bool isFoundOut)
    {
        var (fixture, journal) = await StartAsync();
        await using var _ = fixture;
        var account = await fixture.AccountAsync(eur: 10);
        journal.Troubles.Enqueue(Trouble.WrittenButUnknown);
        journal.ReadsToFail = reads;
        var charge = new Charge { Operation = "image.generate", Amount = new("eur", Amount.Units(4)) };

        if (isFoundOut) Assert.Equal(3, (await fixture.MustAsync(account, charge)).Entry!.Seq);
        else await Assert.ThrowsAsync<OutcomeUnknownException>(async () => await fixture.Engine.ExecuteAsync(account, charge, CancellationToken.None));

        journal.ReadsToFail = 0;
        Assert.Equal(Amount.Units(6), (await fixture.StateAsync(account)).Balance("eur").Available);
        Assert.Empty(await fixture.FindingsAsync());
    }

    /// <summary>Guarantees that whatever breaks, in whatever order, no money is spent twice and no answer is wrong.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Racing_callers_on_a_breaking_connection_share_what_is_there(int seed)
    {
        var (fixture, journal) = await StartAsync();
        await using var _ = fixture;
        var random = new Random(seed);
        AccountId[] accounts = [await fixture.AccountAsync(eur: 50), await fixture.AccountAsync(eur: 50), await fixture.AccountAsync(eur: 50)];
        for (var at = 0; at < 200; at++) journal.Troubles.Enqueue(random.Next(4) == 0 ? (Trouble)random.Next(1, 4) : Trouble.None);

        var done = new int[3];
        await Task.WhenAll(Enumerable.Range(0, 300).Select(caller => Task.Run(async () =>
        {
            for (var attempt = 0; attempt < 20; attempt++)
            {
                try
                {
                    var answer = await fixture.Engine.ExecuteAsync(accounts[caller % 3], RacingTests.Hold($"h{caller}", 1), CancellationToken.None);
                    if (answer.IsDone) Interlocked.Increment(ref done[caller % 3]);
                    else Assert.Equal(Status.FundsInsufficient, answer.Status);
                    return;
                }
                catch (JournalUnavailableException)
                {
                    // A caller repeats under the same id.
                }
            }

            Assert.Fail("the connection never came back");
        })));

        Assert.Equal([50, 50, 50], done);
        foreach (var account in accounts) Assert.Equal(50, (await fixture.StateAsync(account)).Holds.Count);
        Assert.Empty(await fixture.FindingsAsync());
    }

    internal static async Task<(EngineFixture Fixture, FaultyJournal Journal)> StartAsync()
    {
        FaultyJournal? faulty = null;
        var fixture = await EngineFixture.StartAsync(wrap: real => faulty = new(real));
        return (fixture, faulty!);
    }
}
