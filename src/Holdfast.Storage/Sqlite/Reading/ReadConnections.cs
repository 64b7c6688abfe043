using System.Collections.Concurrent;
using Holdfast.Engine;
using Microsoft.Data.Sqlite;

namespace Holdfast.Storage.Sqlite;

/// <summary>A connection for reading, with its prepared statements.</summary>
internal sealed class ReadConnection : IDisposable
{
    private readonly Dictionary<string, NativeStatement> _prepared = [];
    private readonly NativeStatement _begin;
    private readonly NativeStatement _end;

    public ReadConnection(string path)
    {
        Connection = StoreFile.OpenForReading(path);
        _begin = new(Connection, "BEGIN");
        _end = new(Connection, "ROLLBACK");
        Runs = new(Connection);
        Rows = new(Connection, path);
    }

    public NativeConnection Connection { get; }

    public RunReader Runs { get; }

    public EntryRows Rows { get; }

    /// <summary>Everything read before <see cref="End"/> is from one moment, which begins with the first read.</summary>
    public void Begin() => _begin.Run();

    public void End()
    {
        // A statement with rows left would keep the moment alive.
        foreach (var statement in _prepared.Values) statement.Reset();
        _end.Run();
    }

    /// <summary>The statement for this text, one of a few that the program knows, prepared once.</summary>
    public NativeStatement Prepared(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var statement)) _prepared[sql] = statement = new(Connection, sql);
        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in _prepared.Values) statement.Dispose();
        Runs.Dispose();
        Rows.Dispose();
        _begin.Dispose();
        _end.Dispose();
        Connection.Dispose();
    }
}

/// <summary>
/// Lends connections to readers, a few at a time. A reader takes what it needs and gives the connection back at once, so
/// that neither an idle consumer holds one nor an old read keeps the log from being reused.
/// </summary>
internal sealed class ReadConnections(string path, int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);
    private readonly ConcurrentStack<ReadConnection> _idle = new();

    /// <summary>Runs a read in one transaction.</summary>
    /// <exception cref="JournalUnavailableException">SQLite failed.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<ReadConnection, T> read, CancellationToken cancel)
    {
        await _free.WaitAsync(cancel);
        ReadConnection? connection = null;
        try
        {
            if (!_idle.TryPop(out connection)) connection = new(path);
            connection.Begin();
            var result = read(connection);
            connection.End();
            _idle.Push(connection);
            return result;
        }
        catch (SqliteException fault)
        {
            connection?.Dispose();
            throw Faults.Unavailable(path, fault);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Closes the connections, after the reads in progress.</summary>
    public async ValueTask CloseAsync()
    {
        for (var i = 0; i < count; i++) await _free.WaitAsync();
        while (_idle.TryPop(out var connection)) connection.Dispose();
    }

    public void Dispose() => _free.Dispose();
}
