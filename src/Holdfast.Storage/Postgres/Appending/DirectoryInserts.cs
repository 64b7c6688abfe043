using Holdfast.Engine;
using NpgsqlTypes;

namespace Holdfast.Storage.Postgres;

/// <summary>Adds snapshots.</summary>
internal sealed class SnapshotInsert : ColumnStatement
{
    public const string Sql = """
        INSERT INTO snapshot (account_id, seq, hash, state)
        SELECT added.account_id, added.seq, added.hash, added.state
        FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::text[]) AS added (account_id, seq, hash, state)
        """;

    private readonly List<Guid> _account;
    private readonly List<long> _seq;
    private readonly List<byte[]> _hash;
    private readonly List<byte[]> _state;

    public SnapshotInsert()
        : base(Sql)
    {
        _account = Column<Guid>();
        _seq = Column<long>();
        _hash = Column<byte[]>();
        _state = Column<byte[]>(NpgsqlDbType.Text);
    }

    public bool IsEmpty => _account.Count == 0;

    public void Clear()
    {
        _account.Clear();
        _seq.Clear();
        _hash.Clear();
        _state.Clear();
    }

    public void Add(Snapshot snapshot)
    {
        _account.Add(snapshot.Account.Value);
        _seq.Add(snapshot.Seq);
        _hash.Add(EntryInsert.Array(snapshot.Hash));
        _state.Add(EntryInsert.Array(snapshot.State));
    }
}

/// <summary>Adds keys.</summary>
internal sealed class KeyInsert : ColumnStatement
{
    public const string Sql = """
        INSERT INTO key (secret_hash, account_id, key_id)
        SELECT added.secret_hash, added.account_id, added.key_id
        FROM unnest($1::bytea[], $2::uuid[], $3::text[]) AS added (secret_hash, account_id, key_id)
        """;

    private readonly List<byte[]> _secretHash;
    private readonly List<Guid> _account;
    private readonly List<string> _keyId;

    public KeyInsert()
        : base(Sql)
    {
        _secretHash = Column<byte[]>();
        _account = Column<Guid>();
        _keyId = Column<string>();
    }

    public bool IsEmpty => _account.Count == 0;

    public void Clear()
    {
        _secretHash.Clear();
        _account.Clear();
        _keyId.Clear();
    }

    public void Add(KeyRow key)
    {
        _secretHash.Add(EntryInsert.Array(key.SecretHash));
        _account.Add(key.Account.Value);
        _keyId.Add(key.KeyId);
    }
}

/// <summary>Writes down what accounts are found by.</summary>
internal sealed class AccountUpsert : ColumnStatement
{
    public const string Sql = """
        INSERT INTO account (account_id, external_id, email, opened_at)
        SELECT added.account_id, added.external_id, added.email, added.opened_at
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) AS added (account_id, external_id, email, opened_at)
        ON CONFLICT (account_id) DO UPDATE SET external_id = excluded.external_id, email = excluded.email, opened_at = excluded.opened_at
        """;

    private readonly List<Guid> _account;
    private readonly List<string?> _externalId;
    private readonly List<string?> _email;
    private readonly List<long> _openedAt;

    public AccountUpsert()
        : base(Sql)
    {
        _account = Column<Guid>();
        _externalId = Column<string?>();
        _email = Column<string?>();
        _openedAt = Column<long>();
    }

    public bool IsEmpty => _account.Count == 0;

    public void Clear()
    {
        _account.Clear();
        _externalId.Clear();
        _email.Clear();
        _openedAt.Clear();
    }

    public void Add(AccountRow row)
    {
        _account.Add(row.Account.Value);
        _externalId.Add(row.ExternalId);
        _email.Add(row.Email);
        _openedAt.Add(row.OpenedAt.Micros);
    }
}

/// <summary>Gives up the external ids that accounts had and have no more.</summary>
internal sealed class ExternalIdDelete : ColumnStatement
{
    public const string Sql = "DELETE FROM external_id WHERE account_id = ANY($1::uuid[]) AND external_id <> ALL($2::text[])";

    private readonly List<Guid> _account;
    private readonly List<string> _kept;

    public ExternalIdDelete()
        : base(Sql)
    {
        _account = Column<Guid>();
        _kept = Column<string>();
    }

    public bool IsEmpty => _account.Count == 0;

    public void Clear()
    {
        _account.Clear();
        _kept.Clear();
    }

    public void Add(AccountRow row)
    {
        _account.Add(row.Account.Value);
        if (row.ExternalId is not null) _kept.Add(row.ExternalId);
    }
}

/// <summary>Takes external ids; one that another account has breaks a rule of the table.</summary>
internal sealed class ExternalIdInsert : ColumnStatement
{
    // Another account's stays whose it is: it would get no account, which the table refuses.
    public const string Sql = """
        INSERT INTO external_id (external_id, account_id)
        SELECT added.external_id, added.account_id FROM unnest($1::text[], $2::uuid[]) AS added (external_id, account_id)
        ORDER BY added.external_id
        ON CONFLICT (external_id) DO UPDATE SET account_id = CASE WHEN external_id.account_id = excluded.account_id THEN excluded.account_id END
        """;

    private readonly List<string> _externalId;
    private readonly List<Guid> _account;

    public ExternalIdInsert()
        : base(Sql)
    {
        _externalId = Column<string>();
        _account = Column<Guid>();
    }

    public bool IsEmpty => _account.Count == 0;

    public void Clear()
    {
        _externalId.Clear();
        _account.Clear();
    }

    public void Add(AccountRow row)
    {
        _externalId.Add(row.ExternalId!);
        _account.Add(row.Account.Value);
    }
}
