using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task An_account_is_the_same_after_a_restart()
    {
        await using var fixture = await EngineFixture.StartAsync(new() { SnapshotEvery = 5 });
        var account = await fixture.AccountAsync(eur: 100);
        for (var at = 0; at < 16; at++) await fixture.MustAsync(account, new Charge { Operation = "image.generate", Amount = new("eur", Amount.Units(1)) });
        await fixture.MustAsync(account, RacingTests.Hold("h", 1));
        await fixture.MustAsync(account, new CaptureHold { Hold = "h" });
        var before = StateCodec.Encode(await fixture.StateAsync(account));

        await fixture.RestartAsync();

        Assert.Equal(before, StateCodec.Encode(await fixture.StateAsync(account)));
        Assert.Equal(20, (await fixture.Journal.SnapshotAsync(account, long.MaxValue, CancellationToken.None))!.Seq);
        Assert.Empty(await fixture.FindingsAsync());
    }

    [Fact]
    public async Task An_id_gets_its_first_answer_after_a_restart_and_after_the_hold_has_ended()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 100);
        var first = await fixture.MustAsync(account, RacingTests.Hold("h", 1));
        await fixture.MustAsync(account, new ReleaseHold { Hold = "h" });

        await fixture.RestartAsync();

        var again = await fixture.Engine.ExecuteAsync(account, RacingTests.Hold("h", 1), CancellationToken.None);
        Assert.Equal((Status.Repeated, first.Entry!.Seq), (again.Status, again.Entry!.Seq));
        var other = await fixture.Engine.ExecuteAsync(account, RacingTests.Hold("h", 2), CancellationToken.None);
        Assert.Equal(Status.ExistsWithDifferentRequest, other.Status);
    }

    [Fact]
    public async Task The_past_reads_as_it_was()
    {
        await using var fixture = await EngineFixture.StartAsync(new() { SnapshotEvery = 4 });
        var account = await fixture.AccountAsync(eur: 100);
        var told = new List<(Instant At, Amount Available)>();
        for (var at = 0; at < 30; at++)
        {
            fixture.Clock.Advance(TimeSpan.FromMinutes(1));
            await fixture.MustAsync(account, RacingTests.Hold($"h{at}", 1));
            told.Add((fixture.Engine.Now, (await fixture.StateAsync(account)).Balance("eur").Available));
        }

        foreach (var (at, available) in told)
            Assert.Equal(available, (await fixture.Engine.ReadAtAsync(account, at, CancellationToken.None))!.State.Balance("eur").Available);
        Assert.Null(await fixture.Engine.ReadAtAsync(account, new(0), CancellationToken.None));
    }

    /// <summary>Guarantees that time's own entries are written with the instant they were due, before the command that found them.</summary>
    [Fact]
    public async Task What_time_did_is_read_at_once_and_written_with_the_next_command()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 100);
        await fixture.MustAsync(account, RacingTests.Hold("h", 40));
        var lapses = fixture.Engine.Now + Bounds.HoldLifetimeDefault;
        fixture.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Amount.Units(100), (await fixture.StateAsync(account)).Balance("eur").Available);
        Assert.Equal(3, (await fixture.Engine.ReadAsync(account, CancellationToken.None))!.Seq);

        await fixture.MustAsync(account, RacingTests.Hold("i", 1));
        var lapsed = await fixture.Engine.EntryAsync(account, 4, CancellationToken.None);
        Assert.IsType<HoldLapsed>(lapsed!.Body);
        Assert.Equal(lapses, lapsed.At);
        Assert.Empty(await fixture.FindingsAsync());
    }

    [Fact]
    public async Task Asking_for_accounts_that_do_not_exist_keeps_nothing_in_memory()
    {
        await using var fixture = await EngineFixture.StartAsync();
        for (var at = 0; at < 50; at++)
        {
            Assert.Null(await fixture.Engine.ReadAsync(new(Guid.CreateVersion7()), CancellationToken.None));
            Assert.Equal(Status.AccountUnknown, (await fixture.Engine.ExecuteAsync(new(Guid.CreateVersion7()), RacingTests.Hold("h", 1), CancellationToken.None)).Status);
        }

        Assert.Equal(0, fixture.Engine.AccountsInMemory);
    }

    [Fact]
    public async Task A_stop_commits_what_was_accepted()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 1_000);
        var running = Enumerable.Range(0, 300).Select(at => fixture.Engine.ExecuteAsync(account, RacingTests.Hold($"h{at}", 1), CancellationToken.None).AsTask()).ToArray();

        await fixture.RestartAsync();

        var answers = await Task.WhenAll(running);
        Assert.All(answers, answer => Assert.Equal(Status.Done, answer.Status));
        Assert.Equal(300, (await fixture.StateAsync(account)).Holds.Count);
    }
}
