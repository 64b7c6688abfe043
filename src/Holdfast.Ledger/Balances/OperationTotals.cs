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

    public Amount In(string asset)
    {
        foreach (var amount in Amounts) if (amount.Asset == asset) return amount.Amount;
        return Amount.Zero;
    }

    internal Total Add(long count, Amount quantity, string? asset, Amount amount)
    {
        var amounts = Amounts;
        if (asset is not null)
        {
            var at = 0;
            while (at < amounts.Length && amounts[at].Asset != asset) at++;
            amounts = at == amounts.Length
                ? amounts.Add(new(asset, amount))
                : amounts.SetItem(at, new(asset, amounts[at].Amount + amount));
        }

        return new() { Count = Count + count, Quantity = Quantity + quantity, Amounts = amounts };
    }
}
