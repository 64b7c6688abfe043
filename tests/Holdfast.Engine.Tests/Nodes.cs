using Holdfast.Ledger;
using Holdfast.Storage;
using Holdfast.Storage.Tests;

namespace Holdfast.Engine.Tests;

/// <summary>Nodes on one PostgreSQL database, each with an engine and a journal of its own, under one clock.</summary>
public sealed class Nodes : IAsyncDisposable
{
    private readonly List<IJournal> journals = [];
    private readonly List<AccountEngine> engines = [];

    private Nodes(string storage) => Storage = storage;

    public string Storage { get; }

    public FixedClock Clock { get; } = new();

    public AccountEngine this[int node] => engines[node];

    public IReadOnlyList<AccountEngine> All => engines;

    /// <param name="wrap">What the first node has between it and its journal; null for nothing.</param>
    public static async Task<Nodes> StartAsync(int count, EngineOptions? options = null, Func<IJournal, IJournal>? wrap = null)
    {
        var nodes = new Nodes("postgres:" + await (await PostgresServer.SharedAsync()).NewSchemaAsync());
        for (var node = 0; node < count; node++) await nodes.AddAsync(options ?? new(), node == 0 && wrap is not null ? wrap : journal => journal);
        return nodes;
    }

    /// <summary>Opens an account with money in it, on the first node.</summary>
    public async Task<AccountId> AccountAsync(long eur = 0)
    {
        var id = new AccountId(Guid.CreateVersion7());
        await MustAsync(0, id, new OpenAccount { Id = id, Profile = new() { Username = "test" } });
        if (eur > 0) await MustAsync(0, id, new GiveGrant { Asset = "eur", Amount = Amount.Units(eur), Source = GrantSource.Promo });
        return id;
    }

    public async Task<Answer> MustAsync(int node, AccountId account, Command command)
    {
        var answer = await engines[node].ExecuteAsync(account, command, CancellationToken.None);
        Assert.True(answer.IsDone, $"{command.GetType().Name}: {answer.Status}");
        return answer;
    }

    public async Task<AccountState> StateAsync(int node, AccountId account) => (await engines[node].ReadAsync(account, CancellationToken.None))!.State;

    /// <summary>What a proof of the books finds wrong, made beside the nodes.</summary>
    public async Task<List<string>> FindingsAsync()
    {
        var findings = new List<string>();
        await using var journal = await StorageSetting.OpenExistingAsync(Storage, CancellationToken.None);
        await foreach (var finding in new Verifier(journal).FindingsAsync(CancellationToken.None)) findings.Add(finding);
        return findings;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines) await engine.DisposeAsync();
        foreach (var journal in journals) await journal.DisposeAsync();
    }

    private async Task AddAsync(EngineOptions options, Func<IJournal, IJournal> wrap)
    {
        var journal = wrap(await StorageSetting.OpenAsync(Storage, CancellationToken.None));
        journals.Add(journal);
        var catalogues = await Catalogues.OpenAsync(journal, null, _ => { }, Instant.From(Clock.GetUtcNow()), CancellationToken.None);
        engines.Add(new(journal, catalogues, Clock, options));
    }
}
