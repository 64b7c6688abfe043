using System.Diagnostics;
using Holdfast.Engine;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Holdfast.Bench;

/// <summary>The store's raw batched append: the same rows into the same columns with the same durability, and nothing else.</summary>
internal static class RawAppend
{
    private const string Schema = """
        CREATE TABLE journal (position INTEGER PRIMARY KEY, account BLOB NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
            catalogue INTEGER NOT NULL, caller_id TEXT, request_hash INTEGER NOT NULL, hold TEXT, operation TEXT, asset TEXT, amount INTEGER,
            body TEXT NOT NULL, previous_hash BLOB NOT NULL, hash BLOB NOT NULL) STRICT
        """;

    /// <summary>Appends rows for so many seconds; entries a second.</summary>
    internal static double Run(string file, IReadOnlyList<EntryRow> rows, int batch, double seconds)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA locking_mode=NORMAL;");
        Execute(connection, Schema);
        raw.sqlite3_prepare_v2(connection.Handle, "INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", out var insert);
        var clock = Stopwatch.StartNew();
        long position = 0;
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            Execute(connection, "BEGIN IMMEDIATE");
            for (var at = 0; at < batch; at++) Insert(insert, ++position, rows[(int)(position % rows.Count)]);
            Execute(connection, "COMMIT");
        }

        var rate = position / clock.Elapsed.TotalSeconds;
        insert.Dispose();
        return rate;
    }

    private static void Insert(sqlite3_stmt insert, long position, EntryRow row)
    {
        Span<byte> account = stackalloc byte[16];
        row.Account.Value.TryWriteBytes(account, bigEndian: true, out _);
        raw.sqlite3_bind_int64(insert, 1, position);
        raw.sqlite3_bind_blob(insert, 2, account);
        raw.sqlite3_bind_int64(insert, 3, row.Seq);
        raw.sqlite3_bind_int64(insert, 4, row.At.Micros);
        raw.sqlite3_bind_text(insert, 5, row.Kind);
        raw.sqlite3_bind_int64(insert, 6, row.Catalogue);
        Text(insert, 7, row.CallerId);
        raw.sqlite3_bind_int64(insert, 8, row.RequestHash);
        Text(insert, 9, row.Hold);
        Text(insert, 10, row.Operation);
        Text(insert, 11, row.Asset);
        raw.sqlite3_bind_int64(insert, 12, row.Amount?.Micros ?? 0);
        raw.sqlite3_bind_text(insert, 13, row.Body.Span);
        raw.sqlite3_bind_blob(insert, 14, row.PreviousHash.Span);
        raw.sqlite3_bind_blob(insert, 15, row.Hash.Span);
        if (raw.sqlite3_step(insert) != raw.SQLITE_DONE) throw new InvalidOperationException("The insert failed.");
        raw.sqlite3_reset(insert);
    }

    private static void Text(sqlite3_stmt insert, int at, string? text)
    {
        if (text is null) raw.sqlite3_bind_null(insert, at);
        else raw.sqlite3_bind_text(insert, at, text);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
