using Holdfast.Engine;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Holdfast.Storage.Sqlite;

/// <summary>What went wrong in SQLite or its file, in one sentence for the operator.</summary>
internal static class Faults
{
    private const int IoErrorWrite = raw.SQLITE_IOERR | (3 << 8);

    public static JournalUnavailableException Unavailable(string path, SqliteException fault) => new(Sentence(path, fault), fault);

    public static JournalUnusableException Unusable(string path, SqliteException fault) => new(Sentence(path, fault), fault);

    /// <summary>
    /// True when a failed COMMIT has certainly left nothing: the record that ends the transaction was not written. After
    /// other failures, that of the sync above all, the disk may have it or not.
    /// </summary>
    public static bool LeavesNothing(SqliteException fault) =>
        fault.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_NOMEM || fault.SqliteExtendedErrorCode == IoErrorWrite;

    private static string Sentence(string path, SqliteException fault) => fault.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => $"There is no space left on the disk for {path}.",
        raw.SQLITE_NOTADB => $"{path} is not a SQLite database; name another file, or restore this one from a backup.",
        raw.SQLITE_CORRUPT => $"{path} is damaged ({Detail(fault)}); restore it from a backup.",
        raw.SQLITE_READONLY => $"{path} or its folder is read-only; Holdfast must be able to write there.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"{path} is locked by another program; end that program's transaction.",
        raw.SQLITE_CANTOPEN => $"{path} cannot be opened ({Detail(fault)}); Holdfast must be able to read and write it and its folder.",
        raw.SQLITE_IOERR => $"{path} cannot be read or written ({Detail(fault)}, code {fault.SqliteExtendedErrorCode}); the disk may be full or failing.",
        _ => $"{path} does not answer as it should ({Detail(fault)}, code {fault.SqliteExtendedErrorCode}).",
    };

    private static string Detail(SqliteException fault) => raw.sqlite3_errstr(fault.SqliteErrorCode).utf8_to_string();
}
