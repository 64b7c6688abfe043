using Holdfast.Engine;
using Holdfast.Storage.Postgres;

namespace Holdfast.Storage.Tests;

/// <summary>The contract, on a schema of each test's own.</summary>
public sealed class PostgresJournalTests : JournalContract
{
    private string? _schema;

    protected override async ValueTask<IJournal> OpenAsync() =>
        await StorageSetting.OpenAsync("postgres:" + (_schema ??= await (await PostgresServer.SharedAsync()).NewSchemaAsync()), CancellationToken.None);
}

/// <summary>The contract, with one connection for reading and hardly an account remembered.</summary>
public sealed class PostgresJournalWithoutMemoryTests : JournalContract
{
    private string? _schema;

    protected override async ValueTask<IJournal> OpenAsync() => await PostgresJournal.OpenAsync(
        _schema ??= await (await PostgresServer.SharedAsync()).NewSchemaAsync(),
        new() { Lanes = 1, ReadConnections = 1, AccountsRemembered = 1 },
        CancellationToken.None);
}
