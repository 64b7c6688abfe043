using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// Whether an account that is active may use an operation, against every limit at once and in the stated order: key, key's
/// budget, limits, slots, meters, funds, cap. The one ladder for holds and charges.
/// </summary>
internal readonly ref struct Admission(AccountState account, Catalogue catalogue, string? keyId, Instant now)
{
    private readonly Plan plan = catalogue.PlanOf(account);
    private readonly Key? key = keyId is null ? null : account.Keys.Known(keyId, now);

    /// <summary>Judges a use; the refusal for lack of something says how much would pass.</summary>
    internal Outcome? Refusal(in Price price)
    {
        if (keyId is not null)
        {
            if (key is null) return Status.KeyUnknown;
            if (key.Validity(now) is var validity && validity != Status.Done) return validity;
            if (!key.Allows(price.Operation.Scope)) return Status.ScopeMissing;
        }

        if (Lacking(price, out var limit, out var available) is not { } lacking) return null;
        return new(lacking, Lack: new(limit, Amount.Max(available, Amount.Zero), Affordable(price)));
    }

    /// <summary>What pays for an admitted use, in draw order: grants, then what will be owed.</summary>
    internal static ImmutableArray<Draw> Draws(AccountState account, string? asset, Amount amount)
    {
        if (asset is null || amount.IsZero) return [];
        var draws = ImmutableArray.CreateBuilder<Draw>(1);
        foreach (var grant in account.Grants)
        {
            if (grant.Asset != asset || !grant.Remaining.IsPositive) continue;
            var drawn = Amount.Min(grant.Remaining, amount);
            draws.Add(new(grant.Id, drawn));
            amount -= drawn;
            if (amount.IsZero) return draws.DrainToImmutable();
        }

        draws.Add(new(null, amount));
        return draws.DrainToImmutable();
    }

    /// <summary>What the use takes of each meter, in the window of now.</summary>
    internal ImmutableArray<MeterHold> Meters(in Price price)
    {
        if (price.Operation.Meters.IsEmpty) return [];
        var meters = ImmutableArray.CreateBuilder<MeterHold>(price.Operation.Meters.Length);
        foreach (var share in price.Operation.Meters)
        {
            var window = account.MeterUse(share.Meter, catalogue, now).Counter.Window;
            meters.Add(new(share.Meter, window, price.Of(share), Overage.Under(plan.Meters.GetValueOrDefault(share.Meter))));
        }

        return meters.DrainToImmutable();
    }

    /// <summary>The limits that the use counts in, each in the window of now.</summary>
    internal ImmutableArray<LimitWindow> Limits(in Price price)
    {
        if (account.Limits.IsEmpty) return [];
        var counted = ImmutableArray.CreateBuilder<LimitWindow>();
        foreach (var limit in account.Limits)
            if (limit.Binds(price, key?.Line)) counted.Add(new(limit.Label, limit.Seq, limit.WindowAt(account, now)));
        return counted.DrainToImmutable();
    }

    /// <summary>The first limit that the use would pass; null when it fits all of them.</summary>
    private Status? Lacking(in Price price, out string limit, out Amount available)
    {
        if (LacksLimit(price, out limit, out available) is { } reached) return reached;
        if (LacksSlot(price, out limit, out available)) return Status.SlotTaken;
        if (LacksMeter(price, out limit, out available)) return Status.MeterExhausted;
        if (LacksFunds(price, out limit, out available, out var owed)) return Status.FundsInsufficient;
        return LacksCap(price, owed, out limit, out available) ? Status.CapReached : null;
    }

    /// <summary>A use that adds nothing to a limit passes it, even when the limit was lowered below what is used.</summary>
    private Status? LacksLimit(in Price price, out string limit, out Amount available)
    {
        (limit, available) = ("", default);
        if (account.Limits.IsEmpty) return null;
        var extent = new Extent(price.Quantity, price.Amount);
        foreach (var each in account.Limits)
        {
            if (!each.Binds(price, key?.Line) || each.Of(extent) is not { IsPositive: true } adds) continue;
            available = each.Amount - each.CounterAt(account, now).Taken;
            if (adds <= available) continue;
            limit = each.Name is null ? "key:" + key!.Id : each.Label;
            return each.Name is null ? Status.KeyBudgetReached : each.Asset is null ? Status.QuotaReached : Status.BudgetReached;
        }

        return null;
    }

    private bool LacksSlot(in Price price, out string limit, out Amount available)
    {
        (limit, available) = ("", default);
        foreach (var slot in price.Slots)
        {
            if (account.Slot(slot).Used < plan.Slots.GetValueOrDefault(slot)) continue;
            limit = "slot:" + slot;
            return true;
        }

        return false;
    }

    private bool LacksMeter(in Price price, out string limit, out Amount available)
    {
        (limit, available) = ("", default);
        foreach (var share in price.Operation.Meters)
        {
            var terms = plan.Meters.GetValueOrDefault(share.Meter);
            if (account.MeterUse(share.Meter, catalogue, now).Room(terms) is not { } room || price.Of(share) <= room) continue;
            available = room;
            limit = "meter:" + share.Meter;
            return true;
        }

        return false;
    }

    private bool LacksFunds(in Price price, out string limit, out Amount available, out Amount owed)
    {
        (limit, available, owed) = ("", default, default);
        if (price.Asset is null) return false;
        available = account.Balance(price.Asset).Available;
        owed = Amount.Max(Amount.Zero, price.Amount - available);
        if (owed.IsZero || MayOwe(price.Asset)) return false;
        limit = "funds:" + price.Asset;
        return true;
    }

    /// <summary>
    /// What is spent, what holds may add to it and what they may have to be billed for meters stay within the cap together,
    /// in whatever order the holds end. A use that adds nothing passes, even when the cap was lowered below what is spent.
    /// </summary>
    private bool LacksCap(in Price price, Amount owed, out string limit, out Amount available)
    {
        (limit, available) = ("", default);
        if (account.Cap is not { } cap) return false;
        var adds = (price.Asset == cap.Asset ? owed : Amount.Zero) + OverageAdded(cap.Asset, price);
        if (!adds.IsPositive) return false;
        var balance = account.Balance(cap.Asset);
        available = cap.Amount - balance.Spent - balance.SpentHeld - OverageInFlight(cap.Asset);
        limit = "cap:" + cap.Asset;
        return adds > available;
    }

    /// <summary>What may still be billed for the meters of all holds.</summary>
    private Amount OverageInFlight(string asset)
    {
        var overage = Amount.Zero;
        foreach (var use in account.Meters)
        {
            overage += use.Latest.InFlight(asset, catalogue);
            foreach (var earlier in use.Earlier) overage += earlier.InFlight(asset, catalogue);
        }

        return overage;
    }

    /// <summary>What may be billed with this use over what may be billed without it.</summary>
    private Amount OverageAdded(string asset, in Price price)
    {
        var added = Amount.Zero;
        foreach (var share in price.Operation.Meters)
        {
            var before = account.MeterUse(share.Meter, catalogue, now).Latest;
            var after = before with
            {
                Counter = before.Counter.Add(Amount.Zero, price.Of(share)),
                Overage = Overage.Under(plan.Meters.GetValueOrDefault(share.Meter)),
            };
            added += after.InFlight(asset, catalogue) - before.InFlight(asset, catalogue);
        }

        return added;
    }

    private bool MayOwe(string asset) => account.Billing == Billing.UsageBased && catalogue.Assets[asset].Postpaid;

    /// <summary>
    /// The largest size that fits every limit: found by halving, so that whatever the price rule and the limits are, what
    /// it says does pass.
    /// </summary>
    private Amount Affordable(in Price price)
    {
        var step = price.SizeStep(catalogue);
        long fits = 0, fails = price.Size.Micros / step;
        while (fails - fits > 1)
        {
            var middle = fits + (fails - fits) / 2;
            if (Lacking(price.Sized(new(middle * step), catalogue), out _, out _) is null) fits = middle;
            else fails = middle;
        }

        return new(fits * step);
    }
}
