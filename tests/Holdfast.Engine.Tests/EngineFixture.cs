using Holdfast.Ledger;
using Holdfast.Storage;
using Holdfast.Storage.Tests;

namespace Holdfast.Engine.Tests;

/// <summary>An engine on a real store of its own, with a clock that stands still.</summary>
public sealed class EngineFixture : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("holdfast-engine-").FullName;
    private readonly Func<IJournal, IJournal> wrap;
    private readonly EngineOptions options;
    private string? storage;
    private IJournal journal = null!;

    private EngineFixture(EngineOptions options, Func<IJournal, IJournal> wrap) => (this.options, this.wrap) = (options, wrap);

    public FixedClock Clock { get; } = new();

    public AccountEngine Engine { get; private set; } = null!;

    public IJournal Journal => journal;

    public string File => Path.Combine(folder, "holdfast.db");

    public static async Task<EngineFixture> StartAsync(EngineOptions? options = null, Func<IJournal, IJournal>? wrap = null)
    {
        var fixture = new EngineFixture(options ?? new(), wrap ?? (journal => journal));
        await fixture.OpenAsync();
        return fixture;
    }

    /// <summary>Stops everything and starts it again on the same file.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Opens an account with money in it.</summary>
    public async Task<AccountId> AccountAsync(long eur = 0)
    {
        var id = new AccountId(Guid.CreateVersion7());
        await MustAsync(id, new OpenAccount { Id = id, Profile = new() { Username = "test" } });
        if (eur > 0) await MustAsync(id, new GiveGrant { Asset = "eur", Amount = Amount.Units(eur), Source = GrantSource.Promo });
        return id;
    }

    public async Task<Answer> MustAsync(AccountId account, Command command)
    {
        var answer = await Engine.ExecuteAsync(account, command, CancellationToken.None);
        Assert.True(answer.IsDone, $"{command.GetType().Name}: {answer.Status}");
        return answer;
    }

    public async Task<AccountState> StateAsync(AccountId account) => (await Engine.ReadAsync(account, CancellationToken.None))!.State;

    public async Task<List<string>> FindingsAsync()
    {
        var findings = new List<string>();
        await foreach (var finding in new Verifier(journal).FindingsAsync(CancellationToken.None)) findings.Add(finding);
        return findings;
    }

    public async Task CloseAsync()
    {
        await Engine.DisposeAsync();
        await journal.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        journal = wrap(await StorageSetting.OpenAsync(storage ??= await TestStorage.NewAsync(folder), CancellationToken.None));
        var catalogues = await Catalogues.OpenAsync(journal, null, _ => { }, Instant.From(Clock.GetUtcNow()), CancellationToken.None);
        Engine = new(journal, catalogues, Clock, options);
    }
}

/// <summary>Time that only the test moves.</summary>
public sealed class FixedClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan span) => now += span;
}
