using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

/// <summary>Guarantees that nodes which know nothing of each other are one server to whoever asks them.</summary>
public sealed class ManyNodesTests
{
    /// <summary>Guarantees that holds racing through all nodes share what is there, to the last unit and not beyond.</summary>
    [Fact]
    public async Task Racing_nodes_never_spend_one_credit_twice()
    {
        await using var nodes = await Nodes.StartAsync(3);
        var account = await nodes.AccountAsync(eur: 60);

        var answers = await RaceAsync(nodes, 240, (engine, caller) => engine.ExecuteAsync(account, RacingTests.Hold($"h{caller}", 1), CancellationToken.None));

        Assert.Equal(60, answers.Count(answer => answer.Status == Status.Done));
        Assert.Equal(180, answers.Count(answer => answer.Status == Status.FundsInsufficient));
        Assert.Equal(60, answers.Where(answer => answer.Entry is not null).Select(answer => answer.Entry!.Seq).Distinct().Count());
        for (var node = 0; node < 3; node++)
        {
            var balance = (await nodes.StateAsync(node, account)).Balance("eur");
            Assert.Equal((Amount.Zero, Amount.Units(60)), (balance.Available, balance.Held));
        }

        Assert.Empty(await nodes.FindingsAsync());
    }

    /// <summary>Guarantees that charges without an id, the same to the last microsecond on two nodes, are each charged once.</summary>
    [Fact]
    public async Task Equal_charges_on_all_nodes_are_all_charged()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var account = await nodes.AccountAsync(eur: 1_000);

        await RaceAsync(nodes, 100, (engine, _) => engine.ExecuteAsync(account, new Charge { Operation = "image.generate", Amount = new("eur", Amount.Units(1)) }, CancellationToken.None));

