using Holdfast.Engine;
using Holdfast.Ledger;
using static Holdfast.Storage.Postgres.Asking;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// The journal in a PostgreSQL database, for one node or many: nothing is true because a node remembers it, only because
/// the tables say so.
/// </summary>
public sealed class PostgresJournal : IJournal
{
    private readonly PostgresSource _source;
    private readonly NodeGuard? _guard;
    private readonly LostSessions _lost;
    private readonly RecentReferences _recent = new();
    private readonly Reads _reads;
    private readonly EntryReading _entries;
    private readonly DirectoryReading _directory;
    private readonly UnsettledWrites _unsettled;
    private readonly PostgresLane[] _lanes;
    private readonly Lock _closing = new();
    private Task? _closed;

    /// <summary>A journal at work.</summary>
    internal PostgresJournal(PostgresSource source, NodeGuard guard, PostgresJournalSettings settings)
    {
        (_source, _guard, _lost) = (source, guard, new(source));
        _reads = new PooledReads(source, _lost);
        (_entries, _directory) = (new(_reads), new(_reads));
        _unsettled = new(_entries);
        _lanes = [.. Enumerable.Range(0, settings.Lanes).Select(_ => new PostgresLane(source, guard, _lost, _entries, _unsettled, _recent, settings.AccountsRemembered))];
    }

    /// <summary>A journal that reads everything as of one moment, and writes nothing.</summary>
    internal PostgresJournal(PostgresSource source, FrozenReads moment)
    {
        (_source, _lost, _reads) = (source, new(source), moment);
        (_entries, _directory) = (new(_reads), new(_reads));
        _unsettled = new(_entries);
        _lanes = [];
    }

    public int Lanes => Math.Max(1, _lanes.Length);

    // One moment never changes.
    public int Term => _guard is null ? 1 : _guard.Term;

    /// <summary>Opens the store in this database, or makes it when there is none.</summary>
    /// <param name="connectionString">As Npgsql reads it; a schema other than the user's first is named by <c>Search Path</c>.</param>
    /// <exception cref="JournalUnusableException">The database cannot be used as a store; it is left as it was.</exception>
    public static async ValueTask<PostgresJournal> OpenAsync(string connectionString, PostgresJournalSettings settings, CancellationToken cancel) =>
        await PostgresOpening.OpenAsync(connectionString, settings, cancel);

    public ValueTask<WriteOutcome[]> AppendAsync(int lane, IReadOnlyList<Write> batch, CancellationToken cancel)
    {
        if (_lanes.Length == 0) throw new JournalUnavailableException($"{_source.Name} was opened for reading.");
        return _lanes[lane].AppendAsync(batch, cancel);
    }

    public ValueTask<bool> HasAsync(Write write, CancellationToken cancel) => _unsettled.HasAsync(write, cancel);

    public ValueTask<(IReadOnlyList<(AccountId Account, long Seq)> Newest, int Catalogue)> OvertakenAsync(IReadOnlyList<(AccountId Account, long Seq)> known, CancellationToken cancel) =>
        _entries.OvertakenAsync(known, cancel);

    // What other nodes write is not known here, so everything may be.
    public bool MayKnow(AccountId account, string reference) => true;

    public bool ProbablyKnows(AccountId account, string callerId) => _recent.Contains(account, callerId);

    public async ValueTask<IReadOnlyList<EntryRow>> FindAsync(AccountId account, string reference, CancellationToken cancel)
    {
        var found = await _entries.FindAsync(account, reference, cancel);
        foreach (var entry in found)
            if (entry.CallerId is not null) _recent.Add(account, entry.CallerId);
        return found;
    }

    public IAsyncEnumerable<EntryRow> EntriesAsync(AccountId account, long after, long through, CancellationToken cancel) => _entries.EntriesAsync(account, after, through, cancel);

    public IAsyncEnumerable<EntryRow> EntriesBackwardsAsync(AccountId account, long before, CancellationToken cancel) => _entries.EntriesBackwardsAsync(account, before, cancel);

    public ValueTask<long> SeqAtAsync(AccountId account, Instant at, CancellationToken cancel) => _entries.SeqAtAsync(account, at, cancel);

    public ValueTask<Snapshot?> SnapshotAsync(AccountId account, long seqMax, CancellationToken cancel) => _directory.SnapshotAsync(account, seqMax, cancel);

    public ValueTask<KeyRow?> FindKeyAsync(ReadOnlyMemory<byte> secretHash, CancellationToken cancel) => _directory.FindKeyAsync(secretHash, cancel);

    public ValueTask<IReadOnlyList<AccountRow>> AccountsAsync(string? email, string? externalId, AccountId? after, int limit, CancellationToken cancel) =>
        _directory.AccountsAsync(email, externalId, after, limit, cancel);

    public ValueTask<IReadOnlyList<(string Asset, Book Book, Int128 Micros)>> TrialBalanceAsync(CancellationToken cancel) => _directory.TrialBalanceAsync(cancel);

    public ValueTask<IReadOnlyList<CatalogueRow>> CataloguesAsync(CancellationToken cancel) => _directory.CataloguesAsync(cancel);

    public ValueTask<bool> AddCatalogueAsync(CatalogueRow catalogue, CancellationToken cancel) => _directory.AddCatalogueAsync(catalogue, cancel);

    public ValueTask<string?> SettingAsync(string name, CancellationToken cancel) => _directory.SettingAsync(name, cancel);

    public ValueTask SetSettingAsync(string name, string value, CancellationToken cancel) => _directory.SetSettingAsync(name, value, cancel);

    public ValueTask<bool> AddSettingAsync(string name, string value, CancellationToken cancel) => _directory.AddSettingAsync(name, value, cancel);

    public ValueTask<IReadOnlyList<(string Name, string Value)>> SettingsAsync(CancellationToken cancel) => _directory.SettingsAsync(cancel);

    public IAsyncEnumerable<string> FindingsAsync(CancellationToken cancel) => Findings.OfAsync(_reads, cancel);

    public async ValueTask PingAsync(CancellationToken cancel) => await _reads.ReadAsync((connection, cancel) => Command(connection, "SELECT 1").ValueAsync(cancel), cancel);

    /// <summary>Ends the sessions, after the batches in progress.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_closing) _closed ??= CloseAsync();
        return new(_closed);
    }

    private async Task CloseAsync()
    {
        foreach (var lane in _lanes) await lane.DisposeAsync();
        await _reads.DisposeAsync();
        if (_guard is not null) await _guard.DisposeAsync();
        _lost.Dispose();
        await _source.DisposeAsync();
    }
}
