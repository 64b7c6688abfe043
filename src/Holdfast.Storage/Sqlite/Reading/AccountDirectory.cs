using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>What is not in the journal itself: snapshots, keys, the directory of accounts, the books.</summary>
internal sealed class AccountDirectory(ReadConnections connections)
{
    private static readonly Dictionary<string, Book> Books = Enum.GetValues<Book>().ToDictionary(BookTotals.Name);

    public ValueTask<Snapshot?> SnapshotAsync(AccountId account, long seqMax, CancellationToken cancel) => connections.ReadAsync(connection =>
    {
        var found = connection.Prepared("""
            SELECT seq, hash, state FROM snapshot WHERE account = ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT 1
            """);
        found.BindBlob(1, Ids.Bytes(account));
        found.Bind(2, seqMax);
        return found.Step() ? new Snapshot(account, found.Int64(0), found.Bytes(1).ToArray(), found.Bytes(2).ToArray()) : null;
    }, cancel);

    public ValueTask<KeyRow?> FindKeyAsync(ReadOnlyMemory<byte> secretHash, CancellationToken cancel) => connections.ReadAsync(connection =>
    {
        var found = connection.Prepared("SELECT account, key_id FROM key WHERE secret_hash = ?1");
        found.BindBlob(1, secretHash.Span);
        return found.Step() ? new KeyRow(secretHash.ToArray(), Ids.Account(found.Bytes(0)), found.Text(1)!) : null;
    }, cancel);

    public ValueTask<IReadOnlyList<AccountRow>> AccountsAsync(string? email, string? externalId, AccountId? after, int limit, CancellationToken cancel) =>
        connections.ReadAsync<IReadOnlyList<AccountRow>>(connection =>
        {
            var found = connection.Prepared($"""
                SELECT account, external_id, email, opened_at FROM account
                WHERE account > ?1 {(email is null ? "" : "AND email = ?3")} {(externalId is null ? "" : "AND external_id = ?4")}
                ORDER BY account LIMIT ?2
                """);
            found.BindBlob(1, after is { } start ? Ids.Bytes(start) : []);
            found.Bind(2, limit);
            if (email is not null) found.BindText(3, email);
            if (externalId is not null) found.BindText(4, externalId);
            var accounts = new List<AccountRow>();
            while (found.Step()) accounts.Add(new(Ids.Account(found.Bytes(0)), found.Text(1), found.Text(2), new(found.Int64(3))));
            return accounts;
        }, cancel);

    public ValueTask<IReadOnlyList<(string Asset, Book Book, Int128 Micros)>> TrialBalanceAsync(CancellationToken cancel) =>
        connections.ReadAsync<IReadOnlyList<(string, Book, Int128)>>(connection =>
        {
            var found = connection.Prepared("SELECT asset, book, amount FROM book");
            var books = new List<(string Asset, Book Book, Int128 Micros)>();
            while (found.Step()) books.Add((found.Text(0)!, Books[found.Text(1)!], BookTotals.Micros(found.Text(2)!)));
            return [.. books.OrderBy(row => row.Asset, StringComparer.Ordinal).ThenBy(row => row.Book)];
        }, cancel);

    public ValueTask<IReadOnlyList<CatalogueRow>> CataloguesAsync(CancellationToken cancel) =>
        connections.ReadAsync<IReadOnlyList<CatalogueRow>>(connection =>
        {
            var found = connection.Prepared("SELECT version, since, document FROM catalogue ORDER BY version");
            var catalogues = new List<CatalogueRow>();
            while (found.Step()) catalogues.Add(new((int)found.Int64(0), new(found.Int64(1)), found.Text(2)!));
            return catalogues;
        }, cancel);

    public ValueTask<string?> SettingAsync(string name, CancellationToken cancel) => connections.ReadAsync(connection =>
    {
        var found = connection.Prepared("SELECT value FROM setting WHERE name = ?1");
        found.BindText(1, name);
        return found.Step() ? found.Text(0) : null;
    }, cancel);

    public ValueTask<IReadOnlyList<(string Name, string Value)>> SettingsAsync(CancellationToken cancel) =>
        connections.ReadAsync<IReadOnlyList<(string, string)>>(connection =>
        {
            var found = connection.Prepared("SELECT name, value FROM setting");
            var settings = new List<(string Name, string Value)>();
            while (found.Step()) settings.Add((found.Text(0)!, found.Text(1)!));
            return [.. settings.OrderBy(setting => setting.Name, StringComparer.Ordinal)];
        }, cancel);
}
