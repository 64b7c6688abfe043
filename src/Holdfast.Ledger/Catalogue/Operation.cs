using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>A named billable action.</summary>
public sealed record Operation
{
    public required string Name { get; init; }

    /// <summary>What a restricted key must be allowed to do.</summary>
    public string Scope { get; init; } = "work";

    /// <summary>The price of one unit; null when the operation costs no money or the caller names the amount.</summary>
    public AssetAmount? UnitPrice { get; init; }

    /// <summary>The assets in which a caller may name the amount; empty when the quantity decides.</summary>
    public ImmutableArray<string> CallerAssets { get; init; } = [];

    /// <summary>What one unit takes of each meter.</summary>
    public ImmutableArray<MeterShare> Meters { get; init; } = [];

    /// <summary>The slots that a hold of this operation occupies, one place in each, for as long as it is open.</summary>
    public ImmutableArray<string> Slots { get; init; } = [];

    /// <summary>True when a quantity may have a fraction.</summary>
    public bool Fractional { get; init; }

    public bool PricedByCaller => !CallerAssets.IsEmpty;
}

/// <summary>A quantity of a meter.</summary>
public readonly record struct MeterShare(string Meter, Amount Quantity);
