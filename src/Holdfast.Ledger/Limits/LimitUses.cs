using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>An account's limits, and what counts in them.</summary>
internal static class LimitUses
{
    /// <summary>The limits with one more, in the order in which they are checked.</summary>
    internal static ImmutableArray<Limit> With(this ImmutableArray<Limit> limits, Limit limit)
    {
        var at = limits.Length;
        while (at > 0 && limits[at - 1].CompareOrder(limit) > 0) at--;
        return limits.Insert(at, limit);
    }

    /// <summary>Counts what is used and held in the windows of limits. A limit that is gone counts no more.</summary>
    /// <param name="begins">True for work that begins, which may open a new window; what was begun in one that is over leaves this alone.</param>
    internal static AccountState Count(this AccountState account, ImmutableArray<LimitWindow> counted, in Extent used, in Extent held, bool begins)
    {
        if (counted.IsEmpty) return account;
        var limits = account.Limits.ToBuilder();
        foreach (var (_, seq, window) in counted)
        {
            var at = 0;
            while (at < limits.Count && limits[at].Seq != seq) at++;
            if (at == limits.Count) continue;
            var limit = limits[at];
            var counter = begins ? limit.Counter.In(window) : limit.Counter;
            if (counter.Window == window) limits[at] = limit with { Counter = counter.Add(limit.Of(used), limit.Of(held)) };
        }

        return account with { Limits = limits.DrainToImmutable() };
    }
}
