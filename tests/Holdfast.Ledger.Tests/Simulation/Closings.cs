using Xunit.Sdk;

namespace Holdfast.Ledger.Tests;

/// <summary>Closings in the words of the oracle.</summary>
internal static class Closings
{
    public const string Nothing = "nothing";

    /// <summary>Each of the newest entries closes what was predicted, to the sum of what was moved in the period.</summary>
    public static void Compare(Oracle oracle, IReadOnlyList<Entry> journal, int newest)
    {
        foreach (var entry in journal.TakeLast(newest))
        {
            // Two periods that begin at one instant are told apart by microseconds.
            if (Closing.In(entry.Body)?.Period is { } over && (over.End < entry.At || over.End.Micros - entry.At.Micros > 100))
                throw new XunitException($"entry {entry.Seq} of {entry.At} closes a period that ended at {over.End}");
            if (Of(Closing.In(entry.Body)) is var closed && closed != oracle.ClosedBy(entry.Seq))
                throw new XunitException($"closes [{closed}] with entry {entry.Seq}, and [{oracle.ClosedBy(entry.Seq)}] was predicted");
            foreach (var asset in Closing.In(entry.Body)?.Assets ?? [])
                if (Moved(asset.Asset, journal, entry) is var moved && moved != (asset.Used, asset.Due))
                    throw new XunitException($"entry {entry.Seq} closes {asset}, and {moved} were moved");
        }
    }

    /// <summary>What postings say of the period that an entry ended: what was consumed by its work, and what all of it left to be paid.</summary>
    private static (Amount Used, Amount Due) Moved(string asset, IReadOnlyList<Entry> journal, Entry last)
    {
        var since = journal.Last(entry => entry.Seq < last.Seq && entry.Body is AccountOpened or PeriodStarted or PlanChanged { PeriodKept: false }).Seq;
        var (used, due) = (Amount.Zero, Amount.Zero);
        foreach (var entry in journal.Where(entry => entry.Seq > since && entry.Seq < last.Seq))
            foreach (var posting in entry.Body.Postings.Where(posting => posting.Asset == asset))
            {
                var earlier = entry.Body is Refunded refunded && refunded.Charge < since;
                if (!earlier) used += posting.In(Book.Consumed);
                if (posting is { Grant: null, Debt: false } && (posting.To == Book.Consumed || posting.From == Book.Consumed)) due += posting.In(Book.Consumed);
            }

        return (used, due);
    }

    /// <summary>By asset, without those that come to nothing.</summary>
    public static string Sums(IEnumerable<(string Asset, decimal Amount)> amounts) => string.Join(' ',
        from amount in amounts
        group amount.Amount by amount.Asset into sum
        where sum.Sum() != 0
        orderby sum.Key
        select $"{sum.Key}:{Portrait.Shown(sum.Sum())}");

    public static string Sums(IEnumerable<AssetAmount> amounts) => Sums(amounts.Select(amount => (amount.Asset, amount.Amount.Micros / 1_000_000m)));

    private static string Of(Closing? closing)
    {
        if (closing is null) return Nothing;
        var operations = closing.Operations.Select(one => $"operation {one.Operation} {Of(one)}");
        var late = closing.Late.Select(each => $"late {each.Used.Operation} until {Portrait.Shown(each.Period.End)} {Of(each.Used)}");
        var meters = closing.Meters.Select(one => $"meter {one.Meter} {one.Units} [{Sums(one.Billed)}]");
        var assets = closing.Assets.Select(one => $"asset {one.Asset} {one.Used} {one.Paid} {one.Owed} {one.Refunded} {one.Credited} {one.Due}");
        return $"{Portrait.Shown(closing.Plan)} after {Portrait.Shown(closing.Previous)}: {string.Join("; ", operations.Concat(late).Concat(meters).Concat(assets).Order(StringComparer.Ordinal))}";
    }

    private static string Of(OperationClosed used) =>
        $"{used.Count} {used.Quantity} [{Sums(used.Amounts)}] owed [{Sums(used.Owed)}] refunded [{Sums(used.Refunded)}] by {string.Join('+', used.Catalogues)}";

    /// <summary>What was told of late of an operation, the earliest period first.</summary>
    public static string Late(OperationTotals totals) => string.Join(", ", totals.Late.OrderBy(late => late.Period.End).Select(late =>
        $"{totals.Operation} until {Portrait.Shown(late.Period.End)} {late.Total.Count} {late.Total.Quantity} [{Sums(late.Total.Amounts)}] "
        + $"owed [{Sums(late.Total.Owed)}] refunded [{Sums(late.Total.Refunded)}] by {string.Join('+', late.Total.Catalogues)}"));
}
