namespace Holdfast.Ledger.Tests;

/// <summary>What a capture may take beyond its hold.</summary>
internal sealed partial class Oracle
{
    /// <summary>The first limit that a capture of this size would pass.</summary>
    private Verdict? LacksBeyond(HoldOf hold, CaptureHold capture, decimal size, Catalogue catalogue, Instant now)
    {
        var (units, money) = SizeOf(hold, capture.Final, size);
        var more = Math.Max(0, money - hold.Left);
        if (LacksLimitBeyond(hold, Math.Max(0, units - LeftOf(hold)), more) is { } reached) return reached;
        var (terms, bill) = (Terms(catalogue), 0m);
        foreach (var (placed, per) in hold.Meters)
        {
            var window = Again(placed);
            var asks = Math.Max(0, RoundedUp((hold.Captured + units) * per, 6) - RoundedUp(hold.Captured * per, 6) - Reserved(hold, per));
            var room = Math.Max(0, RoomIn(window, terms));
            if (asks > room) return new(Status.MeterExhausted, "meter:" + window.Meter, room);
            if (cap is { } limited && window.Known)
                bill += InFlight(window, limited.Asset, catalogue, asks, window.Overage) - InFlight(window, limited.Asset, catalogue, 0, window.Overage);
        }

        var asset = hold.Asset ?? hold.Tariff?.Asset;
        var available = asset is null ? 0 : Book(asset, Ledger.Book.Available);
        var lacking = Math.Max(0, more - available);
        if (lacking > 0 && !MayOwe(asset!, catalogue))
        {
            if (capture.Over == OverCapture.Cap) return new(Status.FundsInsufficient, "funds:" + asset, available);
            var most = D(catalogue.Assets[asset!].DebtMax) - debts.GetValueOrDefault(asset!);
            if (lacking > most) return new(Status.DebtLimitReached, "debt:" + asset, most);
            lacking = 0;
        }

        return cap is { } limit ? LacksCap(bill + (asset == limit.Asset ? lacking : 0), limit, catalogue) : null;
    }

    /// <summary>The limits are those in which the hold counts, each in its window, if that is the last one in which anything began.</summary>
    private Verdict? LacksLimitBeyond(HoldOf hold, decimal units, decimal money)
    {
        foreach (var span in hold.Limits.Where(span => limits.Contains(span.Limit)))
        {
            var (limit, adds) = (span.Limit, span.Limit.Asset is null ? units : money);
            var left = limit.Latest == span ? Math.Max(0, limit.Amount - Taken(span)) : 0;
            if (adds <= 0 || adds <= left) continue;
            return limit.Name is null
                ? new(Status.KeyBudgetReached, "key:" + hold.Key, left)
                : new(limit.Asset is null ? Status.QuotaReached : Status.BudgetReached, "limit:" + limit.Name, left);
        }

        return null;
    }

    private static decimal LeftOf(HoldOf hold) => Math.Max(0, hold.Quantity - hold.Captured);

    private decimal MostBeyond(HoldOf hold, CaptureHold capture, decimal left, decimal size, Catalogue catalogue, Instant now)
    {
        var decimals = hold.Operation.CallerAssets.IsEmpty ? hold.Operation.Fractional ? 6 : 0 : hold.Version.Assets[hold.Asset!].Decimals;
        var step = 1m;
        while (decimals-- > 0) step /= 10;
        var ends = EndsOf(hold.Tariff, hold.Before + hold.Captured, step);
        return step * (capture.Over == OverCapture.Cap ? Largest(left / step, size / step, ends, Fits) : LargestOfAll(left / step, size / step, ends, Fits));

        bool Fits(decimal count) => LacksBeyond(hold, capture, count * step, catalogue, now) is null;
    }

    /// <summary>What a window has left, whenever it was; nothing where nothing is known of it.</summary>
    private decimal RoomIn(WindowOf window, Plan terms)
    {
        if (!terms.Meters.TryGetValue(window.Meter, out var limit)) return 0;
        decimal? extension = 0;
        if (limit.Extendable && extensions.TryGetValue(window.Meter, out var set)) extension = set;
        if (limit.Limit is null || extension is null) return decimal.MaxValue;
        return window.Known ? D(limit.Limit) + extension.Value - TakenIn(window) : 0;
    }
}
