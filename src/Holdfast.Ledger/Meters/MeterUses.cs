namespace Holdfast.Ledger;

/// <summary>The arithmetic of a meter's limit, extension and overage.</summary>
public static class MeterUses
{
    /// <summary>A meter of the account as it counts at an instant; an empty one when it was never used.</summary>
    public static MeterUse MeterUse(this AccountState account, string meter, Catalogue catalogue, Instant now)
    {
        var defined = catalogue.Meters[meter];
        var window = account.WindowAt(defined.Window, defined.Utc, now);
        foreach (var use in account.Meters) if (use.Meter == meter) return use.In(window);
        return new() { Meter = meter, Counter = new(window, Amount.Zero, Amount.Zero) };
    }

    /// <summary>What may still be taken; null for no limit.</summary>
    /// <param name="terms">The plan's; null when the plan does not know the meter, which then allows nothing.</param>
    public static Amount? Room(this MeterUse use, MeterLimit? terms)
    {
        if (terms is null) return Amount.Zero;
        return terms.Limit is { } limit && use.ExtensionUnder(terms) is { } extension ? limit + extension - use.Counter.Taken : null;
    }

    /// <summary>How much of a quantity lies beyond the limit when so much is taken already.</summary>
    internal static Amount Over(MeterLimit? terms, Amount taken, Amount quantity) => terms?.Limit is { } limit
        ? Amount.Max(Amount.Zero, Amount.Min(quantity, taken + quantity - limit))
        : Amount.Zero;

    /// <summary>What is still to be billed in this window when so much of the meter is taken.</summary>
    internal static Amount Overage(this MeterUse use, MeterLimit? terms, Amount taken, Catalogue catalogue)
    {
        if (terms is not { Limit: { } limit, OveragePrice: { } price } || taken <= limit) return Amount.Zero;
        var all = (taken - limit).Times(price.Amount, catalogue.Assets[price.Asset].Decimals);
        return Amount.Max(Amount.Zero, all - use.Billed);
    }

    /// <summary>Puts a meter in its place.</summary>
    internal static AccountState With(this AccountState account, MeterUse changed)
    {
        for (var at = 0; at < account.Meters.Length; at++)
            if (account.Meters[at].Meter == changed.Meter) return account with { Meters = account.Meters.SetItem(at, changed) };
        return account with { Meters = account.Meters.Add(changed) };
    }
}
