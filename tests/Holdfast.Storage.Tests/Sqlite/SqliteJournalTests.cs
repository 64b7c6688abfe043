using Holdfast.Engine;
using Holdfast.Storage.Sqlite;

namespace Holdfast.Storage.Tests;

/// <summary>The contract, with everything since the start indexed in memory.</summary>
public sealed class SqliteJournalTests : JournalContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override async ValueTask<IJournal> OpenAsync() => await StorageSetting.OpenAsync("sqlite:" + _folder.File("data/holdfast.db"), CancellationToken.None);

    public void Dispose() => _folder.Dispose();
}

/// <summary>The contract, with checkpoints and merges going on all the time and hardly an account remembered.</summary>
public sealed class SqliteJournalWithManyCheckpointsTests : JournalContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override async ValueTask<IJournal> OpenAsync() => await SqliteJournal.OpenAsync(
        _folder.File("holdfast.db"),
        new() { CheckpointEntries = 7, RunsPerLevel = 2, AccountsRemembered = 5, IdleAfter = TimeSpan.FromMilliseconds(1) },
        CancellationToken.None);

    public void Dispose() => _folder.Dispose();
}
