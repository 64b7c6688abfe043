using Npgsql;

namespace Holdfast.Storage.Postgres;

/// <summary>Lends connections for reading, and translates what goes wrong.</summary>
internal abstract class Reads : IAsyncDisposable
{
    /// <exception cref="Engine.JournalUnavailableException">The database did not answer.</exception>
    public abstract ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancel);

    public abstract ValueTask DisposeAsync();
}

/// <summary>Each read on a connection of the pool, seeing what is committed when it begins.</summary>
internal sealed class PooledReads(PostgresSource source, LostSessions lost) : Reads
{
    // An idle connection shows that the server closed it only when it is used; the next one is a new one.
    private const int TriesMax = 3;

    public override async ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await lost.EndAsync(cancel);
                await using var connection = await source.LendAsync(cancel);
                return await read(connection, cancel);
            }
            catch (Exception fault) when (Faults.IsOfTheWorld(fault))
            {
                cancel.ThrowIfCancellationRequested();
                if (tries >= TriesMax || !Faults.IsWorthAnotherTry(fault)) throw Faults.Unavailable(source.Name, fault);
                source.Forget();
            }
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>All reads on one connection and of one moment, while others go on writing.</summary>
internal sealed class FrozenReads : Reads
{
    private readonly PostgresSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _moment;
    private readonly SemaphoreSlim _gate = new(1);

    private FrozenReads(PostgresSource source, NpgsqlConnection connection, NpgsqlTransaction moment) => (_source, _connection, _moment) = (source, connection, moment);

    public static async Task<FrozenReads> BeginAsync(PostgresSource source, CancellationToken cancel)
    {
        var connection = await source.OpenAsync(cancel);
        try
        {
            var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
            // Whole tables are read here, so the planner chooses how; the moment is that of the first look at one.
            await Asking.Command(connection, """
                SET TRANSACTION READ ONLY;
                SET LOCAL enable_seqscan = on;
                SET LOCAL enable_hashjoin = on;
                SET LOCAL statement_timeout = 0;
                SELECT FROM holdfast_schema
                """).WriteAsync(cancel);
            return new(source, connection, moment);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            return await read(_connection, cancel);
        }
        catch (Exception fault) when (Faults.IsOfTheWorld(fault))
        {
            throw Faults.Unavailable(_source.Name, fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _moment.DisposeAsync();
        await _connection.DisposeAsync();
        _gate.Dispose();
    }
}
