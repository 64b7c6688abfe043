using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// Work that is told of after it was done. It is judged, priced and paid when it is told of, in the windows that run then;
/// what belongs to a period that is over is told from the rest, as usage of that period.
/// </summary>
internal static class LateUsage
{
    /// <summary>Whether work that was done at an instant may be told of now.</summary>
    internal static Status Check(AccountState account, Catalogue catalogue, Instant used, Instant now) =>
        used > now || used < account.OpenedAt ? Status.InstantOutOfRange
        : used < now + -catalogue.LateUsage ? Status.UsageTooLate
        : Status.Done;

    /// <summary>The period, over by now, in which work was done; null for the one that runs.</summary>
    /// <param name="used">Null for what was done when it was told of.</param>
    internal static Period? EndedPeriodOf(this AccountState account, Instant? used)
    {
        if (used is not { } then) return null;
        Period? found = null;
        for (var at = account.EndedPeriods.Length - 1; at >= 0 && then < account.EndedPeriods[at].End; at--) found = account.EndedPeriods[at];
        return found;
    }

    /// <summary>The periods that are over when this one ends with the entry that comes, as far back as work may belong to them.</summary>
    internal static ImmutableArray<Period> PeriodsEnded(this AccountState account)
    {
        var ended = account.EndedPeriods.RemoveAll(period => period.End <= account.At + -Bounds.LateUsageMax);

        // Nothing belongs to a period that began and ended at one instant, as while a test's clock stands still.
        var start = account.EndedPeriods is [.., var last] ? last.End : account.OpenedAt;
        if (account.At == start) return ended;
        if (ended.Length == Bounds.EndedPeriodsMax) ended = ended.RemoveAt(0).SetItem(0, new(ended[0].Start, ended[1].End));
        return ended.Add(new(start, account.At));
    }
}
