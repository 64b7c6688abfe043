namespace Holdfast.Storage.Postgres;

/// <summary>
/// Sessions whose connection broke while they wrote. The server may not have noticed and may still commit, so whoever
/// reads first makes sure that they have ended: only then what is missing is missing for good.
/// </summary>
internal sealed class LostSessions(PostgresSource source) : IDisposable
{
    private readonly SemaphoreSlim _ending = new(1);
    private readonly Queue<long> _names = new();
    private volatile int _count;

    public void Add(long name)
    {
        lock (_names)
        {
            _names.Enqueue(name);
            _count = _names.Count;
        }
    }

    /// <summary>Returns at once where no session was lost.</summary>
    public ValueTask EndAsync(CancellationToken cancel) => _count == 0 ? ValueTask.CompletedTask : new(EndAllAsync(cancel));

    private async Task EndAllAsync(CancellationToken cancel)
    {
        await _ending.WaitAsync(cancel);
        try
        {
            while (Next() is { } name)
            {
                await using var connection = await source.OpenAsync(cancel);
                await SessionLocks.EndAsync(connection, name, cancel);
                Remove();
            }
        }
        finally
        {
            _ending.Release();
        }
    }

    private long? Next()
    {
        lock (_names) return _names.TryPeek(out var name) ? name : null;
    }

    private void Remove()
    {
        lock (_names)
        {
            _names.Dequeue();
            _count = _names.Count;
        }
    }

    public void Dispose() => _ending.Dispose();
}
