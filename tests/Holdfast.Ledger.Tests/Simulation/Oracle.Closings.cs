namespace Holdfast.Ledger.Tests;

/// <summary>What each period leaves to be paid, summed anew from all charges and refunds.</summary>
internal sealed partial class Oracle
{
    private readonly List<ReturnOf> returns = [];
    private readonly Dictionary<long, string> closings = [];

    /// <summary>When each period ended that is over.</summary>
    private readonly List<Instant> ends = [];

    /// <summary>Owed money that was given back.</summary>
    /// <param name="In">The period in which that happened.</param>
    /// <param name="Of">The period of the charge.</param>
    private sealed record ReturnOf(int In, int Of, string Asset, decimal Amount);

    /// <summary>What the entry with this number closes.</summary>
    public string ClosedBy(long seq) => closings.GetValueOrDefault(seq, Closings.Nothing);

    private long? LastClosed => closings.Count == 0 ? null : closings.Keys.Max();

    /// <summary>The entry that comes ends the period.</summary>
    private void ClosePeriod(Instant at)
    {
        var text = string.Join("; ", OperationsClosed().Concat(LateClosed()).Concat(MetersClosed()).Concat(AssetsClosed()).Order(StringComparer.Ordinal));
        if (text.Length > 0) closings[Seq + 1] = $"{Tests.Portrait.Shown(plan?.Name)} after {Tests.Portrait.Shown(LastClosed)}: {text}";
        ends.Add(at);
    }

    private IEnumerable<string> OperationsClosed() =>
        from charge in charges
        where charge.Period == period && charge.UsedIn == period
        group charge by charge.Operation into all
        select $"operation {all.Key} {Summed(all.ToList())}";

    private IEnumerable<string> LateClosed() => LateOf(charges).Select(late => "late " + late);

    /// <summary>What was told of in this period and used in earlier ones.</summary>
    private IEnumerable<string> LateOf(IEnumerable<ChargeOf> charges) =>
        from charge in charges
        where charge.Period == period && charge.UsedIn < period
        group charge by (charge.Operation, charge.UsedIn) into all
        orderby all.Key.UsedIn
        select $"{all.Key.Operation} until {Tests.Portrait.Shown(ends[all.Key.UsedIn])} {Summed(all.ToList())}";

    private static string Summed(List<ChargeOf> charges) =>
        $"{charges.Count} {Tests.Portrait.Shown(charges.Sum(charge => charge.Quantity - charge.QuantityBack))} [{Sums(charges)}] "
        + $"owed [{OwedSums(charges)}] refunded [{RefundedSums(charges)}] by {PricedBy(charges)}";

    private static string OwedSums(IEnumerable<ChargeOf> charges) => Closings.Sums(charges.Where(charge => charge.Asset is not null).Select(charge => (charge.Asset!, OwedFor(charge))));

    private static string RefundedSums(IEnumerable<ChargeOf> charges) => Closings.Sums(charges.Where(charge => charge.Asset is not null).Select(charge => (charge.Asset!, charge.Refunded)));

    private static string PricedBy(IEnumerable<ChargeOf> charges) => string.Join('+', charges.Select(charge => charge.Version).Distinct());

    private static decimal OwedFor(ChargeOf charge) => charge.Draws.Where(draw => draw.Lot is null).Sum(draw => draw.Amount) - charge.OwedBack;

    private IEnumerable<string> MetersClosed() =>
        from charge in charges
        where charge.Period == period
        from used in charge.Meters
        where used.Billed > 0
        group (Used: used, IsBack: charge.WasRefunded && charge.Refunded == charge.Amount) by used.Window.Meter into all
        select $"meter {all.Key} {OverageOf(all)}";

    private static string OverageOf(IEnumerable<((WindowOf Window, decimal Quantity, string? Asset, decimal Billed, decimal Units) Used, bool IsBack)> all)
    {
        var left = all.Where(each => !each.IsBack).Select(each => each.Used).ToList();
        return $"{Tests.Portrait.Shown(left.Sum(used => used.Units))} [{Closings.Sums(left.Select(used => (used.Asset!, used.Billed)))}]";
    }

    /// <summary>How often a meter was billed in the period, and what for.</summary>
    private string OverageInPeriod(string meter)
    {
        var all = charges.Where(charge => charge.Period == period)
            .SelectMany(charge => charge.Meters.Where(used => used.Billed > 0 && used.Window.Meter == meter), (charge, used) => (used, charge.WasRefunded && charge.Refunded == charge.Amount)).ToList();
        return $"{all.Count} {OverageOf(all)}";
    }

    private IEnumerable<string> AssetsClosed() =>
        from asset in books.Keys.Select(book => book.Asset).Distinct()
        let used = CostIn(asset)
        let owed = spent.GetValueOrDefault(asset)
        let refunded = Returned(asset, ofThisPeriod: true)
        let credited = Returned(asset, ofThisPeriod: false)
        where used != 0 || owed != 0 || refunded != 0 || credited != 0
        select $"asset {asset} {string.Join(' ', new[] { used, used - owed, owed, refunded, credited, owed - credited }.Select(amount => Tests.Portrait.Shown(amount)))}";

    /// <summary>What the period's charges cost in an asset and was not given back, with what they were billed for meters.</summary>
    private decimal CostIn(string asset) => charges.Where(charge => charge.Period == period).Sum(charge =>
        (charge.Asset == asset ? charge.Amount - charge.Refunded : 0)
        + (charge.WasRefunded && charge.Refunded == charge.Amount ? 0 : charge.Meters.Where(used => used.Asset == asset).Sum(used => used.Billed)));

    private decimal Returned(string asset, bool ofThisPeriod) =>
        returns.Where(back => back.In == period && back.Asset == asset && (back.Of == period) == ofThisPeriod).Sum(back => back.Amount);
}
