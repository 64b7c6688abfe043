using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>How often a plan is paid.</summary>
public enum BillingPeriod
{
    None,
    Monthly,
    Quarterly,
    HalfYearly,
    Annual,
}

/// <summary>The payment state of a plan.</summary>
public enum PlanStatus
{
    Active,
    Trialing,
    Incomplete,
    PastDue,
    Free,
    FreeDisabled,
}

/// <summary>A named bundle of pools, limits and features.</summary>
public sealed record Plan
{
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>The plan's name in a vendor's account API, by dialect (<c>heygen</c>, <c>elevenlabs</c>).</summary>
    public FrozenDictionary<string, string> DialectNames { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>How the plan is paid unless the account says otherwise; <see cref="BillingPeriod.None"/> when it is never paid.</summary>
    public BillingPeriod Billing { get; init; } = BillingPeriod.Monthly;

    /// <summary>The status that an account gets with the plan when none is named.</summary>
    public PlanStatus Status { get; init; } = PlanStatus.Active;

    /// <summary>The currency of its bills; null when there are none.</summary>
    public string? Currency { get; init; }

    /// <summary>What a billing period costs, in <see cref="Currency"/>; null when that is agreed elsewhere.</summary>
    public Amount? Price { get; init; }

    /// <summary>What is given at the start of every period and lapses at its end.</summary>
    public ImmutableArray<Pool> Pools { get; init; } = [];

    /// <summary>Limits by meter. A meter that is not listed allows nothing.</summary>
    public FrozenDictionary<string, MeterLimit> Meters { get; init; } = FrozenDictionary<string, MeterLimit>.Empty;

    /// <summary>Places by slot. A slot that is not listed has none.</summary>
    public FrozenDictionary<string, int> Slots { get; init; } = FrozenDictionary<string, int>.Empty;

    public FrozenSet<string> Features { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The asset of the wallet when the account holds none of the usual one; null for the usual one.</summary>
    public string? WalletAsset { get; init; }

    /// <summary>The highest purchase by asset, where the plan allows another than the asset says.</summary>
    public FrozenDictionary<string, Amount> PurchaseMax { get; init; } = FrozenDictionary<string, Amount>.Empty;

    /// <summary>What operations cost with this plan, where that is not what they cost by themselves.</summary>
    public FrozenDictionary<string, Tariff> Prices { get; init; } = FrozenDictionary<string, Tariff>.Empty;

    /// <summary>The amount of this asset in the pools; zero when there is none.</summary>
    public Amount Pool(string asset)
    {
        foreach (var pool in Pools) if (pool.Asset == asset) return pool.Amount;
        return Amount.Zero;
    }
}

/// <summary>What a plan gives of an asset in every period.</summary>
/// <param name="Rollover">What becomes of the rest when the period ends; null when all of it lapses.</param>
public sealed record Pool(string Asset, Amount Amount, Rollover? Rollover = null);

/// <summary>What is left of a pool goes on in a grant of its own.</summary>
/// <param name="Max">The most that goes on; null for all that is left.</param>
/// <param name="Periods">It expires with the end of this period after the pool's, counted from 1; null where that does not say it.</param>
/// <param name="Days">It expires so many days after the pool's period; null where that does not say it. With neither it never expires.</param>
public sealed record Rollover(Amount? Max = null, int? Periods = null, int? Days = null);

/// <summary>A plan's limit on a meter.</summary>
/// <param name="Limit">Null for no limit.</param>
/// <param name="Extendable">Whether an account with the plan may have an extension.</param>
/// <param name="OveragePrice">What one unit beyond the limit costs, owed until the bill; null for nothing.</param>
public sealed record MeterLimit(Amount? Limit, bool Extendable = false, AssetAmount? OveragePrice = null);
