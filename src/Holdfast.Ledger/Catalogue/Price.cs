using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>What one use of an operation takes: money, meters and slots.</summary>
/// <param name="Quantity">Units; 1 where the caller names the amount.</param>
/// <param name="Asset">Null when no money is asked.</param>
/// <param name="Amount">Zero when no money is asked.</param>
public readonly record struct Price(Operation Operation, Amount Quantity, string? Asset, Amount Amount)
{
    public ImmutableArray<string> Slots => Operation.Slots;

    /// <summary>What this use takes of one meter.</summary>
    public Amount Of(MeterShare share) => Quantity.Times(share.Quantity);

    /// <summary>The same use in another size: the amount where the caller names it, else the quantity.</summary>
    public Price Sized(Amount size, Catalogue catalogue) => Operation.PricedByCaller
        ? this with { Amount = size }
        : this with { Quantity = size, Amount = MoneyFor(Operation, size, catalogue) };

    /// <summary>The amount where the caller names it, else the quantity.</summary>
    public Amount Size => Operation.PricedByCaller ? Amount : Quantity;

    /// <summary>The smallest step of <see cref="Size"/>.</summary>
    public long SizeStep(Catalogue catalogue)
    {
        var decimals = Operation.PricedByCaller ? catalogue.Assets[Asset!].Decimals : Operation.Fractional ? Amount.DecimalsMax : 0;
        var step = Amount.One;
        while (decimals-- > 0) step /= 10;
        return step;
    }

    /// <summary>Prices a use. Refusals: <see cref="Status.OperationUnknown"/> and the shape ones.</summary>
    internal static Status Of(Catalogue catalogue, string operationName, Amount? quantity, AssetAmount? amount, out Price price)
    {
        price = default;
        if (!catalogue.Operations.TryGetValue(operationName, out var operation)) return Status.OperationUnknown;
        if (operation.PricedByCaller)
        {
            if (amount is not { } named || quantity is not null || !operation.CallerAssets.Contains(named.Asset)) return Status.AmountRequired;
            price = new(operation, Amount.Units(1), named.Asset, named.Amount);
            return Check(named.Amount, catalogue.Assets[named.Asset].Decimals);
        }

        if (quantity is not { } units || amount is not null) return Status.QuantityRequired;
        if (CheckUnits(units, operation) is var shape && shape != Status.Done) return shape;
        price = new(operation, units, operation.UnitPrice?.Asset, MoneyFor(operation, units, catalogue));
        return Status.Done;
    }

    /// <summary>Whether an amount that a caller named is in range and fits the asset's decimals.</summary>
    internal static Status Check(Amount amount, int decimals) =>
        amount.IsNegative || amount > Amount.InputMax ? Status.AmountOutOfRange
        : !amount.FitsDecimals(decimals) ? Status.AmountTooPrecise
        : Status.Done;

    /// <summary>Whether a quantity that a caller named is in range, and whole where it must be.</summary>
    internal static Status CheckUnits(Amount units, Operation operation) =>
        units.IsNegative || units > Amount.InputMax || (!operation.Fractional && !units.IsWhole) ? Status.QuantityOutOfRange : Status.Done;

    private static Amount MoneyFor(Operation operation, Amount quantity, Catalogue catalogue) =>
        operation.UnitPrice is { } unit ? quantity.Times(unit.Amount, catalogue.Assets[unit.Asset].Decimals) : Amount.Zero;
}
