using Holdfast.Engine;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Copies a store's file as it is at one moment, beside a server that goes on writing to it: SQLite keeps that moment
/// readable in the log until the copy is made, and the server waits for nothing.
/// </summary>
internal static class StoreBackup
{
    // 32 MB from one report to the next.
    private const int SlicePages = 4096;

    /// <param name="path">The store's file.</param>
    /// <param name="to">A file that does not exist yet. It appears when it is complete.</param>
    /// <param name="report">Hears how many bytes of how many are copied.</param>
    /// <exception cref="JournalUnusableException">There is no store, or the backup cannot be written.</exception>
    public static void Write(string path, string to, Action<long, long> report)
    {
        if (!File.Exists(path)) throw new JournalUnusableException($"There is no store at {path}.");
        if (Path.Exists(to)) throw new JournalUnusableException($"{to} exists already; name another file.");
        var part = to + ".part";
        try
        {
            File.Delete(part);
            Copy(path, part, report);
            File.Move(part, to);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnusableException($"{to} cannot be written ({fault.Message.TrimEnd('.')}).", fault);
        }
    }

    private static void Copy(string path, string part, Action<long, long> report)
    {
        using var source = Reading(path);
        using var target = Writing(part);
        var backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main");
        var page = source.Number("PRAGMA page_size");
        int code;
        do
        {
            code = raw.sqlite3_backup_step(backup, SlicePages);
            var all = raw.sqlite3_backup_pagecount(backup);
            report((all - raw.sqlite3_backup_remaining(backup)) * page, all * page);
        }
        while (code == raw.SQLITE_OK);
        var finished = raw.sqlite3_backup_finish(backup);
        Require(part, target, code == raw.SQLITE_DONE ? finished : code);
    }

    /// <summary>The store at one moment, which lasts as long as the connection.</summary>
    private static NativeConnection Reading(string path)
    {
        NativeConnection? source = null;
        try
        {
            source = StoreFile.OpenForReading(path);
            StoreFile.Require(source, path);
            source.Execute("BEGIN");
            source.Number("SELECT max(position) FROM journal");
            return source;
        }
        catch (SqliteException fault)
        {
            source?.Dispose();
            throw Faults.Unusable(path, fault);
        }
        catch
        {
            source?.Dispose();
            throw;
        }
    }

    private static NativeConnection Writing(string part)
    {
        try
        {
            return new(part);
        }
        catch (SqliteException fault)
        {
            throw Faults.Unusable(part, fault);
        }
    }

    private static void Require(string part, NativeConnection target, int code)
    {
        try
        {
            SqliteException.ThrowExceptionForRC(code, target.Handle);
        }
        catch (SqliteException fault)
        {
            throw Faults.Unusable(part, fault);
        }
    }
}
