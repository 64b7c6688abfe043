using System.Runtime.CompilerServices;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage.Sqlite;
using Npgsql;
using static Holdfast.Storage.Postgres.Asking;

namespace Holdfast.Storage.Postgres;

/// <summary>Reads entries, always of one account by one of its keys.</summary>
internal sealed class EntryReading(Reads reads)
{
    private const string Columns = "seq, at, kind, catalogue, caller_id, request_hash, hold, operation, asset, amount, body, previous_hash, hash";
    private const int PageMin = 32;
    private const int PageMax = 512;

    public const string PageSql = $"SELECT {Columns} FROM entry WHERE account_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4";

    public const string PageBackwardsSql = $"SELECT {Columns} FROM entry WHERE account_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";

    public const string ReferenceSql = $"SELECT {Columns} FROM entry WHERE account_id = $1 AND caller_id = $2 ORDER BY seq";

    public const string HoldSql = $"""
        SELECT {Columns} FROM entry WHERE account_id = $1 AND caller_id = $2
        UNION ALL
        SELECT {Columns} FROM entry WHERE account_id = $1 AND hold = $3 AND hold IS NOT NULL AND caller_id IS DISTINCT FROM 'hold/' || hold
        ORDER BY seq
        """;

    public const string HasSql = "SELECT EXISTS (SELECT FROM entry WHERE account_id = $1 AND seq = $2 AND batch = $3)";

    public const string HasHashSql = "SELECT EXISTS (SELECT FROM entry WHERE account_id = $1 AND seq = $2 AND hash = $3)";

    // Where nobody wrote, it finds nothing and touches no row.
    public const string OvertakenSql = """
        SELECT entry.account_id, (SELECT max(newest.seq) FROM entry AS newest WHERE newest.account_id = entry.account_id) FROM unnest($1::uuid[], $2::bigint[]) AS next (account_id, seq)
        JOIN entry ON entry.account_id = next.account_id AND entry.seq = next.seq
        UNION ALL
        SELECT NULL::uuid, coalesce(max(version), 0) FROM catalogue
        """;

    // An account's instants never go back, so the last entry until one is found by halving.
    public const string SeqAtSql = """
        WITH RECURSIVE half (known, past) AS (
            SELECT 0::bigint, coalesce((SELECT seq FROM entry WHERE account_id = $1 ORDER BY seq DESC LIMIT 1), 0) + 1
            UNION ALL
            SELECT CASE WHEN middle.at <= $2 THEN middle.seq ELSE half.known END, CASE WHEN middle.at <= $2 THEN half.past ELSE middle.seq END
            FROM half JOIN entry AS middle ON middle.account_id = $1 AND middle.seq = half.known + (half.past - half.known) / 2
            WHERE half.past - half.known > 1)
        SELECT max(known) FROM half
        """;

    public async IAsyncEnumerable<EntryRow> EntriesAsync(AccountId account, long after, long through, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Pages that grow: a look at the start of a long account stays cheap, and a connection is held for no longer than a page.
        for (var limit = PageMin; after < through; limit = Math.Min(2 * limit, PageMax))
        {
            var page = await PageAsync(account, after, through, limit, cancel);
            foreach (var row in page) yield return row;
            if (page.Count < limit) yield break;
            after = page[^1].Seq;
        }
    }

