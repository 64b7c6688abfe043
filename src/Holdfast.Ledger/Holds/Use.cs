using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>What a charge or a capture has used.</summary>
public sealed record Use
{
    public required string Operation { get; init; }

    /// <summary>Units; 1 where the caller named the amount.</summary>
    public required Amount Quantity { get; init; }

    /// <summary>Null when the operation costs no money.</summary>
    public string? Asset { get; init; }

    /// <summary>The money paid, without <see cref="MeterUsed.Billed"/>.</summary>
    public Amount Amount { get; init; }

    /// <summary>The key that asked; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Whose work it is; null for nobody's.</summary>
    public string? Member { get; init; }

    /// <summary>The limits that it counts in.</summary>
    public ImmutableArray<LimitWindow> Limits { get; init; } = [];

    public ImmutableArray<MeterUsed> Meters { get; init; } = [];

    /// <summary>The version of the catalogue that priced it; null for the entry's own.</summary>
    public int? Catalogue { get; init; }

    /// <summary>The plan whose tariff priced it; null for the operation's own.</summary>
    public string? TariffPlan { get; init; }

    /// <summary>The place of the charge, or of the whole hold, in the period; null where its price does not count the period.</summary>
    public PeriodPlace? Place { get; init; }

    /// <summary>What no grant paid of the amount and no debt stands for, by the postings that took it or gave it back.</summary>
    internal Amount Owed(ImmutableArray<Posting> postings)
    {
        if (Asset is null) return Amount.Zero;
        var owed = Amount.Zero;
        foreach (var posting in postings)
            if (posting is { Grant: null, Debt: false } && posting.Asset == Asset && (posting.To == Book.Consumed || posting.From == Book.Consumed)) owed += posting.Amount;
        foreach (var meter in Meters)
            if (meter.Billed is { } billed && billed.Asset == Asset) owed -= billed.Amount;
        return owed;
    }

    /// <summary>What limits count of it.</summary>
    internal Extent Extent => new(Quantity, Amount);

    /// <summary>What is owed for units beyond meters' limits.</summary>
    internal IEnumerable<Posting> BilledPostings() =>
        from meter in Meters
        where meter.Billed is not null
        select new Posting(meter.Billed!.Value.Asset, Book.Receivable, Book.Consumed, meter.Billed!.Value.Amount, null);
}

/// <summary>What was used of a meter.</summary>
/// <param name="Window">The window it counts in.</param>
/// <param name="Billed">What is owed for the part beyond the limit; null for nothing.</param>
/// <param name="Overage">The terms of overage under which a charge was admitted; null for none.</param>
/// <param name="Beyond">The units for which it was billed.</param>
public readonly record struct MeterUsed(
    string Meter, Period Window, Amount Quantity, AssetAmount? Billed = null, Overage? Overage = null, Amount Beyond = default);

/// <summary>Adds what was used to an account's meters, limits, totals.</summary>
internal static class Uses
{
    /// <summary>Reserves a hold's share of meters and limits.</summary>
    internal static AccountState Reserve(this AccountState account, Hold hold)
    {
        foreach (var meter in hold.Meters)
            account = account.Begin(meter.Meter, meter.Window, meter.Overage).Count(meter.Meter, meter.Window, Amount.Zero, meter.Quantity);
        return account.Count(hold.Limits, default, new(hold.Quantity, hold.Amount), begins: true);
    }

    /// <summary>Gives back what a hold reserved of meters and no longer needs.</summary>
    internal static AccountState Unreserve(this AccountState account, ImmutableArray<MeterHold> meters)
    {
        foreach (var meter in meters) account = account.Count(meter.Meter, meter.Window, Amount.Zero, -meter.Quantity);
        return account;
    }

    /// <summary>Counts what was used.</summary>
    /// <param name="entry">The one that says so.</param>
    /// <param name="begins">True for a charge, which may open a new window; a capture counts where its hold was placed.</param>
    /// <param name="late">When it was done, where it is told of late; else null.</param>
    internal static AccountState Count(this AccountState account, Use used, Entry entry, bool begins, bool completes, Instant? late = null)
    {
        foreach (var meter in used.Meters)
        {
            if (begins) account = account.Begin(meter.Meter, meter.Window, meter.Overage);
            account = account.Count(meter.Meter, meter.Window, meter.Quantity, Amount.Zero, meter.Billed?.Amount ?? Amount.Zero, meter.Beyond).Bill(meter, times: 1);
        }

        account = account.Count(used.Limits, used.Extent, default, begins);
        var totals = account.TotalsOf(used.Operation).OnDay(entry.At);
        var ended = account.EndedPeriodOf(late);
        var counted = totals.In(ended).Add(1, used.Quantity, used.Asset, used.Amount, used.Owed(entry.Body.Postings)).PricedBy(used.Catalogue ?? entry.Catalogue);
        return account.With(totals with
        {
            Lifetime = totals.Lifetime.Add(1, used.Quantity, used.Asset, used.Amount),
            Period = ended is null ? counted : totals.Period,
            Late = ended is { } before ? totals.Late.With(before, counted) : totals.Late,
            CapturedOnDay = totals.CapturedOnDay + (completes && totals.Day.Contains(late ?? entry.At) ? 1 : 0),
            Placed = begins && used.Place is not null ? totals.Placed + used.Quantity : totals.Placed,
        }) with { FirstChargeAt = account.FirstChargeAt ?? entry.At };
    }

    internal static AccountState With(this AccountState account, OperationTotals changed) => account with { Totals = account.Totals.With(changed) };

    internal static ImmutableArray<OperationTotals> With(this ImmutableArray<OperationTotals> all, OperationTotals changed)
    {
        for (var at = 0; at < all.Length; at++)
            if (all[at].Operation == changed.Operation) return all.SetItem(at, changed);
        return all.Add(changed);
    }

    /// <summary>The totals with their day figures counting the UTC day of an instant.</summary>
    internal static OperationTotals OnDay(this OperationTotals totals, Instant at) => totals.Day.Contains(at)
        ? totals
        : totals with { Day = Calendar.DayAt(TimeZoneInfo.Utc, at), OpenedOnDay = 0, CapturedOnDay = 0 };
}
