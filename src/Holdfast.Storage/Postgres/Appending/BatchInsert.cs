using Holdfast.Engine;
using Npgsql;

namespace Holdfast.Storage.Postgres;

/// <summary>All that a batch adds, sent at once and committed as one: a few statements without a word in between.</summary>
internal sealed class BatchInsert
{
    private readonly EntryInsert _entries = new();
    private readonly SnapshotInsert _snapshots = new();
    private readonly AccountUpsert _accounts = new();
    private readonly ExternalIdDelete _givenUp = new();
    private readonly ExternalIdInsert _taken = new();
    private readonly KeyInsert _keys = new();
    private readonly BookUpsert _books = new();

    /// <summary>Takes what is planned.</summary>
    /// <param name="heads">What else must be there before an entry, the statement demands.</param>
    /// <param name="firstsAreThere">True when each account's first entry has been added already, in the same transaction.</param>
    public void Fill(BatchPlan plan, KnownHeads heads, bool firstsAreThere = false)
    {
        Clear();
        foreach (var run in plan.Runs)
        {
            var first = plan.First(run);
            if (!firstsAreThere && first.Seq > 1 && !heads.IsBefore(first)) _entries.Demand(first);
            AccountRow? directory = null;
            for (var at = 0; at < run.Count; at++)
            {
                var write = plan[run, at];
                foreach (var entry in write.Entries)
                    if (!firstsAreThere || !ReferenceEquals(entry, first)) _entries.Add(entry, write.CatalogueInForce);
                _books.Add(write.Postings);
                if (write.Snapshot is not null) _snapshots.Add(write.Snapshot);
                if (write.Key is not null) _keys.Add(write.Key);
                directory = write.Directory ?? directory;
            }

            if (directory is not null) Add(directory, isNew: first.Seq == 1);
        }
    }

    /// <summary>Writes it, and returns when it is on disk; inside a transaction, when that is.</summary>
    /// <param name="batch">Marks this try.</param>
    /// <param name="lane">Whose sums the postings belong to.</param>
    public async Task WriteAsync(NpgsqlConnection connection, long batch, int lane)
    {
        _entries.End(batch);
        _books.End(lane);
        await using var statements = new NpgsqlBatch(connection);
        // In this order everywhere, so that two that wait for each other do not wait in a circle.
        if (!_entries.IsEmpty) statements.BatchCommands.Add(_entries.Filled);
        if (!_snapshots.IsEmpty) statements.BatchCommands.Add(_snapshots.Filled);
        if (!_accounts.IsEmpty) statements.BatchCommands.Add(_accounts.Filled);
        if (!_givenUp.IsEmpty) statements.BatchCommands.Add(_givenUp.Filled);
        if (!_taken.IsEmpty) statements.BatchCommands.Add(_taken.Filled);
        if (!_keys.IsEmpty) statements.BatchCommands.Add(_keys.Filled);
        if (!_books.IsEmpty) statements.BatchCommands.Add(_books.Filled);
        if (statements.BatchCommands.Count > 0) await statements.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private void Add(AccountRow directory, bool isNew)
    {
        _accounts.Add(directory);
        if (!isNew) _givenUp.Add(directory);
        if (directory.ExternalId is not null) _taken.Add(directory);
    }

    private void Clear()
    {
        _entries.Clear();
        _snapshots.Clear();
        _accounts.Clear();
        _givenUp.Clear();
        _taken.Clear();
        _keys.Clear();
        _books.Clear();
    }
}
