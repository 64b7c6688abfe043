using System.Collections.Concurrent;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server;

/// <summary>How many requests customers may make.</summary>
internal sealed record RateLimitOptions
{
    /// <summary>False for no limit, neither over time nor at once.</summary>
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
    private readonly ConcurrentDictionary<AccountId, Traffic> accounts = new();
    private readonly ConcurrentDictionary<SecretHash, Traffic> keys = new();
    private readonly long minute = time.TimestampFrequency * 60;
    private readonly long accountStep = time.TimestampFrequency * 60 / Math.Max(1, options.PerAccount);
    private readonly long keyStep = time.TimestampFrequency * 60 / Math.Max(1, options.PerKey);

    /// <summary>More than this many are looked through for idle ones.</summary>
    private const int TrackedMax = 200_000;

    /// <summary>Whole seconds until the next request would pass; zero when this one does.</summary>
    /// <param name="traffic">The account's, so that who passes need not look it up again; null where nothing is limited or this does not pass.</param>
    internal int Wait(AccountId account, SecretHash key, out Traffic? traffic)
    {
        traffic = null;
        if (!options.Enabled) return 0;
        var now = time.GetTimestamp();
        var wait = Seconds(Of(keys, key, now).Pass(now, keyStep, minute));
        if (wait > 0) return wait;
        traffic = Of(accounts, account, now);
        return Seconds(traffic.Pass(now, accountStep, minute));
    }

    private static Traffic Of<T>(ConcurrentDictionary<T, Traffic> all, T asks, long now)
        where T : notnull
    {
        if (all.TryGetValue(asks, out var traffic)) return traffic;
        if (all.Count >= TrackedMax) Forget(all, now);
        return all.GetOrAdd(asks, static _ => new());
    }

    private static void Forget<T>(ConcurrentDictionary<T, Traffic> all, long now)
        where T : notnull
    {
        foreach (var traffic in all) if (traffic.Value.IsIdle(now)) all.TryRemove(traffic);
    }

    private int Seconds(long ticks) => ticks <= 0 ? 0 : (int)((ticks + time.TimestampFrequency - 1) / time.TimestampFrequency);
}
