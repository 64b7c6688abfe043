using System.Runtime.InteropServices;
using Holdfast.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// Adds entries, all of them or, by breaking a rule of the table, none: each account's first must follow an entry that is
/// there and has the hash that it carries, and the catalogue they were decided under must be the newest.
/// </summary>
internal sealed class EntryInsert : ColumnStatement
{
    // Without the entries before them the first get no seq, which the table refuses. Whoever else adds the same seq first
    // makes this statement wait and then fail on the key.
    public const string Sql = """
        INSERT INTO entry (account_id, seq, at, kind, catalogue, caller_id, request_hash, hold, operation, asset, amount, body, previous_hash, hash, batch)
        SELECT added.account_id, CASE WHEN known.many = $18 AND in_force.version <= $19 THEN added.seq END,
            added.at, added.kind, added.catalogue, added.caller_id, added.request_hash, added.hold, added.operation, added.asset, added.amount, added.body, added.previous_hash, added.hash, $20
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::integer[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::text[], $13::bytea[], $14::bytea[])
            AS added (account_id, seq, at, kind, catalogue, caller_id, request_hash, hold, operation, asset, amount, body, previous_hash, hash)
        CROSS JOIN (
            SELECT count(*) AS many FROM unnest($15::uuid[], $16::bigint[], $17::bytea[]) AS before (account_id, seq, hash)
            JOIN entry ON entry.account_id = before.account_id AND entry.seq = before.seq AND entry.hash = before.hash) AS known
        CROSS JOIN (SELECT coalesce(max(version), 0) AS version FROM catalogue) AS in_force
        """;

    /// <summary>The same, where others race for the same seq: who comes second adds nothing, and hears of it without a failure.</summary>
    public const string RacingSql = Sql + "\nON CONFLICT (account_id, seq) DO NOTHING RETURNING account_id";

    private readonly List<Guid> _account;
    private readonly List<long> _seq;
    private readonly List<long> _at;
    private readonly List<string> _kind;
    private readonly List<int> _catalogue;
    private readonly List<string?> _callerId;
    private readonly List<long> _requestHash;
    private readonly List<string?> _hold;
    private readonly List<string?> _operation;
    private readonly List<string?> _asset;
    private readonly List<long?> _amount;
    private readonly List<byte[]> _body;
    private readonly List<byte[]> _previousHash;
    private readonly List<byte[]> _hash;
    private readonly List<Guid> _knownAccount;
    private readonly List<long> _knownSeq;
    private readonly List<byte[]> _knownHash;
    private readonly NpgsqlParameter<long> _known;
    private readonly NpgsqlParameter<int> _inForce;
    private readonly NpgsqlParameter<long> _batch;

    public EntryInsert(string sql = Sql)
        : base(sql)
    {
        _account = Column<Guid>();
        _seq = Column<long>();
        _at = Column<long>();
        _kind = Column<string>();
        _catalogue = Column<int>();
        _callerId = Column<string?>();
        _requestHash = Column<long>();
        _hold = Column<string?>();
        _operation = Column<string?>();
        _asset = Column<string?>();
        _amount = Column<long?>();
        _body = Column<byte[]>(NpgsqlDbType.Text);
        _previousHash = Column<byte[]>();
        _hash = Column<byte[]>();
        _knownAccount = Column<Guid>();
        _knownSeq = Column<long>();
        _knownHash = Column<byte[]>();
        _known = Value<long>();
        _inForce = Value<int>();
        _batch = Value<long>();
    }

    public bool IsEmpty => _account.Count == 0;

    public void Clear()
    {
        _account.Clear();
        _seq.Clear();
        _at.Clear();
        _kind.Clear();
        _catalogue.Clear();
        _callerId.Clear();
        _requestHash.Clear();
        _hold.Clear();
        _operation.Clear();
        _asset.Clear();
        _amount.Clear();
        _body.Clear();
        _previousHash.Clear();
        _hash.Clear();
        _knownAccount.Clear();
        _knownSeq.Clear();
        _knownHash.Clear();
        _inForce.TypedValue = int.MaxValue;
    }

    /// <summary>Takes an entry that follows those taken before it.</summary>
    /// <param name="inForce">The catalogue that must be the newest.</param>
    public void Add(EntryRow entry, int inForce)
    {
        if (inForce < _inForce.TypedValue) _inForce.TypedValue = inForce;
        _account.Add(entry.Account.Value);
        _seq.Add(entry.Seq);
        _at.Add(entry.At.Micros);
        _kind.Add(entry.Kind);
        _catalogue.Add(entry.Catalogue);
        _callerId.Add(entry.CallerId);
        _requestHash.Add(entry.RequestHash);
        _hold.Add(entry.Hold);
        _operation.Add(entry.Operation);
        _asset.Add(entry.Asset);
        _amount.Add(entry.Amount?.Micros);
        _body.Add(Array(entry.Body));
        _previousHash.Add(Array(entry.PreviousHash));
        _hash.Add(Array(entry.Hash));
    }

    /// <summary>Demands that the entry before this one is there.</summary>
    public void Demand(EntryRow first)
    {
        _knownAccount.Add(first.Account.Value);
        _knownSeq.Add(first.Seq - 1);
        _knownHash.Add(Array(first.PreviousHash));
    }

    /// <param name="batch">Marks the rows, so that they can be told from the same rows of another.</param>
    public void End(long batch)
    {
        _known.TypedValue = _knownAccount.Count;
        _batch.TypedValue = batch;
    }

    internal static byte[] Array(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array) && array.Offset == 0 && array.Count == array.Array!.Length ? array.Array : bytes.ToArray();
}
