using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>A meter of an account.</summary>
public sealed record MeterUse
{
    public required string Meter { get; init; }

    /// <summary>The window in which the meter was used last.</summary>
    public MeterWindow Latest { get; init; }

    /// <summary>Windows before it in which work is in flight. It counts where it was begun, and is billed there.</summary>
    public ImmutableArray<MeterWindow> Earlier { get; init; } = [];

    /// <summary>Whether an extension was ever set; else <see cref="Extension"/> means nothing.</summary>
    public bool Extended { get; init; }

    /// <summary>Overage allowed beyond the limit, if the plan entitles to it; null for unlimited.</summary>
    public Amount? Extension { get; init; }

    /// <summary>What was billed in the account's period for units beyond the limit, in whichever window they count: how often, how many, and how much.</summary>
    public Total OverageInPeriod { get; init; } = Total.None;

    public Counter Counter => Latest.Counter;

    /// <summary>What was billed in the counter's window for units beyond the limit, in the asset of the plan's overage price.</summary>
    public Amount Billed => Latest.Billed;

    /// <summary>This meter where it counts for the window, else one that starts again.</summary>
    public MeterUse In(Period window)
    {
        if (Counter.Window == window) return this;
        var earlier = Counter.Held.IsZero ? Earlier : Earlier.Add(Latest);
        foreach (var again in earlier)
            if (again.Counter.Window == window) return this with { Latest = again, Earlier = earlier.Remove(again) };
        return this with { Latest = new(new(window, Amount.Zero, Amount.Zero)), Earlier = earlier };
    }

    /// <summary>The overage allowed: zero when none was set or the plan does not entitle to any; null for unlimited.</summary>
    public Amount? ExtensionUnder(MeterLimit? limit) => Extended && limit is { Extendable: true } ? Extension : Amount.Zero;

    /// <summary>What is known of a window; null when no work is in flight in it and another was used since.</summary>
    internal MeterWindow? Find(Period window)
    {
        if (Counter.Window == window) return Latest;
        foreach (var earlier in Earlier) if (earlier.Counter.Window == window) return earlier;
        return null;
    }

    /// <summary>Puts a window in the place of the one it was; an earlier one is forgotten when nothing is in flight in it.</summary>
    internal MeterUse With(MeterWindow changed)
    {
        if (Counter.Window == changed.Counter.Window) return this with { Latest = changed };
        var at = 0;
        while (Earlier[at].Counter.Window != changed.Counter.Window) at++;
        return this with { Earlier = changed.Counter.Held.IsZero ? Earlier.RemoveAt(at) : Earlier.SetItem(at, changed) };
    }
}

/// <summary>What a meter counted in one window.</summary>
/// <param name="Billed">What was billed for units beyond the limit.</param>
/// <param name="Overage">The terms of overage under which the window was used last; null for none.</param>
/// <param name="BilledUnits">How many those were.</param>
public readonly record struct MeterWindow(Counter Counter, Amount Billed = default, Overage? Overage = null, Amount BilledUnits = default)
{
    /// <summary>
    /// What is to be billed when so much more is used: its own part beyond the limit, and no more than all that is beyond it
    /// over what was billed already. So what an upgrade or a downgrade finds used is not billed anew, nor is what takes the
    /// place of units that were refunded, and the order in which holds end does not matter.
    /// </summary>
    internal AssetAmount? ToBill(Amount quantity, Catalogue catalogue)
    {
        if (Overage is not { } overage) return null;
        var billed = Amount.Max(Billed, overage.For(Counter.Used, catalogue));
        var all = overage.For(Counter.Used + quantity, catalogue);
        return all > billed ? new(overage.Price.Asset, all - billed) : null;
    }

    /// <summary>How many of so many more units are beyond the limit and were not billed already.</summary>
    internal Amount UnitsToBill(Amount quantity)
    {
        if (Overage is not { } overage) return Amount.Zero;
        var billed = Amount.Max(BilledUnits, overage.Beyond(Counter.Used));
        return Amount.Max(Amount.Zero, overage.Beyond(Counter.Used + quantity) - billed);
    }

    /// <summary>What may still be billed in an asset when all that is held is used.</summary>
    internal Amount InFlight(string asset, Catalogue catalogue) =>
        ToBill(Counter.Held, catalogue) is { } bill && bill.Asset == asset ? bill.Amount : Amount.Zero;
}

/// <summary>Terms of overage: the limit, and what one unit beyond it costs.</summary>
public readonly record struct Overage(Amount Limit, AssetAmount Price)
{
    /// <summary>What all that is used beyond the limit costs.</summary>
    internal Amount For(Amount used, Catalogue catalogue) =>
        Beyond(used).Times(Price.Amount, catalogue.Assets[Price.Asset].Decimals);

    /// <summary>The units beyond the limit.</summary>
    internal Amount Beyond(Amount used) => Amount.Max(Amount.Zero, used - Limit);

    /// <summary>A plan's terms; null when nothing beyond the limit is billed.</summary>
    internal static Overage? Under(MeterLimit? terms) => terms is { Limit: { } limit, OveragePrice: { } price } ? new(limit, price) : null;
}
