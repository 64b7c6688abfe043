using System.Security.Cryptography;
using Npgsql;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// The session that a lane writes over. It has a name, a lock that lives as long as the session on the server does: when
/// the connection breaks in the middle of a batch, another session waits for that name and then knows that nothing more
/// will be written.
/// </summary>
internal sealed class LaneSession : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly int _lane;

    // The driver keeps with a statement what it knows of it on this connection, so each session has its own.
    private readonly BatchInsert _insert = new();

    private LaneSession(NpgsqlConnection connection, long name, int lane) => (_connection, Name, _lane) = (connection, name, lane);

    public long Name { get; }

    public NpgsqlConnection Connection => _connection;

    /// <summary>False when the driver has given the connection up, which it does after some errors too that the session would survive.</summary>
    public bool IsOpen => _connection.FullState.HasFlag(System.Data.ConnectionState.Open);

    public static async Task<LaneSession> OpenAsync(PostgresSource source, CancellationToken cancel)
    {
        var connection = await source.OpenAsync(cancel);
        try
        {
            var name = NewName();
            while (!await SessionLocks.NameAsync(connection, name, cancel)) name = NewName();
            return new(connection, name, await SessionLocks.TakeLaneAsync(connection, cancel));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes what is planned, and returns when it is on disk.</summary>
    /// <param name="batch">Marks the rows.</param>
    public Task WriteAsync(BatchPlan plan, KnownHeads heads, long batch)
    {
        _insert.Fill(plan, heads);
        return _insert.WriteAsync(_connection, batch, _lane);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>A random number that is not negative.</summary>
    public static long NewName()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToInt64(bytes) & long.MaxValue;
    }
}
