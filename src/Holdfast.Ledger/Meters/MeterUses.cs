namespace Holdfast.Ledger;

/// <summary>An account's meters, and the arithmetic of their limits.</summary>
public static class MeterUses
{
    /// <summary>A meter of the account as it counts at an instant; an empty one when it was never used.</summary>
    public static MeterUse MeterUse(this AccountState account, string meter, Catalogue catalogue, Instant now)
    {
        var defined = catalogue.Meters[meter];
        return account.MeterUse(meter).In(account.WindowAt(defined.Window, defined.Utc, now));
    }

    /// <summary>What may still be taken; null for no limit.</summary>
    /// <param name="terms">The plan's; null when the plan does not know the meter, which then allows nothing.</param>
    public static Amount? Room(this MeterUse use, MeterLimit? terms)
    {
        if (terms is null) return Amount.Zero;
        return use.LimitUnder(terms) is { } limit ? limit - use.Counter.Taken : null;
    }

    /// <summary>All that may be taken in a window, extension included; null for no limit.</summary>
    internal static Amount? LimitUnder(this MeterUse use, MeterLimit? terms)
    {
        if (terms is null) return Amount.Zero;
        return terms.Limit is { } limit && use.ExtensionUnder(terms) is { } extension ? limit + extension : null;
    }

    /// <summary>A meter as it was used last.</summary>
    internal static MeterUse MeterUse(this AccountState account, string meter)
    {
        foreach (var use in account.Meters) if (use.Meter == meter) return use;
        return new() { Meter = meter };
    }

    /// <summary>Work begins in a window of a meter, under these terms of overage.</summary>
    internal static AccountState Begin(this AccountState account, string meter, Period window, Overage? overage)
    {
        var use = account.MeterUse(meter).In(window);
        return account.With(use with { Latest = use.Latest with { Overage = overage } });
    }

    /// <summary>Changes what a window of a meter has counted, as far as it is known.</summary>
    /// <param name="units">For which it was billed.</param>
    internal static AccountState Count(
        this AccountState account, string meter, Period window, Amount used, Amount held, Amount billed = default, Amount units = default)
    {
        var use = account.MeterUse(meter);
        if (use.Find(window) is not { } found) return account;
        return account.With(use.With(found with
        {
            Counter = found.Counter.Add(used, held),
            Billed = Amount.Max(Amount.Zero, found.Billed + billed),
            BilledUnits = Amount.Max(Amount.Zero, found.BilledUnits + units),
        }));
    }

    /// <summary>Adds to what was billed for a meter in the account's period.</summary>
    /// <param name="times">1, or -1 to take it off again.</param>
    internal static AccountState Bill(this AccountState account, in MeterUsed used, int times)
    {
        if (used.Billed is not { } billed) return account;
        var use = account.MeterUse(used.Meter);
        var (units, amount) = times < 0 ? (-used.Beyond, -billed.Amount) : (used.Beyond, billed.Amount);
        return account.With(use with { OverageInPeriod = use.OverageInPeriod.Add(Math.Max(0, times), units, billed.Asset, amount) });
    }

    /// <summary>Puts a meter in its place.</summary>
    internal static AccountState With(this AccountState account, MeterUse changed)
    {
        for (var at = 0; at < account.Meters.Length; at++)
            if (account.Meters[at].Meter == changed.Meter) return account with { Meters = account.Meters.SetItem(at, changed) };
        return account with { Meters = account.Meters.Add(changed) };
    }
}
