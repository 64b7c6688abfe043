namespace Holdfast.Ledger;

/// <summary>What a balance is counted in.</summary>
public sealed record Asset
{
    public required string Name { get; init; }

    /// <summary>Digits after the point that an amount may have, 0 to 6; 0 for whole numbers.</summary>
    public int Decimals { get; init; } = Amount.DecimalsMax;

    /// <summary>Digits after the point that are always shown.</summary>
    public int DecimalsShown { get; init; }

    /// <summary>
    /// Set when the whole balance expires at once, this many calendar months after the last purchase; null when each grant
    /// has its own expiry.
    /// </summary>
    public int? ExpiryMonths { get; init; }

    /// <summary>The highest single purchase, and the highest balance a purchase may lead to; null for no limit.</summary>
    public Amount? PurchaseMax { get; init; }

    /// <summary>Whether an account billed by usage may owe this asset.</summary>
    public bool Postpaid { get; init; }

    /// <summary>How much debt captures beyond their hold may make, see <see cref="OverCapture.Overflow"/>; zero for none.</summary>
    public Amount DebtMax { get; init; }
}

/// <summary>An amount of a named asset.</summary>
public readonly record struct AssetAmount(string Asset, Amount Amount);
