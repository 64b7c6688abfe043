using System.Globalization;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage.Sqlite;
using Npgsql;
using static Holdfast.Storage.Postgres.Asking;

namespace Holdfast.Storage.Postgres;

/// <summary>What is not in the entries themselves: snapshots, keys, the directory of accounts, the books, catalogues and settings.</summary>
internal sealed class DirectoryReading(Reads reads)
{
    private static readonly Dictionary<string, Book> Books = Enum.GetValues<Book>().ToDictionary(BookTotals.Name);

    public const string SnapshotSql = "SELECT seq, hash, state FROM snapshot WHERE account_id = $1 AND seq <= $2 ORDER BY seq DESC LIMIT 1";

    public const string KeySql = "SELECT account_id, key_id FROM key WHERE secret_hash = $1";

    public ValueTask<Snapshot?> SnapshotAsync(AccountId account, long seqMax, CancellationToken cancel) => FirstAsync(
        connection => Command(connection, SnapshotSql, Of(account.Value), Of(seqMax)),
        row => new Snapshot(account, row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)),
        cancel);

    public ValueTask<KeyRow?> FindKeyAsync(ReadOnlyMemory<byte> secretHash, CancellationToken cancel) => FirstAsync(
        connection => Command(connection, KeySql, Of(secretHash.ToArray())),
        row => new KeyRow(secretHash.ToArray(), new(row.GetGuid(0)), row.GetString(1)),
        cancel);

    public async ValueTask<IReadOnlyList<AccountRow>> AccountsAsync(string? email, string? externalId, AccountId? after, int limit, CancellationToken cancel)
    {
        // A filter that is not wanted is left out of the text, so that each text has one good plan.
        var sql = $"""
            SELECT account_id, external_id, email, opened_at FROM account
            WHERE account_id > $1 {(email is null ? "" : "AND email = $3")} {(externalId is null ? "" : email is null ? "AND external_id = $3" : "AND external_id = $4")}
            ORDER BY account_id LIMIT $2
            """;
        NpgsqlParameter[] Parameters() =>
            [Of(after?.Value ?? Guid.Empty), Of((long)limit), .. email is null ? [] : new[] { Of(email) }, .. externalId is null ? [] : new[] { Of(externalId) }];
        return await AllAsync(
            connection => Command(connection, sql, Parameters()),
            row => new AccountRow(new(row.GetGuid(0)), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), new(row.GetInt64(3))),
            cancel);
    }

    public async ValueTask<IReadOnlyList<(string Asset, Book Book, Int128 Micros)>> TrialBalanceAsync(CancellationToken cancel)
    {
        var books = await AllAsync(
            connection => Command(connection, "SELECT asset, book, sum(amount)::text FROM book GROUP BY asset, book"),
            row => (Asset: row.GetString(0), Book: Books[row.GetString(1)], Micros: Int128.Parse(row.GetString(2), CultureInfo.InvariantCulture)),
            cancel);
        return [.. books.OrderBy(row => row.Asset, StringComparer.Ordinal).ThenBy(row => row.Book)];
    }

    public async ValueTask<IReadOnlyList<CatalogueRow>> CataloguesAsync(CancellationToken cancel) => await AllAsync(
        connection => Command(connection, "SELECT version, since, document FROM catalogue ORDER BY version"),
        row => new CatalogueRow(row.GetInt32(0), new(row.GetInt64(1)), row.GetString(2)),
        cancel);

    public ValueTask<bool> AddCatalogueAsync(CatalogueRow row, CancellationToken cancel) => reads.ReadAsync(
        async (connection, cancel) => await Command(
            connection,
            "INSERT INTO catalogue (version, since, document) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            Of(row.Version), Of(row.Since.Micros), Of(row.Document)).WriteAsync(cancel) > 0,
        cancel);

    public ValueTask<string?> SettingAsync(string name, CancellationToken cancel) => FirstAsync(
        connection => Command(connection, "SELECT value FROM setting WHERE name = $1", Of(name)), row => row.GetString(0), cancel);

    public async ValueTask SetSettingAsync(string name, string value, CancellationToken cancel) => await reads.ReadAsync(
        (connection, cancel) => Command(
            connection,
            "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            Of(name), Of(value)).WriteAsync(cancel),
        cancel);

    public ValueTask<bool> AddSettingAsync(string name, string value, CancellationToken cancel) => reads.ReadAsync(
        async (connection, cancel) => await Command(connection, "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", Of(name), Of(value)).WriteAsync(cancel) > 0,
        cancel);

    public async ValueTask<IReadOnlyList<(string Name, string Value)>> SettingsAsync(CancellationToken cancel)
    {
        var settings = await AllAsync(connection => Command(connection, "SELECT name, value FROM setting"), row => (Name: row.GetString(0), Value: row.GetString(1)), cancel);
        return [.. settings.OrderBy(setting => setting.Name, StringComparer.Ordinal)];
    }

    private ValueTask<List<T>> AllAsync<T>(Func<NpgsqlConnection, NpgsqlCommand> question, Func<NpgsqlDataReader, T> row, CancellationToken cancel) =>
        reads.ReadAsync((connection, cancel) => question(connection).ListAsync(row, cancel), cancel);

    private async ValueTask<T?> FirstAsync<T>(Func<NpgsqlConnection, NpgsqlCommand> question, Func<NpgsqlDataReader, T> row, CancellationToken cancel)
        where T : class => (await AllAsync(question, row, cancel)).FirstOrDefault();
}
