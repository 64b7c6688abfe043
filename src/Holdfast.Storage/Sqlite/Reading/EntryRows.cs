using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>Reads rows of <c>journal</c> by their positions, over one connection.</summary>
internal sealed class EntryRows(NativeConnection connection, string path) : IDisposable
{
    private readonly NativeStatement _row = new(connection, """
        SELECT account, seq, at, kind, catalogue, caller_id, request_hash, hold, operation, asset, amount, body, previous_hash, hash
        FROM journal WHERE position = ?1
        """);

    private readonly NativeStatement _at = new(connection, "SELECT at FROM journal WHERE position = ?1");

    private readonly NativeStatement _references = new(connection, "SELECT account, caller_id FROM journal WHERE position = ?1");

    public EntryRow Row(long position)
    {
        Seek(_row, position);
        var row = new EntryRow
        {
            Account = Ids.Account(_row.Bytes(0)),
            Seq = _row.Int64(1),
            At = new(_row.Int64(2)),
            Kind = _row.Text(3)!,
            Catalogue = (int)_row.Int64(4),
            CallerId = _row.Text(5),
            RequestHash = _row.Int64(6),
            Hold = _row.Text(7),
            Operation = _row.Text(8),
            Asset = _row.Text(9),
            Amount = _row.IsNull(10) ? null : new Amount(_row.Int64(10)),
            Body = _row.Bytes(11).ToArray(),
            PreviousHash = _row.Bytes(12).ToArray(),
            Hash = _row.Bytes(13).ToArray(),
        };
        _row.Reset();
        return row;
    }

    public Instant At(long position)
    {
        Seek(_at, position);
        var at = new Instant(_at.Int64(0));
        _at.Reset();
        return at;
    }

    /// <summary>True when the entry there is the account's and has the caller's id.</summary>
    public bool HasCallerId(long position, AccountId account, string callerId)
    {
        Seek(_references, position);
        var same = Ids.Account(_references.Bytes(0)) == account && _references.Text(1) == callerId;
        _references.Reset();
        return same;
    }

    private void Seek(NativeStatement statement, long position)
    {
        statement.Bind(1, position);
        if (!statement.Step()) throw Missing(path, position);
    }

    public static JournalDamagedException Missing(string path, long position) =>
        new($"{path} is damaged: the index names an entry at position {position} that the journal does not have; run holdfast verify.");

    public void Dispose()
    {
        _row.Dispose();
        _at.Dispose();
        _references.Dispose();
    }
}
