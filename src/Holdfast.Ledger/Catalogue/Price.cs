using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>What one use of an operation takes: money, meters and slots.</summary>
/// <param name="Quantity">Units; 1 where the caller names the amount.</param>
/// <param name="Asset">Null when no money is asked.</param>
/// <param name="Amount">Zero when no money is asked.</param>
public readonly record struct Price(Operation Operation, Amount Quantity, string? Asset, Amount Amount)
{
    /// <summary>What turned the quantity into the amount; null when the caller named the amount or no money is asked.</summary>
    public Tariff? Tariff { get; init; }

    /// <summary>The plan whose tariff it is; null for the operation's own.</summary>
    public string? TariffPlan { get; init; }

    /// <summary>The place among the units of the account's period; null where each use counts by itself.</summary>
    public PeriodPlace? Place { get; init; }

    public ImmutableArray<string> Slots => Operation.Slots;

    /// <summary>What this use takes of one meter.</summary>
    public Amount Of(MeterShare share) => Quantity.Times(share.Quantity);

    /// <summary>The same use in another size: the amount where the caller names it, else the quantity.</summary>
    public Price Sized(Amount size, Catalogue catalogue) => Operation.PricedByCaller
        ? this with { Amount = size }
        : this with { Quantity = size, Amount = Money(Tariff, size, Place, catalogue) };

    /// <summary>The amount where the caller names it, else the quantity.</summary>
    public Amount Size => Operation.PricedByCaller ? Amount : Quantity;

    /// <summary>The smallest step of <see cref="Size"/>.</summary>
    public long SizeStep(Catalogue catalogue) => Step(Operation.PricedByCaller ? catalogue.Assets[Asset!].Decimals : Operation.Decimals);

    /// <summary>The least size within the bounds of a caller's amount; zero where there are none.</summary>
    internal Amount SizeMin => (Operation.PricedByCaller ? Operation.BoundsIn(Asset!)?.Min : null) ?? Amount.Zero;

    /// <summary>The size above which nothing passes that this one does not; the largest there is where more may cost less.</summary>
    // Stryker disable once Conditional : what does not pass is not passed by more, so to look further finds the same
    internal Amount SizeTop => Tariff is { Falls: true } ? Amount.InputMax : Size;

    /// <summary>The largest size below another after which less money may be asked; zero for none.</summary>
    internal Amount FallBelow(Amount size) => Tariff?.FallBelow(size, Place?.Before ?? default) ?? Amount.Zero;

    /// <summary>Prices a use. Refusals: <see cref="Status.OperationUnknown"/> and the shape ones.</summary>
    internal static Outcome Of(
        AccountState account, Catalogue catalogue, Plan plan, string operationName, Amount? quantity, AssetAmount? amount, out Price price)
    {
        price = default;
        if (!catalogue.Operations.TryGetValue(operationName, out var operation)) return Status.OperationUnknown;
        if (Shape(catalogue, operation, quantity, amount) is var shape && shape != Status.Done) return shape;
        if (amount is { } named)
        {
            if (!named.Amount.IsPositive) return Status.AmountOutOfRange;
            if (operation.BoundsIn(named.Asset) is { } bounds && !bounds.Contains(named.Amount)) return new(Status.AmountOutOfBounds, Bounds: bounds);
            price = new(operation, Amount.Units(1), named.Asset, named.Amount);
            return Status.Done;
        }

        var units = quantity!.Value;
        if (!units.IsPositive) return Status.QuantityOutOfRange;
        var (tariff, tariffPlan) = plan.Prices.TryGetValue(operationName, out var own) ? (own, plan.Name) : (operation.Tariff, null);
        PeriodPlace? place = tariff is { CountsPeriod: true } ? new(account.PeriodSeq, account.TotalsOf(operationName).Placed) : null;
        price = new(operation, units, tariff?.Asset, Money(tariff, units, place, catalogue)) { Tariff = tariff, TariffPlan = tariffPlan, Place = place };
        return Status.Done;
    }

    /// <summary>Whether a size is named as the operation takes it, is in range and not too precise; it may be zero.</summary>
    internal static Status Shape(Catalogue catalogue, Operation operation, Amount? quantity, AssetAmount? amount)
    {
        if (operation.PricedByCaller)
        {
            if (amount is not { } named || quantity is not null || !operation.CallerAssets.Contains(named.Asset)) return Status.AmountRequired;
            return Check(named.Amount, catalogue.Assets[named.Asset].Decimals);
        }

        if (quantity is not { } units || amount is not null) return Status.QuantityRequired;
        return CheckUnits(units, operation);
    }

    /// <summary>Whether an amount that a caller named is in range and fits the asset's decimals.</summary>
    internal static Status Check(Amount amount, int decimals) =>
        amount.IsNegative || amount > Amount.InputMax ? Status.AmountOutOfRange
        : !amount.FitsDecimals(decimals) ? Status.AmountTooPrecise
        : Status.Done;

    /// <summary>Whether a quantity that a caller named is in range, and whole where it must be.</summary>
    internal static Status CheckUnits(Amount units, Operation operation) =>
        units.IsNegative || units > Amount.InputMax || (!operation.Fractional && !units.IsWhole) ? Status.QuantityOutOfRange : Status.Done;

    /// <summary>The smallest amount with so many digits after the point, in millionths.</summary>
    internal static long Step(int decimals)
    {
        var step = Amount.One;
        while (decimals-- > 0) step /= 10;
        return step;
    }

    private static Amount Money(Tariff? tariff, Amount units, PeriodPlace? place, Catalogue catalogue) =>
        tariff is null ? Amount.Zero : tariff.For(units, place?.Before ?? default, catalogue.Assets[tariff.Asset].Decimals);
}
