using Holdfast.Engine;
using Microsoft.Data.Sqlite;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// The one connection that writes, and the gate before it. Who waits at the gate is let in in order, so that slices of a
/// checkpoint never keep the lane out for longer than one of them takes.
/// </summary>
internal sealed class WriteConnection(NativeConnection connection, string path) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _isClosed;
    private readonly NativeStatement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly NativeStatement _commit = new(connection, "COMMIT");
    private readonly NativeStatement _rollback = new(connection, "ROLLBACK");

    public NativeConnection Connection => connection;

    public string Path => path;

    public async ValueTask EnterAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        if (!_isClosed) return;
        _gate.Release();
        throw new ObjectDisposedException(path);
    }

    public void Leave() => _gate.Release();

    public void Begin()
    {
        // A rollback that failed earlier, which only a failing disk explains, is made up for first.
        Rollback();
        _begin.Run();
    }

    public void Commit() => _commit.Run();

    /// <summary>Leaves the transaction if one is open. SQLite has often left it by itself after an error.</summary>
    public void Rollback()
    {
        if (connection.IsInTransaction) _rollback.Run();
    }

    /// <summary>Runs a change in a transaction of its own.</summary>
    /// <exception cref="JournalUnavailableException">SQLite failed, and nothing was written.</exception>
    public async ValueTask<T> ChangeAsync<T>(Func<NativeConnection, T> change, CancellationToken cancel)
    {
        await EnterAsync(cancel);
        try
        {
            Begin();
            var result = change(connection);
            Commit();
            return result;
        }
        catch (SqliteException fault)
        {
            throw Faults.Unavailable(path, fault);
        }
        finally
        {
            RollbackQuietly();
            Leave();
        }
    }

    /// <summary>Leaves the transaction where an error is being reported already; a failure here shows again at the next <see cref="Begin"/>.</summary>
    public void RollbackQuietly()
    {
        try
        {
            Rollback();
        }
        catch (SqliteException)
        {
            // Nothing is lost by it: what was not committed is not on disk.
        }
    }

    /// <summary>Closes the file; who has not entered, or has entered and is the caller, finds it closed.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        connection.Dispose();
    }
}
