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

    /// <param name="makesStore">Whether an empty file becomes a store.</param>
    public static NativeConnection Open(string path, bool makesStore)
    {
        NativeConnection? connection = null;
        try
        {
            connection = new(path);
            var version = Recognize(connection, path);
            if (version == 0 && !makesStore) throw new JournalUnusableException($"{path} is empty: there is no store in it.");
            Prepare(connection, isNew: version == 0);
            Migrate(connection, version);
            return connection;
        }
        catch (SqliteException fault)
        {
            connection?.Dispose();
            throw Faults.Unusable(path, fault);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Writes once, what is there already, so that a full disk shows at the start and not at the first customer's request.</summary>
    public static void ProveWritable(NativeConnection connection)
    {
        connection.Execute("BEGIN IMMEDIATE");
        Mark(connection);
        connection.Execute("COMMIT");
    }

    /// <summary>A further connection to an open store, for reading only.</summary>
    public static NativeConnection OpenForReading(string path)
    {
        var connection = new NativeConnection(path);
        try
        {
            connection.Execute("PRAGMA query_only = 1; PRAGMA busy_timeout = 1000; PRAGMA cache_size = -8192");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that a file is a store, of this program's or an earlier version.</summary>
    public static void Require(NativeConnection connection, string path)
    {
        if (Recognize(connection, path) == 0) throw new JournalUnusableException($"{path} is empty: there is no store in it.");
    }

    /// <returns>The schema's version; 0 for an empty file.</returns>
    private static int Recognize(NativeConnection connection, string path)
    {
        var application = connection.Number("PRAGMA application_id");
        var version = connection.Number("PRAGMA user_version");
        if (application == 0 && version == 0 && connection.Number("SELECT count(*) FROM sqlite_schema") == 0) return 0;
        if (application != ApplicationId) throw new JournalUnusableException($"{path} is the database of another program; name another file.");
        if (version > Migrations.Newest)
            throw new JournalUnusableException($"{path} was written by a newer Holdfast (its schema is {version}, this program knows {Migrations.Newest}); start the newer program.");
        if (version < 1) throw new JournalUnusableException($"{path} is damaged: it names no schema; restore it from a backup.");
        return (int)version;
    }

    private static void Prepare(NativeConnection connection, bool isNew)
    {
        if (connection.IsReadOnly) throw new SqliteException("read-only", SQLitePCL.raw.SQLITE_READONLY);
        connection.Execute("PRAGMA busy_timeout = 1000");
        if (isNew) connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size = {PageBytes}"));
        connection.Execute("PRAGMA journal_mode = WAL");
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {LogPages}; PRAGMA cache_size = -16384"));
    }

    private static void Migrate(NativeConnection connection, int version)
    {
        if (version == Migrations.Newest) return;
        connection.Execute("BEGIN IMMEDIATE");
        Migrations.Apply(connection, version, Migrations.Newest);
        Mark(connection);
        connection.Execute("COMMIT");
    }

    private static void Mark(NativeConnection connection) =>
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
}
