using System.Collections.Concurrent;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server;

/// <summary>How many requests customers may make.</summary>
internal sealed record RateLimitOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Requests a minute of one account, which may come all at once.</summary>
    public int PerAccount { get; init; } = 12_000;

    /// <summary>Requests a minute of one key, which may come all at once.</summary>
    public int PerKey { get; init; } = 6_000;
}

/// <summary>
/// Limits requests per account and per key. For each it keeps one number, the moment at which all it has asked for would be
/// paid off at the allowed pace (the generic cell rate algorithm), and refuses when that lies more than a minute ahead.
/// </summary>
internal sealed class RateLimits(RateLimitOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<AccountId, Pace> accounts = new();
    private readonly ConcurrentDictionary<SecretHash, Pace> keys = new();
    private readonly long minute = time.TimestampFrequency * 60;
    private readonly long accountStep = time.TimestampFrequency * 60 / Math.Max(1, options.PerAccount);
    private readonly long keyStep = time.TimestampFrequency * 60 / Math.Max(1, options.PerKey);

    /// <summary>More than this many are looked through for idle ones.</summary>
    private const int TrackedMax = 200_000;

    /// <summary>Whole seconds until the next request would pass; zero when this one does.</summary>
    internal int Wait(AccountId account, SecretHash key)
    {
        if (!options.Enabled) return 0;
        var now = time.GetTimestamp();
        var wait = Pass(keys, key, now, keyStep);
        return wait > 0 ? wait : Pass(accounts, account, now, accountStep);
    }

    private int Pass<T>(ConcurrentDictionary<T, Pace> paces, T of, long now, long step)
        where T : notnull
    {
        if (!paces.TryGetValue(of, out var pace))
        {
            if (paces.Count >= TrackedMax) Forget(paces, now);
            pace = paces.GetOrAdd(of, static _ => new());
        }

        return pace.Pass(now, step, minute) is var ticks && ticks <= 0 ? 0 : (int)((ticks + time.TimestampFrequency - 1) / time.TimestampFrequency);
    }

    private static void Forget<T>(ConcurrentDictionary<T, Pace> paces, long now)
        where T : notnull
    {
        foreach (var pace in paces) if (pace.Value.PaidOffAt <= now) paces.TryRemove(pace);
    }

    private sealed class Pace
    {
        private long paidOffAt;

        internal long PaidOffAt => Volatile.Read(ref paidOffAt);

        /// <summary>How long until this would pass; zero or less when it does.</summary>
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
    }
}
