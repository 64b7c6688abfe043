using System.Security.Cryptography;
using Holdfast.Engine;
using Holdfast.Ledger;
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
    private readonly EntryInsert _firsts = new(EntryInsert.RacingSql);

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

    /// <summary>
    /// Writes what is planned, of accounts that other nodes write to just now: adds each one's first entry, waiting for whoever
    /// does the same, and then the rest of those whose first came first. Takes the others out of the plan.
    /// </summary>
    /// <param name="overtaken">Is given the accounts of which somebody else came first.</param>
    public async Task RaceAsync(BatchPlan plan, KnownHeads heads, long batch, Action<AccountId> overtaken)
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        await Judge.RefuseAsync(_connection, plan, overtaken);
        if (plan.Runs.Count > 0) await WinAsync(plan, batch, overtaken);
        if (plan.Runs.Count == 0) return;
        _insert.Fill(plan, heads, firstsAreThere: true);
        await _insert.WriteAsync(_connection, batch, _lane);
        await transaction.CommitAsync();
    }

    private async Task WinAsync(BatchPlan plan, long batch, Action<AccountId> overtaken)
    {
        _firsts.Clear();
        foreach (var run in plan.Runs) _firsts.Add(plan.First(run), plan[run, 0].CatalogueInForce);
        _firsts.End(batch);
        var won = new HashSet<AccountId>();
        await using (var race = new NpgsqlBatch(_connection) { BatchCommands = { _firsts.Filled } })
        {
            await using var winners = await race.ExecuteReaderAsync();
            while (await winners.ReadAsync()) won.Add(new(winners.GetGuid(0)));
        }

        for (var at = plan.Runs.Count - 1; at >= 0; at--)
        {
            if (won.Contains(plan.Runs[at].Account)) continue;
            overtaken(plan.Runs[at].Account);
            plan.Refuse(at, 0, WriteOutcome.SeqTaken);
        }
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
