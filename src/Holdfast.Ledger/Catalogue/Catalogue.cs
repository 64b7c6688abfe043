using System.Collections.Frozen;

namespace Holdfast.Ledger;

/// <summary>
/// The operator's document: assets, meters, slots, operations, plans, and what feeds each dialect. A new version holds from
/// an instant on; what was due before is decided by the version of that time, so history never changes.
/// </summary>
public sealed record Catalogue
{
    /// <summary>From 1, without gaps.</summary>
    public required int Version { get; init; }

    /// <summary>In force from here on.</summary>
    public required Instant Since { get; init; }

    /// <summary>The version before; null for the first.</summary>
    public Catalogue? Previous { get; init; }

    public required FrozenDictionary<string, Asset> Assets { get; init; }

    public required FrozenDictionary<string, Meter> Meters { get; init; }

    public required FrozenDictionary<string, Slot> Slots { get; init; }

    public required FrozenDictionary<string, Operation> Operations { get; init; }

    public required FrozenDictionary<string, Plan> Plans { get; init; }

    /// <summary>Whose limits and names hold for an account without a plan. Its pools are not given.</summary>
    public required Plan DefaultPlan { get; init; }

    /// <summary>By dialect and field: the asset, meter, slot or operation that feeds it.</summary>
    public FrozenDictionary<string, FrozenDictionary<string, string>> Dialects { get; init; } =
        FrozenDictionary<string, FrozenDictionary<string, string>>.Empty;

    /// <summary>Work may be told of so long after it was done; zero for not at all, at most <see cref="Bounds.LateUsageMax"/>.</summary>
    public TimeSpan LateUsage { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Days that a refund lives whose own grant has expired; null for ever.</summary>
    public int? RefundDays { get; init; } = 30;

    /// <summary>Days after the plan's renewal at which add-on grants expire that name no expiry; null for never.</summary>
    public int? AddOnDays { get; init; } = 90;

    public AlertRules Alerts { get; init; } = AlertRules.None;

    /// <summary>The version in force at an instant; the first one for anything earlier.</summary>
    public Catalogue At(Instant at)
    {
        var catalogue = this;
        while (catalogue.Since > at && catalogue.Previous is { } previous) catalogue = previous;
        return catalogue;
    }

    /// <summary>The longest <see cref="LateUsage"/> of this version and those before it: no entry tells of work longer ago.</summary>
    public TimeSpan LateUsageEver()
    {
        var longest = LateUsage;
        for (var version = Previous; version is not null; version = version.Previous)
            if (version.LateUsage > longest) longest = version.LateUsage;
        return longest;
    }

    /// <summary>The version with this number. It must be this one or an earlier one.</summary>
    public Catalogue OfVersion(int version)
    {
        var catalogue = this;
        while (catalogue.Version != version) catalogue = catalogue.Previous ?? throw new ArgumentOutOfRangeException(nameof(version));
        return catalogue;
    }

    /// <summary>The plan whose terms hold for an account: its own, or the default one.</summary>
    public Plan PlanOf(AccountState account) =>
        account.Plan is { } held && Plans.TryGetValue(held.Name, out var plan) ? plan : DefaultPlan;

    /// <summary>The highest purchase of an asset, and the highest balance that one may lead to: the plan's where it names one, else the asset's; null for no limit.</summary>
    public Amount? PurchaseMaxOf(AccountState account, string asset) =>
        PlanOf(account).PurchaseMax.TryGetValue(asset, out var max) ? max : Assets[asset].PurchaseMax;
}
