using System.Runtime.CompilerServices;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// The journal in one SQLite file: the embedded default. One process, one lane; an append only ever writes to the end of
/// the file, and what finds the entries again is indexed in memory until a checkpoint writes it in bulk.
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private const int PageMin = 32;
    private const int PageMax = 512;

    private readonly StoreGuard _guard;
    private readonly WriteConnection _connection;
    private readonly ReadConnections _reads;
    private readonly LiveIndex _index;
    private readonly AppendLane _lane;
    private readonly IndexKeeper _keeper;
    private readonly EntryLookup _lookup;
    private readonly AccountDirectory _directory;
    private readonly Lock _closing = new();
    private Task? _closed;

    internal SqliteJournal(StoreGuard guard, WriteConnection connection, TailRecovery recovery, SqliteJournalSettings settings)
    {
        var store = new RunStore(connection);
        store.Load();
        _guard = guard;
        _connection = connection;
        _reads = new(connection.Path, settings.ReadConnections);
        _index = new(recovery.Hash, new(store.Runs.Where(run => run.Kind == RunKind.Reference).Sum(run => run.Records)), recovery.Tail);
        _lane = new(connection, _index, recovery.Position, recovery.Refusal(connection.Path), settings.AccountsRemembered);
        _keeper = new(connection, _reads, _lane, _index, store, settings);
        _lookup = new(_index, _reads, connection.Path);
        _directory = new(_reads);
        _keeper.Start();
    }

    public int Lanes => 1;

    // The guard lets nobody else in.
    public int Term => 1;

    internal WriteConnection Connection => _connection;

    internal IndexKeeper Keeper => _keeper;

    /// <summary>Opens the store in this file, or makes it, with its folder, when there is none.</summary>
    /// <exception cref="JournalUnusableException">The file cannot be used as a store; it is left as it was.</exception>
    public static ValueTask<SqliteJournal> OpenAsync(string path, SqliteJournalSettings settings, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return ValueTask.FromResult(StoreOpening.Open(Path.GetFullPath(path), settings));
    }

    public async ValueTask<WriteOutcome[]> AppendAsync(int lane, IReadOnlyList<Write> batch, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(lane, 0);
        await _connection.EnterAsync(cancel);
        try
        {
            return _lane.Append(batch);
        }
        finally
        {
            _connection.Leave();
            _keeper.Notice();
        }
    }

    public async ValueTask<bool> HasAsync(Write write, CancellationToken cancel)
    {
        var last = write.Entries[^1];
        await foreach (var entry in EntriesAsync(write.Account, last.Seq - 1, last.Seq, cancel)) return entry.Hash.Span.SequenceEqual(last.Hash.Span);
        return false;
    }

    public async ValueTask<(IReadOnlyList<(AccountId Account, long Seq)> Newest, int Catalogue)> OvertakenAsync(IReadOnlyList<(AccountId Account, long Seq)> known, CancellationToken cancel) =>
        (await _lookup.OvertakenAsync(known, cancel), await CataloguesAsync(cancel) is [.., var newest] ? newest.Version : 0);

    public bool ProbablyKnows(AccountId account, string callerId) => MayKnow(account, callerId);

    public bool MayKnow(AccountId account, string reference) => _index.MayContain(_index.Hash.Of(account, reference));

    public ValueTask<IReadOnlyList<EntryRow>> FindAsync(AccountId account, string reference, CancellationToken cancel) =>
        _lookup.FindAsync(account, reference, cancel);

    public async IAsyncEnumerable<EntryRow> EntriesAsync(AccountId account, long after, long through, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Pages that grow: a look at the start of a long account stays cheap, and a connection is held for no longer than a page.
        for (var limit = PageMin; after < through; limit = Math.Min(2 * limit, PageMax))
        {
            var page = await _lookup.PageAsync(account, after, through, limit, cancel);
            foreach (var row in page) yield return row;
            if (page.Count < limit) yield break;
            after = page[^1].Seq;
        }
    }

    public async IAsyncEnumerable<EntryRow> EntriesBackwardsAsync(AccountId account, long before, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var limit = PageMin; before > 1; limit = Math.Min(2 * limit, PageMax))
        {
            var page = await _lookup.PageBackwardsAsync(account, before, limit, cancel);
            foreach (var row in page) yield return row;
            if (page.Count < limit) yield break;
            before = page[^1].Seq;
        }
    }

    public ValueTask<long> SeqAtAsync(AccountId account, Instant at, CancellationToken cancel) => _lookup.SeqAtAsync(account, at, cancel);

    public ValueTask<Snapshot?> SnapshotAsync(AccountId account, long seqMax, CancellationToken cancel) => _directory.SnapshotAsync(account, seqMax, cancel);

    public ValueTask<KeyRow?> FindKeyAsync(ReadOnlyMemory<byte> secretHash, CancellationToken cancel) => _directory.FindKeyAsync(secretHash, cancel);

    public ValueTask<IReadOnlyList<AccountRow>> AccountsAsync(string? email, string? externalId, AccountId? after, int limit, CancellationToken cancel) =>
        _directory.AccountsAsync(email, externalId, after, limit, cancel);

    public ValueTask<IReadOnlyList<(string Asset, Book Book, Int128 Micros)>> TrialBalanceAsync(CancellationToken cancel) => _directory.TrialBalanceAsync(cancel);

    public ValueTask<IReadOnlyList<CatalogueRow>> CataloguesAsync(CancellationToken cancel) => _directory.CataloguesAsync(cancel);

    public ValueTask<bool> AddCatalogueAsync(CatalogueRow catalogue, CancellationToken cancel) => _connection.ChangeAsync(db =>
    {
        using var insert = new NativeStatement(db, "INSERT INTO catalogue (version, since, document) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
        insert.Bind(1, catalogue.Version);
        insert.Bind(2, catalogue.Since.Micros);
        insert.BindText(3, catalogue.Document);
        insert.Run();
        return db.Changes > 0;
    }, cancel);

    public ValueTask<string?> SettingAsync(string name, CancellationToken cancel) => _directory.SettingAsync(name, cancel);

    public async ValueTask SetSettingAsync(string name, string value, CancellationToken cancel) => await _connection.ChangeAsync(db =>
    {
        using var upsert = new NativeStatement(db, "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        upsert.BindText(1, name);
        upsert.BindText(2, value);
        upsert.Run();
        return 0;
    }, cancel);

    public ValueTask<bool> AddSettingAsync(string name, string value, CancellationToken cancel) => _connection.ChangeAsync(db =>
    {
        using var insert = new NativeStatement(db, "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
        insert.BindText(1, name);
        insert.BindText(2, value);
        insert.Run();
        return db.Changes > 0;
    }, cancel);

    public ValueTask<IReadOnlyList<(string Name, string Value)>> SettingsAsync(CancellationToken cancel) => _directory.SettingsAsync(cancel);

    public async IAsyncEnumerable<string> FindingsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var finding in await _reads.ReadAsync(connection => Findings.Of(connection, _index.Hash, cancel), cancel)) yield return finding;
    }

    public async ValueTask PingAsync(CancellationToken cancel) => await SettingAsync("", cancel);

    /// <summary>Writes the index of everything committed to disk, so that the next start has nothing to read.</summary>
    public ValueTask CheckpointAsync(CancellationToken cancel) => _keeper.CheckpointAsync(cancel);

    /// <summary>Makes a last checkpoint and closes the file with nothing left beside it but the lock.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_closing) _closed ??= CloseAsync();
        return new(_closed);
    }

    private async Task CloseAsync()
    {
        try
        {
            await _keeper.CheckpointAsync(CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            // A full disk: the entries are safe, and the next start reads them instead of the index.
        }

        await _keeper.DisposeAsync();
        await _reads.CloseAsync();
        _reads.Dispose();
        await _connection.EnterAsync(CancellationToken.None);
        _lane.Dispose();
        // The last connection to a file, as it closes, moves the log into the file and deletes it.
        _connection.Dispose();
        _connection.Leave();
        _guard.Dispose();
    }
}
