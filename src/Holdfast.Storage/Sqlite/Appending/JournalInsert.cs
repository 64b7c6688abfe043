using Holdfast.Engine;

namespace Holdfast.Storage.Sqlite;

/// <summary>The statements that add a write's rows, inside the batch's transaction.</summary>
internal sealed class JournalInsert(NativeConnection connection) : IDisposable
{
    private readonly PinnedStatement _entry = new(connection, """
        INSERT INTO journal (position, account, seq, at, kind, catalogue, caller_id, request_hash, hold, operation, asset, amount, body, previous_hash, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        """);

    private readonly NativeStatement _snapshot = new(connection, "INSERT INTO snapshot (account, seq, hash, state) VALUES (?1, ?2, ?3, ?4)");

    private readonly NativeStatement _key = new(connection, "INSERT INTO key (secret_hash, account, key_id) VALUES (?1, ?2, ?3)");

    private readonly NativeStatement _account = new(connection, """
        INSERT INTO account (account, external_id, email, opened_at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (account) DO UPDATE SET external_id = excluded.external_id, email = excluded.email, opened_at = excluded.opened_at
        """);

    private readonly NativeStatement _externalId = new(connection, "SELECT account FROM account WHERE external_id = ?1");

    public void Entry(long position, EntryRow row)
    {
        Span<byte> account = stackalloc byte[Ids.AccountBytes];
        Ids.Write(row.Account, account);
        _entry.Begin(BytesMax(row));
        _entry.Bind(1, position);
        _entry.BindBlob(2, account);
        _entry.Bind(3, row.Seq);
        _entry.Bind(4, row.At.Micros);
        _entry.BindText(5, row.Kind);
        _entry.Bind(6, row.Catalogue);
        _entry.BindText(7, row.CallerId);
        _entry.Bind(8, row.RequestHash);
        _entry.BindText(9, row.Hold);
        _entry.BindText(10, row.Operation);
        _entry.BindText(11, row.Asset);
        if (row.Amount is { } amount) _entry.Bind(12, amount.Micros);
        else _entry.BindNull(12);
        _entry.BindText(13, row.Body.Span);
        _entry.BindBlob(14, row.PreviousHash.Span);
        _entry.BindBlob(15, row.Hash.Span);
        _entry.Run();
    }

    // Three bytes at most for each UTF-16 character.
    private static int BytesMax(EntryRow row) =>
        Ids.AccountBytes + row.Body.Length + row.PreviousHash.Length + row.Hash.Length
        + 3 * (row.Kind.Length + (row.CallerId?.Length ?? 0) + (row.Hold?.Length ?? 0) + (row.Operation?.Length ?? 0) + (row.Asset?.Length ?? 0));

    public void Snapshot(Snapshot snapshot)
    {
        _snapshot.BindBlob(1, Ids.Bytes(snapshot.Account));
        _snapshot.Bind(2, snapshot.Seq);
        _snapshot.BindBlob(3, snapshot.Hash.Span);
        _snapshot.BindText(4, snapshot.State.Span);
        _snapshot.Run();
    }

    public void Key(KeyRow key)
    {
        _key.BindBlob(1, key.SecretHash.Span);
        _key.BindBlob(2, Ids.Bytes(key.Account));
        _key.BindText(3, key.KeyId);
        _key.Run();
    }

    public void Account(AccountRow account)
    {
        _account.BindBlob(1, Ids.Bytes(account.Account));
        _account.BindText(2, account.ExternalId);
        _account.BindText(3, account.Email);
        _account.Bind(4, account.OpenedAt.Micros);
        _account.Run();
    }

    /// <summary>True when another account has that external id.</summary>
    public bool ExternalIdTaken(AccountRow account)
    {
        if (account.ExternalId is null) return false;
        _externalId.BindText(1, account.ExternalId);
        if (!_externalId.Step()) return false;
        var taken = Ids.Account(_externalId.Bytes(0)) != account.Account;
        _externalId.Reset();
        return taken;
    }

    public void Dispose()
    {
        _entry.Dispose();
        _snapshot.Dispose();
        _key.Dispose();
        _account.Dispose();
        _externalId.Dispose();
    }
}
