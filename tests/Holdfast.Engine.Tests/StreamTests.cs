using Holdfast.Ledger;
using Holdfast.Storage.Tests;

namespace Holdfast.Engine.Tests;

public sealed class StreamTests
{
    /// <summary>Guarantees that commands sent together do not wait for the disk one by one.</summary>
    [Fact]
    public async Task What_is_sent_together_is_committed_together()
    {
        var (fixture, journal) = await FaultTests.StartAsync();
        await using var _ = fixture;
        var account = await fixture.AccountAsync(eur: 1_000);
        var before = journal.Appends;

        var sent = fixture.Engine.Stream(CancellationToken.None).Send([.. Enumerable.Range(0, 1_000).Select(at => (account, (Command)RacingTests.Hold($"h{at}", 1)))]);

        for (var at = 0; at < sent.Length; at++) Assert.Equal(3 + at, (await sent[at].AnswerAsync()).Entry!.Seq);
        Assert.Equal(1, journal.Appends - before);
        Assert.Empty(await fixture.FindingsAsync());
    }

    [Fact]
    public async Task Each_command_meets_what_the_one_before_it_left()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 2);
        Command[] commands =
        [
            Charge(2), Charge(1), Grant(1), Charge(1, "key/a"), Charge(1, "key/a"), Charge(2, "key/a"), RacingTests.Hold("h", 1), Grant(1), RacingTests.Hold("h", 1),
            new CaptureHold { Hold = "h" }, new ReleaseHold { Hold = "h" }, Charge(1),
        ];

        var answers = await TellAsync(fixture.Engine.Stream(CancellationToken.None), account, commands);

        Assert.Equal(
        [
            Status.Done, Status.FundsInsufficient, Status.Done, Status.Done, Status.Repeated, Status.ExistsWithDifferentRequest, Status.FundsInsufficient, Status.Done, Status.Done,
            Status.Done, Status.HoldUnknown, Status.FundsInsufficient,
        ], answers.Select(answer => answer.Status));
        Assert.Equal(answers[3].Entry!.Seq, answers[4].Entry!.Seq);
    }

    /// <summary>
    /// Guarantees that a stream does what one call after another would, whatever breaks: the same statuses, the same entries, the
    /// same account. The twin is asked call by call on a store that never fails.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_stream_does_what_one_call_after_another_would(int seed)
    {
        var (fixture, journal) = await FaultTests.StartAsync();
        await using var _ = fixture;
        await using var twin = await EngineFixture.StartAsync();
        var random = new Random(seed);
        AccountId[] accounts = [new(Guid.CreateVersion7()), new(Guid.CreateVersion7()), new(Guid.CreateVersion7())];
        var commands = Enumerable.Range(0, 600).Select(_ => (Account: accounts[random.Next(3)], Command: Any(random))).ToList();
        foreach (var account in accounts) commands.Insert(random.Next(5), (account, new OpenAccount { Id = account }));

        Break(journal, random);

        var stream = fixture.Engine.Stream(CancellationToken.None);
        var sent = new List<SentCommand>();
        while (sent.Count < commands.Count)
        {
            var many = Math.Min(random.Next(1, 40), commands.Count - sent.Count);
            if (random.Next(2) == 0) sent.AddRange(stream.Send(commands.GetRange(sent.Count, many)));
            else sent.Add(stream.Send(commands[sent.Count].Account, commands[sent.Count].Command));
        }

        for (var at = 0; at < sent.Count; at++)
        {
            var answer = await sent[at].AnswerAsync();
            var expected = await twin.Engine.ExecuteAsync(commands[at].Account, commands[at].Command, CancellationToken.None);
            Assert.Equal((at, expected.Status, expected.Entry?.Seq, expected.Lack), (at, answer.Status, answer.Entry?.Seq, answer.Lack));
        }

        foreach (var account in accounts) Assert.Equal(StateCodec.Encode(await twin.StateAsync(account)), StateCodec.Encode(await fixture.StateAsync(account)));
        Assert.Empty(await fixture.FindingsAsync());
    }

    /// <summary>Guarantees that a stream, other streams and single calls share what is there, while the connection breaks.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Streams_and_single_calls_share_what_is_there(int seed)
    {
        var (fixture, journal) = await FaultTests.StartAsync();
        await using var _ = fixture;
        var random = new Random(seed);
        AccountId[] accounts = [await fixture.AccountAsync(eur: 100), await fixture.AccountAsync(eur: 100)];
        Break(journal, random);

        var done = new int[2];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => Task.Run(async () =>
        {
            var commands = Enumerable.Range(0, 60).Select(at => (Account: accounts[at % 2], Command: (Command)RacingTests.Hold($"h{caller}-{at}", 1))).ToList();
            var stream = fixture.Engine.Stream(CancellationToken.None);
            var sent = caller % 2 == 0 ? stream.Send(commands) : null;
            for (var at = 0; at < commands.Count; at++)
            {
                var answer = await (sent?[at].AnswerAsync() ?? fixture.Engine.ExecuteAsync(commands[at].Account, commands[at].Command, CancellationToken.None));
                if (answer.Status == Status.Done) Interlocked.Increment(ref done[at % 2]);
                else Assert.Equal(Status.FundsInsufficient, answer.Status);
            }
        })));

        Assert.Equal([100, 100], done);
        Assert.Empty(await fixture.FindingsAsync());
    }

    /// <summary>Guarantees that nothing is done of what followed a command that could not be done, since its sender will repeat it first.</summary>
    [Fact]
    public async Task What_follows_a_command_that_could_not_be_written_is_not_done()
    {
        var (fixture, journal) = await FaultTests.StartAsync();
        await using var _ = fixture;
        var account = await fixture.AccountAsync(eur: 10);
        for (var at = 0; at < 4; at++) journal.Troubles.Enqueue(Trouble.Unavailable);
        var stream = fixture.Engine.Stream(CancellationToken.None);

        var sent = stream.Send([(account, Charge(1)), (account, Charge(20)), (account, Grant(5))]);
        foreach (var command in sent) await Assert.ThrowsAsync<JournalUnavailableException>(async () => await command.AnswerAsync());

        Assert.Equal(2, (await fixture.StateAsync(account)).Seq);
        Assert.Equal(3, (await stream.Send(account, Charge(1)).AnswerAsync()).Entry!.Seq);
        Assert.Empty(await fixture.FindingsAsync());
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task What_cannot_be_found_out_is_not_done_again(int reads, bool isFoundOut)
    {
        var (fixture, journal) = await FaultTests.StartAsync();
        await using var _ = fixture;
        var account = await fixture.AccountAsync(eur: 10);
        journal.Troubles.Enqueue(Trouble.WrittenButUnknown);

        // Where other nodes write too, the refusal is checked before anything behind it is decided, and that may need the account
        // to be read anew: no number of failing reads is then the last, and the last charge may never have been tried.
        var isAlone = !TestStorage.IsPostgres;
        journal.ReadsToFail = isFoundOut || isAlone ? reads : int.MaxValue;

        var sent = fixture.Engine.Stream(CancellationToken.None).Send([(account, Charge(1)), (account, Charge(20)), (account, Charge(2))]);
        foreach (var (at, command) in sent.Index())
        {
            var failure = await Record.ExceptionAsync(async () => await command.AnswerAsync());
            if (isFoundOut) Assert.Null(failure);
            else Assert.True(failure is OutcomeUnknownException || (failure is JournalUnavailableException && at > 0 && !isAlone), $"Command {at}: {failure}");
        }

        journal.ReadsToFail = 0;
        var left = (await fixture.StateAsync(account)).Balance("eur").Available;
        Assert.True(left == Amount.Units(7) || (left == Amount.Units(9) && !isFoundOut && !isAlone), $"{left} is left.");
    }

    /// <summary>Guarantees that accounts which must be loaded first keep their order, and that a stream does not remember them for ever.</summary>
    [Fact]
    public async Task Many_accounts_in_little_memory_keep_their_order()
    {
        await using var fixture = await EngineFixture.StartAsync(new() { AccountsInMemory = 10, SnapshotEvery = 8 });
        var accounts = new List<AccountId>();
        for (var at = 0; at < 1_500; at++) accounts.Add(new(Guid.CreateVersion7()));
        var stream = fixture.Engine.Stream(CancellationToken.None);
        foreach (var part in accounts.Chunk(100))
        {
            var sent = stream.Send([.. part.Select(account => (account, (Command)new OpenAccount { Id = account })), .. part.Select(account => (account, (Command)Grant(2)))]);
            foreach (var command in sent) Assert.Equal(Status.Done, (await command.AnswerAsync()).Status);
        }

        Assert.True(stream.AccountsRemembered < 1_200);
        var random = new Random(1);
        foreach (var part in accounts.Concat(accounts).Concat(accounts).OrderBy(_ => random.Next()).Chunk(200))
        {
            foreach (var command in stream.Send([.. part.Select(account => (account, (Command)Charge(1)))])) await command.AnswerAsync();
        }

        foreach (var account in accounts) Assert.Equal((4L, Amount.Zero), ((await fixture.StateAsync(account)).Seq, (await fixture.StateAsync(account)).Balance("eur").Available));
    }

    [Fact]
    public async Task Ids_from_before_a_restart_get_their_first_answer_in_their_place()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 100);
        Command[] commands = [.. Enumerable.Range(0, 50).Select(at => Charge(1, $"key/{at}"))];
        var first = await TellAsync(fixture.Engine.Stream(CancellationToken.None), account, commands);

        await fixture.RestartAsync();

        Command[] mixed = [.. commands.SelectMany((command, at) => (Command[])[command, Charge(1, $"key/new{at}"), Charge(2, $"key/{at}")])];
        var again = await TellAsync(fixture.Engine.Stream(CancellationToken.None), account, mixed);
        for (var at = 0; at < 50; at++)
        {
            Assert.Equal((Status.Repeated, first[at].Entry!.Seq), (again[3 * at].Status, again[3 * at].Entry!.Seq));
            Assert.Equal((Status.Done, 53 + at), (again[3 * at + 1].Status, again[3 * at + 1].Entry!.Seq));
            Assert.Equal(Status.ExistsWithDifferentRequest, again[3 * at + 2].Status);
        }
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_unknown_until_it_is_opened()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = new AccountId(Guid.CreateVersion7());
        var answers = await TellAsync(fixture.Engine.Stream(CancellationToken.None), account, [Charge(1), new OpenAccount { Id = account }, Charge(1), new OpenAccount { Id = account }]);
        Assert.Equal([Status.AccountUnknown, Status.Done, Status.FundsInsufficient, Status.AccountExists], answers.Select(answer => answer.Status));
    }

    /// <summary>Guarantees that a sender who goes away takes nothing back that was decided, and that nothing is decided for it any more.</summary>
    [Fact]
    public async Task Who_goes_away_is_not_waited_for()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 10);
        var unloaded = await fixture.AccountAsync(eur: 10);
        await fixture.RestartAsync();
        await fixture.StateAsync(account);
        using var cancel = new CancellationTokenSource();
        var stream = fixture.Engine.Stream(cancel.Token);
        var decided = stream.Send(account, Charge(1));
        await cancel.CancelAsync();
        var late = stream.Send(unloaded, Charge(1));

        Assert.Equal(Status.Done, (await decided.AnswerAsync()).Status);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await late.AnswerAsync());
        Assert.Equal((3, 2), ((await fixture.StateAsync(account)).Seq, (await fixture.StateAsync(unloaded)).Seq));
    }

    [Fact]
    public async Task Answers_are_asked_for_in_order()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await fixture.AccountAsync(eur: 10);
        var sent = fixture.Engine.Stream(CancellationToken.None).Send([(account, Charge(1)), (account, Charge(1))]);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await sent[1].AnswerAsync());
    }

    private static async Task<Answer[]> TellAsync(CommandStream stream, AccountId account, IEnumerable<Command> commands)
    {
        var answers = new List<Answer>();
        foreach (var sent in stream.Send([.. commands.Select(command => (account, command))])) answers.Add(await sent.AnswerAsync());
        return [.. answers];
    }

    /// <summary>Breaks the connection often, and has the store down now and then: never as long as a command is tried.</summary>
    private static void Break(FaultyJournal journal, Random random)
    {
        for (var at = 0; at < 80; at++)
        {
            journal.Troubles.Enqueue(at % 20 == 0 ? Trouble.Unavailable : random.Next(3) == 0 ? (Trouble)random.Next(2, 4) : Trouble.None);
        }
    }

    private static Charge Charge(long eur, string? id = null) => new() { Operation = "image.generate", Amount = new("eur", Amount.Units(eur)), CallerId = id };

    private static GiveGrant Grant(long eur) => new() { Asset = "eur", Amount = Amount.Units(eur), Source = GrantSource.Promo };

    /// <summary>Every one has an id, so that a twin may be told it twice; few ids, so that many are.</summary>
    private static Command Any(Random random)
    {
        var hold = $"h{random.Next(60)}";
        return random.Next(6) switch
        {
            0 => Grant(random.Next(1, 4)) with { CallerId = $"key/g{random.Next(400)}" },
            1 => Charge(random.Next(1, 5), $"key/c{random.Next(200)}"),
            2 or 3 => RacingTests.Hold(hold, random.Next(1, 4)),
            4 => new CaptureHold { Hold = hold, Amount = new("eur", Amount.Units(random.Next(1, 3))), Final = random.Next(2) == 0, CallerId = $"key/p{random.Next(400)}" },
            _ => new ReleaseHold { Hold = hold, CallerId = $"key/r{random.Next(400)}" },
        };
    }
}
