using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// An open SQLite file, for one thread at a time; so it is opened without SQLite's own locks, which cost a tenth of an
/// insert. Every failure is a <see cref="SqliteException"/>.
/// </summary>
internal sealed class NativeConnection : IDisposable
{
    static NativeConnection() => Batteries_V2.Init();

    /// <summary>Opens the file, or makes it.</summary>
    public NativeConnection(string path)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        Handle = handle;
        if (code == raw.SQLITE_OK) return;
        using (handle) SqliteException.ThrowExceptionForRC(code, handle);
    }

    public sqlite3 Handle { get; }

    public bool IsReadOnly => raw.sqlite3_db_readonly(Handle, "main") != 0;

    /// <summary>True between a BEGIN and what ends it, which an error may do too.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>The rows that the last statement inserted, updated or deleted.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    /// <summary>Runs statements that take no values.</summary>
    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, sql), Handle);

    /// <summary>The first number that a query gives; 0 for NULL and for nothing.</summary>
    public long Number(string sql)
    {
        using var statement = new NativeStatement(this, sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public void Dispose() => Handle.Dispose();
}
