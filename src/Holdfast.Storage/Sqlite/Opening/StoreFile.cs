using System.Globalization;
using Holdfast.Engine;
using Microsoft.Data.Sqlite;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Opens the file for writing: makes it when it is missing, and refuses whatever is not a store that this program can
/// keep whole. Nothing is written before everything has been checked.
/// </summary>
internal static class StoreFile
{
    /// <summary>"HLDF", which tells other programs' databases from ours.</summary>
    public const int ApplicationId = 0x484C4446;

    // Measured: 4096 costs a tenth of the appends more, 16384 gains nothing certain and makes a lone write dearer.
    private const int PageBytes = 8192;

    // Pages in the log until SQLite copies them to the file: 8 MB, which holds the writer up for about 20 ms.
    private const int LogPages = 1000;

    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
        try
        {
            connection.Open();
            var version = Recognize(connection, path);
            Prepare(connection, isNew: version == 0);
            Migrate(connection, version);
            return connection;
        }
        catch (SqliteException fault)
        {
            connection.Dispose();
            throw Faults.Unusable(path, fault);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A further connection to an open store, for reading only.</summary>
    public static SqliteConnection OpenForReading(string path)
    {
        var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWrite));
        try
        {
            connection.Open();
            Migrations.Execute(connection, "PRAGMA query_only = 1; PRAGMA busy_timeout = 1000; PRAGMA cache_size = -8192");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Pooling would keep the file open after the store is closed.
    private static string ConnectionString(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString();

    /// <returns>The schema's version; 0 for an empty file.</returns>
    private static int Recognize(SqliteConnection connection, string path)
    {
        var application = Number(connection, "PRAGMA application_id");
        var version = Number(connection, "PRAGMA user_version");
        var tables = Number(connection, "SELECT count(*) FROM sqlite_schema");
        if (application == 0 && version == 0 && tables == 0) return 0;
        if (application != ApplicationId) throw new JournalUnusableException($"{path} is the database of another program; name another file.");
        if (version > Migrations.Newest)
            throw new JournalUnusableException($"{path} was written by a newer Holdfast (its schema is {version}, this program knows {Migrations.Newest}); start the newer program.");
        return (int)version;
    }

    private static void Prepare(SqliteConnection connection, bool isNew)
    {
        if (SQLitePCL.raw.sqlite3_db_readonly(connection.Handle, "main") != 0) throw new SqliteException("read-only", SQLitePCL.raw.SQLITE_READONLY);
        if (isNew) Migrations.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size = {PageBytes}"));
        Migrations.Execute(connection, "PRAGMA journal_mode = WAL");
        Migrations.Execute(connection, string.Create(CultureInfo.InvariantCulture,
            $"PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {LogPages}; PRAGMA busy_timeout = 1000; PRAGMA cache_size = -16384"));
    }

    private static void Migrate(SqliteConnection connection, int version)
    {
        using var transaction = connection.BeginTransaction();
        Migrations.Apply(connection, version, Migrations.Newest);
        // Written at every start, so that a full disk shows now and not at the first customer's request.
        Migrations.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        transaction.Commit();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var statement = new NativeStatement(connection, sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }
}
