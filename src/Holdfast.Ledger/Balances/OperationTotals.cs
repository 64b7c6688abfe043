using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>What an account has used of one operation, so that no reader needs its history.</summary>
public sealed record OperationTotals
{
    public required string Operation { get; init; }

    /// <summary>Since the account was opened, refunds taken off.</summary>
    public Total Lifetime { get; init; } = Total.None;

    /// <summary>Since <see cref="AccountState.Period"/> began.</summary>
    public Total Period { get; init; } = Total.None;

    /// <summary>What was told of since then and had been done in periods that were over, by the period; no part of <see cref="Period"/>.</summary>
    public ImmutableArray<LateTotal> Late { get; init; } = [];

    /// <summary>
    /// Units that have a place in <see cref="AccountState.Period"/>: used, or held by holds placed in it. Counted only where
    /// the operation's price counts the period, and zero for all others.
    /// </summary>
    public Amount Placed { get; init; }

    /// <summary>The UTC day that the figures below count.</summary>
    public Period Day { get; init; }

    /// <summary>Holds placed on that day that are still open.</summary>
    public int OpenedOnDay { get; init; }

    /// <summary>Captures and charges on that day.</summary>
    public int CapturedOnDay { get; init; }

    /// <summary>The figures of the day that contains the instant.</summary>
    public (int Opened, int Captured) DayAt(Instant at) => Day.Contains(at) ? (OpenedOnDay, CapturedOnDay) : (0, 0);

    /// <summary>What counts within the period of what was done in it, or in one that was over.</summary>
    /// <param name="ended">Null for the period itself.</param>
    internal Total In(Period? ended) => ended is { } before ? Late.In(before) : Period;

    internal Instant ChangesAt => OpenedOnDay == 0 && CapturedOnDay == 0 ? Instant.Never : Day.End;
}

/// <summary>A sum of charges.</summary>
public sealed record Total
{
    public static readonly Total None = new();

    public long Count { get; init; }

    public Amount Quantity { get; init; }

    /// <summary>Money by asset, in the order of first use.</summary>
    public ImmutableArray<AssetAmount> Amounts { get; init; } = [];

    /// <summary>The part of it that no grant paid, by asset. Counted within a period only.</summary>
    public ImmutableArray<AssetAmount> Owed { get; init; } = [];

    /// <summary>What refunds have taken off <see cref="Amounts"/>, whoever had paid it. Counted within a period only.</summary>
    public ImmutableArray<AssetAmount> Refunded { get; init; } = [];

    /// <summary>The versions of the catalogue that priced it, in the order of first use. Noted within a period only.</summary>
    public ImmutableArray<int> Catalogues { get; init; } = [];

    public Amount In(string asset) => Amounts.In(asset);

    /// <param name="owed">The part of the amount that no grant paid.</param>
    internal Total Add(long count, Amount quantity, string? asset, Amount amount, Amount owed = default) => this with
    {
        Count = Count + count,
        Quantity = Quantity + quantity,
        Amounts = asset is null ? Amounts : Amounts.Plus(asset, amount),
        Owed = asset is null || owed.IsZero ? Owed : Owed.Plus(asset, owed),
    };

    /// <summary>Takes a refund off.</summary>
    internal Total Refund(Amount quantity, string? asset, Amount amount, Amount owed) =>
        Add(0, -quantity, asset, -amount, -owed) with { Refunded = asset is null || amount.IsZero ? Refunded : Refunded.Plus(asset, amount) };

    /// <summary>Notes which version of the catalogue priced it.</summary>
    internal Total PricedBy(int version) => Catalogues.Contains(version) ? this : this with { Catalogues = Catalogues.Add(version) };
}

/// <summary>What was used in a period and told of when it was over.</summary>
/// <param name="Period">From when it began to when it ended.</param>
public readonly record struct LateTotal(Period Period, Total Total);

/// <summary>Late usage by period.</summary>
internal static class LateTotals
{
    internal static Total In(this ImmutableArray<LateTotal> totals, Period period)
    {
        foreach (var late in totals) if (late.Period == period) return late.Total;
        return Total.None;
    }

    internal static ImmutableArray<LateTotal> With(this ImmutableArray<LateTotal> totals, Period period, Total changed)
    {
        for (var at = 0; at < totals.Length; at++)
            if (totals[at].Period == period) return totals.SetItem(at, new(period, changed));
        return totals.Add(new(period, changed));
    }
}

/// <summary>Amounts by asset.</summary>
internal static class AssetAmounts
{
    internal static Amount In(this ImmutableArray<AssetAmount> amounts, string asset)
    {
        foreach (var amount in amounts) if (amount.Asset == asset) return amount.Amount;
        return Amount.Zero;
    }

    internal static ImmutableArray<AssetAmount> Plus(this ImmutableArray<AssetAmount> amounts, string asset, Amount more)
    {
        var at = 0;
        while (at < amounts.Length && amounts[at].Asset != asset) at++;
        return at == amounts.Length ? amounts.Add(new(asset, more)) : amounts.SetItem(at, new(asset, amounts[at].Amount + more));
    }
}
