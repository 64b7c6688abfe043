using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// What was used in a period that is over, and what is owed for it: all that an invoice is made from. It stands in the entry
/// that ended the period. What is refunded later of it is a credit in the closing of the period in which that happens.
/// </summary>
public sealed record Closing
{
    /// <summary>From when the period began to when it ended, which for a change of plan is sooner than it would have.</summary>
    public required Period Period { get; init; }

    /// <summary>The plan at its end; null for none.</summary>
    public string? Plan { get; init; }

    /// <summary>The number of the entry that carries the closing before this one; null for the first.</summary>
    public long? Previous { get; init; }

    /// <summary>What was used, by operation, in the order of first use.</summary>
    public ImmutableArray<OperationClosed> Operations { get; init; } = [];

    /// <summary>What was used in earlier periods and told of in this one, so that it is paid with this one.</summary>
    public ImmutableArray<LateClosed> Late { get; init; } = [];

    /// <summary>What was billed beyond the limits of meters.</summary>
    public ImmutableArray<MeterClosed> Meters { get; init; } = [];

    /// <summary>What it all comes to, by asset.</summary>
    public ImmutableArray<AssetClosed> Assets { get; init; } = [];

    /// <summary>The closing of the period until an instant; null when nothing happened in it.</summary>
    internal static Closing? Of(AccountState account, Instant end)
    {
        var closing = SoFar(account, end);
        return closing.Operations.IsEmpty && closing.Late.IsEmpty && closing.Meters.IsEmpty && closing.Assets.IsEmpty ? null : closing;
    }

    /// <summary>What the closing would be if the period ended now; empty when nothing has happened in it.</summary>
    public static Closing SoFar(AccountState account) => SoFar(account, account.Period.End);

    private static Closing SoFar(AccountState account, Instant end) => new()
    {
        Period = account.Period with { End = Instant.Max(account.Period.Start, end) },
        Plan = account.Plan?.Name,
        Previous = account.ClosedSeq,
        Operations =
        [
            .. from totals in account.Totals
               let period = totals.Period
               where period != Total.None
               select OperationClosed.Of(totals.Operation, period),
        ],
        Late =
        [
            .. from totals in account.Totals
               from late in totals.Late
               select new LateClosed(late.Period, OperationClosed.Of(totals.Operation, late.Total)),
        ],
        Meters =
        [
            .. from use in account.Meters
               let overage = use.OverageInPeriod
               where overage.Count > 0
               select new MeterClosed { Meter = use.Meter, Units = overage.Quantity, Billed = overage.Amounts },
        ],
        Assets =
        [
            .. from balance in account.Balances
               let closed = new AssetClosed(balance.Asset, Used(account, balance.Asset), balance.Spent, balance.Refunded, balance.Credited)
               where !closed.IsNothing
               select closed,
        ],
    };

    /// <summary>What the period has cost in an asset, whoever paid or owes it.</summary>
    private static Amount Used(AccountState account, string asset)
    {
        var used = Amount.Zero;
        foreach (var totals in account.Totals)
        {
            used += totals.Period.In(asset);
            foreach (var late in totals.Late) used += late.Total.In(asset);
        }

        foreach (var use in account.Meters) used += use.OverageInPeriod.In(asset);
        return used;
    }

    /// <summary>What an entry closes; null for most.</summary>
    public static Closing? In(EntryBody body) => body switch
    {
        PeriodStarted started => started.Closing,
        PlanChanged changed => changed.Closing,
        _ => null,
    };
}

/// <summary>What was used of an operation in a period. Refunds of it in the same period are taken off.</summary>
public sealed record OperationClosed
{
    public required string Operation { get; init; }

    /// <summary>Charges and captures, refunded or not.</summary>
    public long Count { get; init; }

    public Amount Quantity { get; init; }

    /// <summary>What it cost, by asset.</summary>
    public ImmutableArray<AssetAmount> Amounts { get; init; } = [];

    /// <summary>The part of it that no grant paid, by asset.</summary>
    public ImmutableArray<AssetAmount> Owed { get; init; } = [];

    /// <summary>What refunds have taken off, by asset, whoever had paid it.</summary>
    public ImmutableArray<AssetAmount> Refunded { get; init; } = [];

    /// <summary>The versions of the catalogue that priced it, in the order of first use.</summary>
    public ImmutableArray<int> Catalogues { get; init; } = [];

    internal static OperationClosed Of(string operation, Total total) => new()
    {
        Operation = operation,
        Count = total.Count,
        Quantity = total.Quantity,
        Amounts = total.Amounts,
        Owed = total.Owed,
        Refunded = total.Refunded,
        Catalogues = total.Catalogues,
    };
}

/// <summary>What was used of an operation in an earlier period, and told of when that was over.</summary>
/// <param name="Period">The one that it belongs to, from when it began to when it ended.</param>
public readonly record struct LateClosed(Period Period, OperationClosed Used);

/// <summary>What was billed beyond the limit of a meter in a period, whenever the work was begun. Refunds of it in the same period are taken off.</summary>
public sealed record MeterClosed
{
    public required string Meter { get; init; }

    /// <summary>For which it was billed.</summary>
    public Amount Units { get; init; }

    /// <summary>By asset.</summary>
    public ImmutableArray<AssetAmount> Billed { get; init; } = [];
}

/// <summary>What a period comes to in an asset.</summary>
/// <param name="Used">For all operations and meters together.</param>
/// <param name="Owed">The part of that which no grant paid.</param>
/// <param name="Refunded">What was taken off what is owed, since it was refunded in the same period.</param>
/// <param name="Credited">What was refunded in this period of what had been owed for earlier ones. Not taken off.</param>
public readonly record struct AssetClosed(string Asset, Amount Used = default, Amount Owed = default, Amount Refunded = default, Amount Credited = default)
{
    /// <summary>What grants paid, or debt stands for, which the next money pays.</summary>
    public Amount Paid => Used - Owed;

    /// <summary>What is to be paid; negative for a credit.</summary>
    public Amount Due => Owed - Credited;

    internal bool IsNothing => Used.IsZero && Owed.IsZero && Refunded.IsZero && Credited.IsZero;
}
