using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>A named billable action.</summary>
public sealed record Operation
{
    public required string Name { get; init; }

    /// <summary>What a restricted key must be allowed to do.</summary>
    public string Scope { get; init; } = "work";

    /// <summary>What a quantity costs, unless the account's plan has its own; null when the operation costs no money or the caller names the amount.</summary>
    public Tariff? Tariff { get; init; }

    /// <summary>The assets in which a caller may name the amount; empty when the quantity decides.</summary>
    public ImmutableArray<string> CallerAssets { get; init; } = [];

    /// <summary>Within what a caller's amount must be, for those of <see cref="CallerAssets"/> that have bounds.</summary>
    public ImmutableArray<AmountBounds> CallerBounds { get; init; } = [];

    /// <summary>What one unit takes of each meter.</summary>
    public ImmutableArray<MeterShare> Meters { get; init; } = [];

    /// <summary>The slots that a hold of this operation occupies, one place in each, for as long as it is open.</summary>
    public ImmutableArray<string> Slots { get; init; } = [];

    /// <summary>True when a quantity may have a fraction.</summary>
    public bool Fractional { get; init; }

    public bool PricedByCaller => !CallerAssets.IsEmpty;

    /// <summary>Digits after the point that a quantity may have.</summary>
    internal int Decimals => Fractional ? Amount.DecimalsMax : 0;

    /// <summary>Within what a caller's amount of an asset must be; null for no bounds.</summary>
    internal AmountBounds? BoundsIn(string asset)
    {
        foreach (var bounds in CallerBounds) if (bounds.Asset == asset) return bounds;
        return null;
    }
}

/// <summary>Within what an amount that a caller names must be.</summary>
/// <param name="Min">Null for no least amount.</param>
/// <param name="Max">Null for no highest amount.</param>
public sealed record AmountBounds(string Asset, Amount? Min, Amount? Max)
{
    internal bool Contains(Amount amount) => !(amount < Min) && !(amount > Max);
}

/// <summary>A quantity of a meter.</summary>
public readonly record struct MeterShare(string Meter, Amount Quantity);
