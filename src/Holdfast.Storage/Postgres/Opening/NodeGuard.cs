using Holdfast.Engine;
using Npgsql;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// Holds, on a session of its own, the lock that every node has in common, or one node has alone. When the session is
/// lost, nothing is written until the lock is held again, and what a lone node remembers is no longer taken for granted.
/// </summary>
internal sealed class NodeGuard : IAsyncDisposable
{
    // A node that was killed a moment ago may not be noticed yet.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly PostgresSource _source;
    private readonly bool _isAlone;
    private readonly SemaphoreSlim _taking = new(1);
    private readonly CancellationTokenSource _closing = new();
    private NpgsqlConnection? _connection;
    private Task _keeping = Task.CompletedTask;
    private int _terms;
    private volatile int _term;

    private NodeGuard(PostgresSource source, bool isAlone) => (_source, _isAlone) = (source, isAlone);

    /// <summary>A number of its own each time that the lock is taken by a lone node; 0 while it is not, or others write too.</summary>
    public int Term => _term;

    /// <exception cref="JournalUnusableException">Another node is there that does not go with this one.</exception>
    public static async Task<NodeGuard> TakeAsync(PostgresSource source, bool isAlone, CancellationToken cancel)
    {
        var guard = new NodeGuard(source, isAlone);
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            if (await guard.TryTakeAsync(cancel))
            {
                guard._keeping = Task.Run(guard.KeepAsync, CancellationToken.None);
                return guard;
            }

            if (waited >= Patience) throw new JournalUnusableException(guard.Refusal);
            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>Returns when the lock is held, at once where it was not lost.</summary>
    /// <exception cref="JournalUnavailableException">It is lost, and cannot be had again now.</exception>
    public ValueTask HoldAsync() => Volatile.Read(ref _connection) is not null ? ValueTask.CompletedTask : new(TakeAgainAsync());

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _keeping;
        if (_connection is { } connection) await connection.DisposeAsync();
        _taking.Dispose();
        _closing.Dispose();
    }

    private string Refusal => _isAlone
        ? $"{_source.Name} is in use by another Holdfast, and Holdfast:SingleNode is true; stop the other one, or set it to false for all of them."
        : $"{_source.Name} is in use by a Holdfast that was started with Holdfast:SingleNode; stop that one, or set it to false for all of them.";

    private async Task TakeAgainAsync()
    {
        try
        {
            if (!await TryTakeAsync(CancellationToken.None)) throw new JournalUnavailableException(Refusal);
        }
        catch (Exception fault) when (Faults.IsOfTheWorld(fault))
        {
            throw Faults.Unavailable(_source.Name, fault);
        }
    }

    private async Task<bool> TryTakeAsync(CancellationToken cancel)
    {
        await _taking.WaitAsync(cancel);
        try
        {
            if (_connection is not null) return true;
            var connection = await _source.OpenAsync(cancel);
            if (!await SessionLocks.EnterAsync(connection, _isAlone, cancel))
            {
                await connection.DisposeAsync();
                return false;
            }

            Volatile.Write(ref _connection, connection);
            _term = _isAlone ? ++_terms : 0;
            return true;
        }
        finally
        {
            _taking.Release();
        }
    }

    /// <summary>Takes the lock again whenever it was lost, until the node closes.</summary>
    private async Task KeepAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                if (Volatile.Read(ref _connection) is { } connection) await LoseAsync(connection);
                else if (!await TryTakeAsync(_closing.Token)) await Task.Delay(Pause, _closing.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault) when (Faults.IsOfTheWorld(fault))
            {
                // The server does not answer yet.
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    /// <summary>Listens on the session, over which nothing is ever said, until it ends.</summary>
    private async Task LoseAsync(NpgsqlConnection connection)
    {
        try
        {
            while (true) await connection.WaitAsync(_closing.Token);
        }
        catch (Exception fault) when (Faults.IsOfTheWorld(fault))
        {
            _term = 0;
            Volatile.Write(ref _connection, null);
            await connection.DisposeAsync();
        }
    }
}
