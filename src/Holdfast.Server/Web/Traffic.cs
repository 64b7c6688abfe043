namespace Holdfast.Server;

/// <summary>What one account or one key asks for: how often, and how much of it is not answered yet.</summary>
internal sealed class Traffic
{
    private long paidOffAt;
    private int inFlight;

    /// <summary>True when forgetting it changes nothing.</summary>
    internal bool IsIdle(long now) => Volatile.Read(ref paidOffAt) <= now && Volatile.Read(ref inFlight) == 0;

    /// <summary>How long until a request would pass; zero or less when this one does.</summary>
    /// <param name="step">How long one request takes to be paid off.</param>
    /// <param name="ahead">How far ahead of now all that was asked for may be paid off.</param>
    internal long Pass(long now, long step, long ahead)
    {
        while (true)
        {
            var before = Volatile.Read(ref paidOffAt);
            var after = Math.Max(before, now) + step;
            if (after - now > ahead) return after - now - ahead;
            if (Interlocked.CompareExchange(ref paidOffAt, after, before) == before) return 0;
        }
    }

    /// <summary>Counts one more request in flight; false when there are as many as may be.</summary>
    internal bool Enter(int max)
    {
        while (true)
        {
            var before = Volatile.Read(ref inFlight);
            if (before >= max) return false;
            if (Interlocked.CompareExchange(ref inFlight, before + 1, before) == before) return true;
        }
    }

    internal void Leave() => Interlocked.Decrement(ref inFlight);
}

/// <summary>A request that counts as in flight until this is disposed of, once.</summary>
/// <param name="traffic">Null for one that does not count.</param>
internal readonly struct InFlight(Traffic? traffic) : IDisposable
{
    public void Dispose() => traffic?.Leave();
}