    public async IAsyncEnumerable<EntryRow> EntriesBackwardsAsync(AccountId account, long before, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var limit = PageMin; before > 1; limit = Math.Min(2 * limit, PageMax))
        {
            var page = await PageBackwardsAsync(account, before, limit, cancel);
            foreach (var row in page) yield return row;
            if (page.Count < limit) yield break;
            before = page[^1].Seq;
        }
    }

    public async ValueTask<IReadOnlyList<EntryRow>> FindAsync(AccountId account, string reference, CancellationToken cancel) =>
        await RowsAsync(
            account,
            connection => reference.StartsWith(ReferenceHash.HoldPrefix, StringComparison.Ordinal)
                ? Command(connection, HoldSql, Of(account.Value), Of(reference), Of(reference[ReferenceHash.HoldPrefix.Length..]))
                : Command(connection, ReferenceSql, Of(account.Value), Of(reference)),
            cancel);

    public ValueTask<long> SeqAtAsync(AccountId account, Instant at, CancellationToken cancel) =>
        reads.ReadAsync(async (connection, cancel) => (long)(await Command(connection, SeqAtSql, Of(account.Value), Of(at.Micros)).ValueAsync(cancel))!, cancel);

    /// <summary>The last entries of the accounts that have one after the one named, and the version of the newest catalogue.</summary>
    public ValueTask<(IReadOnlyList<(AccountId Account, long Seq)> Newest, int Catalogue)> OvertakenAsync(IReadOnlyList<(AccountId Account, long Seq)> known, CancellationToken cancel) =>
        reads.ReadAsync(async (connection, cancel) =>
        {
            await using var question = Command(connection, OvertakenSql, Column(known, account => account.Account.Value), Column(known, account => account.Seq + 1));
            await using var found = await question.ExecuteReaderAsync(cancel);
            var (newest, catalogue) = (new List<(AccountId Account, long Seq)>(), 0);
            while (await found.ReadAsync(cancel))
            {
                if (found.IsDBNull(0)) catalogue = (int)found.GetInt64(1);
                else newest.Add((new(found.GetGuid(0)), found.GetInt64(1)));
            }

            return ((IReadOnlyList<(AccountId Account, long Seq)>)newest, catalogue);
        }, cancel);

    /// <summary>Whether the entry with that seq was added by that batch.</summary>
    public ValueTask<bool> HasAsync(AccountId account, long seq, long batch, CancellationToken cancel) =>
        reads.ReadAsync(async (connection, cancel) => await Command(connection, HasSql, Of(account.Value), Of(seq), Of(batch)).ValueAsync(cancel) is true, cancel);

    /// <summary>Whether the entry with that seq has that hash.</summary>
    public ValueTask<bool> HasAsync(AccountId account, long seq, ReadOnlyMemory<byte> hash, CancellationToken cancel) =>
        reads.ReadAsync(async (connection, cancel) => await Command(connection, HasHashSql, Of(account.Value), Of(seq), Of(EntryInsert.Array(hash))).ValueAsync(cancel) is true, cancel);

    private ValueTask<List<EntryRow>> PageAsync(AccountId account, long after, long through, int limit, CancellationToken cancel) =>
        RowsAsync(account, connection => Command(connection, PageSql, Of(account.Value), Of(after), Of(through), Of((long)limit)), cancel);

    private ValueTask<List<EntryRow>> PageBackwardsAsync(AccountId account, long before, int limit, CancellationToken cancel) =>
        RowsAsync(account, connection => Command(connection, PageBackwardsSql, Of(account.Value), Of(before), Of((long)limit)), cancel);

    private ValueTask<List<EntryRow>> RowsAsync(AccountId account, Func<NpgsqlConnection, NpgsqlCommand> question, CancellationToken cancel) =>
        reads.ReadAsync((connection, cancel) => question(connection).ListAsync(row => Row(account, row), cancel), cancel);

    private static EntryRow Row(AccountId account, NpgsqlDataReader row) => new()
    {
        Account = account,
        Seq = row.GetInt64(0),
        At = new(row.GetInt64(1)),
        Kind = row.GetString(2),
        Catalogue = row.GetInt32(3),
        CallerId = row.IsDBNull(4) ? null : row.GetString(4),
        RequestHash = row.GetInt64(5),
        Hold = row.IsDBNull(6) ? null : row.GetString(6),
        Operation = row.IsDBNull(7) ? null : row.GetString(7),
        Asset = row.IsDBNull(8) ? null : row.GetString(8),
        Amount = row.IsDBNull(9) ? null : new Amount(row.GetInt64(9)),
        Body = row.GetFieldValue<byte[]>(10),
        PreviousHash = row.GetFieldValue<byte[]>(11),
        Hash = row.GetFieldValue<byte[]>(12),
    };
}