        Assert.Equal(Amount.Units(900), (await nodes.StateAsync(1, account)).Balance("eur").Available);
        Assert.Empty(await nodes.FindingsAsync());
    }

    [Fact]
    public async Task One_id_sent_to_all_nodes_makes_one_entry()
    {
        await using var nodes = await Nodes.StartAsync(3);
        var account = await nodes.AccountAsync(eur: 100);

        var answers = await RaceAsync(nodes, 90, (engine, caller) => engine.ExecuteAsync(account, RacingTests.Hold($"h{caller / 9}", 1), CancellationToken.None));

        Assert.Equal(10, answers.Count(answer => answer.Status == Status.Done));
        Assert.Equal(80, answers.Count(answer => answer.Status == Status.Repeated));
        Assert.Equal(10, answers.Select(answer => answer.Entry!.Seq).Distinct().Count());
        Assert.Equal(Amount.Units(10), (await nodes.StateAsync(2, account)).Balance("eur").Held);
    }

    [Fact]
    public async Task A_retry_gets_its_first_answer_on_any_node_even_when_it_would_be_refused_now()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var account = await nodes.AccountAsync(eur: 10);
        await nodes.StateAsync(1, account);
        var first = await nodes.MustAsync(0, account, RacingTests.Hold("h", 10));

        var again = await nodes.MustAsync(1, account, RacingTests.Hold("h", 10));
        Assert.Equal((Status.Repeated, first.Entry!.Seq), (again.Status, again.Entry!.Seq));
        Assert.Equal(Status.ExistsWithDifferentRequest, (await nodes[1].ExecuteAsync(account, RacingTests.Hold("h", 9), CancellationToken.None)).Status);

        await nodes.MustAsync(0, account, new CloseAccount());
        Assert.Equal(first.Entry.Seq, (await nodes.MustAsync(1, account, RacingTests.Hold("h", 10))).Entry!.Seq);
        Assert.Equal(Status.AccountClosed, (await nodes[1].ExecuteAsync(account, RacingTests.Hold("i", 1), CancellationToken.None)).Status);
    }

    /// <summary>Guarantees that what one node was told, every other shows from then on, and that no reader goes back in time.</summary>
    [Fact]
    public async Task Every_node_shows_what_any_was_told()
    {
        await using var nodes = await Nodes.StartAsync(3, new() { SnapshotEvery = 16 });
        AccountId[] accounts = [await nodes.AccountAsync(eur: 1_000), await nodes.AccountAsync(eur: 1_000)];

        await RaceAsync(nodes, 150, async (engine, caller) =>
        {
            var account = accounts[caller % 2];
            var answer = await engine.ExecuteAsync(account, RacingTests.Hold($"h{caller}", 1), CancellationToken.None);
            var seq = answer.Entry!.Seq;
            foreach (var other in nodes.All)
            {
                var view = (await other.ReadAsync(account, CancellationToken.None))!;
                Assert.True(view.Seq >= seq, $"{view.Seq} is shown after {seq} was told or shown");
                Assert.NotNull(view.State.Holds.Find($"h{caller}"));
                seq = view.Seq;
            }

            return answer;
        });

        Assert.Empty(await nodes.FindingsAsync());
    }

    /// <summary>
    /// Guarantees that a node which has not heard yet of its own write, from which another node has gone on and told of it, does
    /// not show its own as the newest.
    /// </summary>
    [Fact]
    public async Task A_node_that_hears_late_of_its_own_write_shows_what_came_after_it()
    {
        FaultyJournal held = null!;
        await using var nodes = await Nodes.StartAsync(2, wrap: journal => held = new(journal));
        var account = await nodes.AccountAsync(eur: 10);
        held.Release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var own = Task.Run(async () => await nodes.MustAsync(0, account, RacingTests.Hold("h", 1)));
        await held.Written.Task;
        var told = await nodes.MustAsync(1, account, RacingTests.Hold("i", 1));

        held.Asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(async () => await nodes[0].ReadAsync(account, CancellationToken.None));
        await held.Asked.Task;
        held.Release.SetResult();

        Assert.Equal(told.Entry!.Seq, (await reading)!.Seq);
        await own;
    }

    /// <summary>Guarantees the same of a refusal: what another node has given since, and told of, counts.</summary>
    [Fact]
    public async Task A_node_that_hears_late_of_its_own_write_refuses_nothing_for_want_of_what_came_after_it()
    {
        FaultyJournal held = null!;
        await using var nodes = await Nodes.StartAsync(2, wrap: journal => held = new(journal));
        var account = await nodes.AccountAsync(eur: 10);
        held.Release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var own = Task.Run(async () => await nodes.MustAsync(0, account, RacingTests.Hold("h", 10)));
        await held.Written.Task;
        await nodes.MustAsync(1, account, new GiveGrant { Asset = "eur", Amount = Amount.Units(5), Source = GrantSource.Promo });

        // Both are decided before this waits for anything.
        var asking = nodes[0].ExecuteAsync(account, RacingTests.Hold("i", 5), CancellationToken.None).AsTask();
        var sent = nodes[0].Stream(CancellationToken.None).Send(account, RacingTests.Hold("j", 6));
        held.Release.SetResult();

        Assert.Equal(Status.Done, (await asking).Status);
        Assert.Equal(Status.FundsInsufficient, (await sent.AnswerAsync()).Status);
        await own;
    }

    /// <summary>Guarantees that nobody is refused for want of what another node has given already, or let through against what it has taken.</summary>
    [Fact]
    public async Task A_refusal_is_true_of_the_journal()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var account = await nodes.AccountAsync();
        for (var round = 0; round < 20; round++)
        {
            Assert.Equal(Status.FundsInsufficient, (await nodes[1].ExecuteAsync(account, RacingTests.Hold($"h{round}", 1), CancellationToken.None)).Status);
            await nodes.MustAsync(0, account, new GiveGrant { Asset = "eur", Amount = Amount.Units(1), Source = GrantSource.Promo });
            Assert.Equal(Status.Done, (await nodes[1].ForeseeAsync(account, RacingTests.Hold($"h{round}", 1), CancellationToken.None)).Status);
            await nodes.MustAsync(1, account, RacingTests.Hold($"h{round}", 1));
            Assert.Equal(Status.FundsInsufficient, (await nodes[0].ExecuteAsync(account, RacingTests.Hold($"i{round}", 1), CancellationToken.None)).Status);
        }

        var unknown = new AccountId(Guid.CreateVersion7());
        Assert.Null(await nodes[1].ReadAsync(unknown, CancellationToken.None));
        Assert.Equal(Status.AccountUnknown, (await nodes[1].ExecuteAsync(unknown, RacingTests.Hold("h", 1), CancellationToken.None)).Status);
        await nodes.MustAsync(0, unknown, new OpenAccount { Id = unknown });
        Assert.NotNull(await nodes[1].ReadAsync(unknown, CancellationToken.None));
        Assert.Equal(Status.AccountExists, (await nodes[1].ExecuteAsync(unknown, new OpenAccount { Id = unknown }, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task Keys_live_and_die_on_every_node()
    {
        await using var nodes = await Nodes.StartAsync(2);
        var account = await nodes.AccountAsync();
        var secret = SecretHash.Of("hf_secret");
        Assert.Equal(Status.KeyUnknown, (await nodes[1].FindHolderAsync(secret, CancellationToken.None)).Status);

        var made = await nodes.MustAsync(0, account, new CreateKey { Name = "k", SecretHash = Convert.ToHexStringLower(secret.ToArray()), Preview = "hf_abc...wxyz" });
        Assert.Equal(Status.Done, (await nodes[1].FindHolderAsync(secret, CancellationToken.None)).Status);

        await nodes.MustAsync(0, account, new RevokeKey { Key = ((KeyCreated)made.Entry!.Body).Key.Id });
        Assert.Equal(Status.KeyRevoked, (await nodes[1].FindHolderAsync(secret, CancellationToken.None)).Status);
    }

    /// <summary>Guarantees that every node decides by the catalogue that any has put in force.</summary>
    [Fact]
    public async Task A_catalogue_is_in_force_on_every_node_at_once()
    {
        await using var nodes = await Nodes.StartAsync(3);
        var account = await nodes.AccountAsync();
        await nodes.MustAsync(0, account, new GiveGrant { Asset = "api_credits", Amount = Amount.Units(100), Source = GrantSource.Purchase });
        for (var node = 0; node < 3; node++) await nodes.StateAsync(node, account);
        Command Find(string hold) => new PlaceHold { Hold = hold, Operation = "email.find", Quantity = Amount.Units(1) };

        var first = await nodes.MustAsync(1, account, Find("h1"));
        await nodes[0].Catalogues.ChangeAsync(CatalogueWith(price: 3), nodes[0].Now, CancellationToken.None);

        // Node 1 writes, node 2 reads, and neither has heard of it.
        var second = await nodes.MustAsync(1, account, Find("h2"));
        Assert.Equal((1, 2), (first.Entry!.Catalogue, second.Entry!.Catalogue));
        Assert.Equal(Amount.Units(96), (await nodes.StateAsync(2, account)).Balance("api_credits").Available);
        Assert.Equal(2, nodes[2].Catalogues.Newest.Version);

        await nodes[1].Catalogues.ChangeAsync(CatalogueWith(price: 200), nodes[1].Now, CancellationToken.None);
        Assert.Equal(Status.FundsInsufficient, (await nodes[2].ExecuteAsync(account, Find("h3"), CancellationToken.None)).Status);
        await nodes[2].Catalogues.ChangeAsync(CatalogueWith(price: 5), nodes[2].Now, CancellationToken.None);
        Assert.Equal(4, (await nodes.MustAsync(0, account, Find("h3"))).Entry!.Catalogue);

        // What was priced by one version is captured by it, wherever.
        await nodes.MustAsync(1, account, new CaptureHold { Hold = "h3" });
        Assert.Empty(await nodes.FindingsAsync());
    }

    [Fact]
    public async Task Nodes_that_change_the_catalogue_at_once_agree_on_the_versions()
    {
        await using var nodes = await Nodes.StartAsync(3);

        var changed = await Task.WhenAll(Enumerable.Range(0, 9).Select(at => Task.Run(() => nodes[at % 3].Catalogues.ChangeAsync(CatalogueWith(price: at + 2), nodes[at % 3].Now, CancellationToken.None))));

        Assert.Equal(Enumerable.Range(2, 9), changed.Select(catalogue => catalogue.Version).Order());
        foreach (var engine in nodes.All)
        {
            await engine.FreshCatalogueAsync(CancellationToken.None);
            Assert.Equal(10, engine.Catalogues.Newest.Version);
        }
    }

    /// <summary>Guarantees that a life lived on changing nodes is the life lived on one.</summary>
    [Fact]
    public async Task A_life_on_changing_nodes_is_whole()
    {
        await using var nodes = await Nodes.StartAsync(3, new() { SnapshotEvery = 5 });
        var account = await nodes.AccountAsync(eur: 1_000);
        var random = new Random(7);
        var held = new Queue<string>();
        for (var round = 0; round < 300; round++)
        {
            var node = random.Next(3);
            if (held.Count > 5)
            {
                var hold = held.Dequeue();
                await nodes.MustAsync(node, account, random.Next(2) == 0 ? new CaptureHold { Hold = hold } : new ReleaseHold { Hold = hold });
            }
            else
            {
                await nodes.MustAsync(node, account, RacingTests.Hold($"h{round}", 1));
                held.Enqueue($"h{round}");
            }

            if (round % 10 == 0) nodes.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var states = await Task.WhenAll(nodes.All.Select((_, node) => nodes.StateAsync(node, account)));
        Assert.All(states, state => Assert.Equal(StateCodec.Encode(states[0]), StateCodec.Encode(state)));
        Assert.Empty(await nodes.FindingsAsync());
    }

    private static string CatalogueWith(int price) => Catalogues.BuiltIn.Replace("email.find: { price: { api_credits: 1 } }", $"email.find: {{ price: {{ api_credits: {price} }} }}", StringComparison.Ordinal);

    private static Task<Answer[]> RaceAsync(Nodes nodes, int callers, Func<AccountEngine, int, ValueTask<Answer>> call) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () => await call(nodes[caller % nodes.All.Count], caller))));
}
