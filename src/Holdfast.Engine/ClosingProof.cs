using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// Adds up what an account's entries moved in the period that runs, so that the entry which ends it can be proved to close that
/// and nothing else. It reads postings alone, and none of the totals that closings are made of.
/// </summary>
internal sealed class ClosingProof
{
    private readonly SortedDictionary<string, (Amount Used, Amount Due)> moved = new(StringComparer.Ordinal);

    /// <summary>The number of the entry that began the period.</summary>
    private long since;

    /// <summary>Reads the next entry; what is wrong with what it closes, one sentence each.</summary>
    /// <param name="after">The account right after it.</param>
    internal IEnumerable<string> Read(Entry entry, AccountState after)
    {
        if (after.PeriodSeq != entry.Seq)
        {
            Add(entry);
            yield break;
        }

        var closed = (Closing.In(entry.Body)?.Assets ?? []).ToDictionary(asset => asset.Asset, asset => (asset.Used, asset.Due));
        foreach (var asset in moved.Keys.Union(closed.Keys))
        {
            var (used, due) = moved.GetValueOrDefault(asset);
            if (closed.GetValueOrDefault(asset) is var told && told != (used, due))
                yield return $"entry {entry.Seq} closes {told.Used} {asset} as used and {told.Due} as due, and the period's entries moved {used} and {due}";
        }

        moved.Clear();
        since = entry.Seq;
    }

    private void Add(Entry entry)
    {
        // What is given back of an earlier period is a credit: it was used then.
        var isCredit = entry.Body is Refunded refunded && refunded.Charge < since;
        foreach (var posting in entry.Body.Postings)
        {
            if (posting.In(Book.Consumed) is not { IsZero: false } consumed) continue;
            var (used, due) = moved.GetValueOrDefault(posting.Asset);
            if (!isCredit) used += consumed;
            if (posting is { Grant: null, Debt: false }) due += consumed;
            moved[posting.Asset] = (used, due);
        }
    }
}
