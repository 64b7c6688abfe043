using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// Whether an account may use an operation, against every limit at once and in the stated order: key, member, key's
/// budget, limits, slots, meters, funds, debt, cap. The one ladder for holds, for charges, and for what a capture takes beyond its hold.
/// </summary>
internal readonly ref struct Admission
{
    private readonly AccountState account;
    private readonly Catalogue catalogue;
    private readonly Plan plan;
    private readonly Instant now;
    private readonly string? keyId;
    private readonly Key? key;
    private readonly string? memberId;

    /// <summary>When work was done that is told of late; null for work that begins now.</summary>
    private readonly Instant? late;

    /// <summary>The capture whose excess is judged; null for work that begins.</summary>
    private readonly Capturing? capture;

    /// <summary>Whether debt stands in for funds.</summary>
    private readonly bool overflows;

    /// <summary>Work that begins; or, where it is told of late, that was done before.</summary>
    internal Admission(AccountState account, Catalogue catalogue, Plan plan, string? keyId, string? memberId, Instant now, Instant? late = null)
    {
        (this.account, this.catalogue, this.plan, this.keyId, this.memberId, this.now, this.late) = (account, catalogue, plan, keyId, memberId, now, late);
        // Stryker disable once Conditional : there is no key without an id
        key = keyId is null ? null : account.Keys.Known(keyId, now);
    }

    /// <summary>A capture of more than its hold has left. The work is done already, so a key that has died and an account that is suspended do not stand in its way; limits do.</summary>
    internal Admission(AccountState account, Catalogue catalogue, in Capturing capture, OverCapture over, Instant now)
    {
        (this.account, this.catalogue, this.capture, this.now) = (account, catalogue, capture, now);
        plan = catalogue.PlanOf(account);
        overflows = over == OverCapture.Overflow;
    }

    /// <summary>Whose use it is: the member who is named, or the key's; null for nobody's.</summary>
    internal string? Member => memberId ?? key?.Member;

    /// <summary>Judges a use; the refusal for lack of something says how much would pass.</summary>
    internal Outcome? Refusal(in Price price)
    {
        if (keyId is not null)
        {
            if (key is null) return Status.KeyUnknown;
            if (key.Validity(late ?? now) is var validity && validity != Status.Done) return validity;
            if (!key.Allows(price.Operation.Scope)) return Status.ScopeMissing;
        }

        if (memberId is not null)
        {
            if (key is { Member: { } own } && own != memberId) return Status.KeyOfAnotherMember;
            if (account.Member(memberId) is null) return Status.MemberUnknown;
        }

        if (Lacking(price, out var limit, out var available) is not { } lacking) return null;
        return new(lacking, Lack: new(limit, Amount.Max(available, Amount.Zero), Affordable(price, price.SizeTop)));
    }

    /// <summary>The largest size, up to that of a use, that fits every limit.</summary>
    internal Amount Fitting(in Price price) => Lacking(price, out _, out _) is null ? price.Size : Affordable(price, price.Size);

    /// <summary>What an account lacks of an asset becomes spend, to be billed.</summary>
    internal static bool MayOwe(AccountState account, Catalogue catalogue, string asset) =>
        account.Billing == Billing.UsageBased && catalogue.Assets[asset].Postpaid;

    /// <summary>What pays for an admitted use, in draw order: grants, then what will be owed, as spend or as debt.</summary>
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
            if (limit.Binds(price, Member, key?.Line)) counted.Add(new(limit.Label, limit.Seq, limit.WindowAt(account, now)));
        return counted.DrainToImmutable();
    }

    /// <summary>The first limit that the use would pass; null when it fits all of them.</summary>
    private Status? Lacking(in Price price, out string limit, out Amount available)
    {
        if (LacksLimit(price, out limit, out available) is { } reached) return reached;
        if (LacksSlot(price, out limit, out available)) return Status.SlotTaken;
        if (LacksMeter(price, out limit, out available)) return Status.MeterExhausted;
        if (LacksFunds(price, out limit, out available, out var owed)) return overflows ? Status.DebtLimitReached : Status.FundsInsufficient;
        return LacksCap(price, owed, out limit, out available) ? Status.CapReached : null;
    }

    /// <summary>A use that adds nothing to a limit passes it, even when the limit was lowered below what is used.</summary>
    private Status? LacksLimit(in Price price, out string limit, out Amount available)
    {
        // Stryker disable once String : it means nothing where nothing is lacking
        (limit, available) = ("", default);
        if (account.Limits.IsEmpty) return null;
        var extent = capture?.Beyond(price) ?? new Extent(price.Quantity, price.Amount);
        foreach (var each in account.Limits)
        {
            if (each.Of(extent) is not { IsPositive: true } adds || RoomOf(each, price) is not { } room || adds <= room) continue;
            (limit, available) = (each.Name is null ? "key:" + (capture?.Hold.Key ?? key!.Id) : each.Label, room);
            return each.Name is null ? Status.KeyBudgetReached : each.Asset is null ? Status.QuotaReached : Status.BudgetReached;
        }

        return null;
    }

    private bool LacksSlot(in Price price, out string limit, out Amount available)
    {
        // Stryker disable once String : it means nothing where nothing is lacking
        (limit, available) = ("", default);
        if (capture is not null || late < now) return false;
        foreach (var slot in price.Slots)
        {
            if (account.SlotRoom(slot, plan) > 0) continue;
            limit = "slot:" + slot;
            return true;
        }

        return false;
    }

    private bool LacksMeter(in Price price, out string limit, out Amount available)
    {
        // Stryker disable once String : it means nothing where nothing is lacking
        (limit, available) = ("", default);
        foreach (var share in price.Operation.Meters)
        {
            var terms = plan.Meters.GetValueOrDefault(share.Meter);
            if (Room(share, terms) is not { } room || Metered(price, share) <= Amount.Max(room, Amount.Zero)) continue;
            available = room;
            limit = "meter:" + share.Meter;
            return true;
        }

        return false;
    }

    private bool LacksFunds(in Price price, out string limit, out Amount available, out Amount owed)
    {
        // Stryker disable once String : it means nothing where nothing is lacking
        (limit, available, owed) = ("", default, default);
        if (price.Asset is null) return false;
        available = account.Balance(price.Asset).Available;
        owed = Amount.Max(Amount.Zero, Money(price) - available);
        if (owed.IsZero || MayOwe(account, catalogue, price.Asset)) return false;
        limit = (overflows ? "debt:" : "funds:") + price.Asset;
        if (!overflows) return true;

        // Debt stands in for what is lacking, and is no spend under the cap.
        available = account.DebtRoom(price.Asset, catalogue);
        var lacks = owed > available;
        owed = Amount.Zero;
        return lacks;
    }

    /// <summary>A use that adds nothing passes, even when the cap was lowered below what is spent.</summary>
    private bool LacksCap(in Price price, Amount owed, out string limit, out Amount available)
    {
        // Stryker disable once String : it means nothing where nothing is lacking
        (limit, available) = ("", default);
        if (account.Cap is not { } cap) return false;
        var adds = (price.Asset == cap.Asset ? owed : Amount.Zero) + OverageAdded(cap.Asset, price);
        if (!adds.IsPositive) return false;
        available = account.CapRoom(cap, catalogue);
        limit = "cap:" + cap.Asset;
        return adds > available;
    }

    /// <summary>What may be billed with this use over what may be billed without it.</summary>
    private Amount OverageAdded(string asset, in Price price)
    {
        var added = Amount.Zero;
        foreach (var share in price.Operation.Meters)
        {
            // A window of which nothing is known any more is billed no more.
            if (WindowOf(share.Meter) is not { } before) continue;
            var after = before with
            {
                Counter = before.Counter.Add(Amount.Zero, Metered(price, share)),
                Overage = capture is null ? Overage.Under(plan.Meters.GetValueOrDefault(share.Meter)) : before.Overage,
            };
            added += after.InFlight(asset, catalogue) - before.InFlight(asset, catalogue);
        }

        return added;
    }

    /// <summary>What a limit has left where the use counts in it: of a capture, where its hold does. Null where it does not.</summary>
    private Amount? RoomOf(Limit limit, in Price price)
    {
        if (capture is null) return limit.Binds(price, Member, key?.Line) ? limit.RoomAt(account, now) : null;
        foreach (var counted in capture.Value.Hold.Limits)
            if (counted.Seq == limit.Seq) return limit.RoomIn(counted.Window);
        return null;
    }

    /// <summary>The money that the use asks for: of a capture, what its hold has not set aside.</summary>
    private Amount Money(in Price price) => capture?.Beyond(price).Money ?? price.Amount;

    /// <summary>What the use asks of a meter: of a capture, what its hold has not reserved.</summary>
    private Amount Metered(in Price price, MeterShare share) => capture?.MeteredBeyond(price, share) ?? price.Of(share);

    /// <summary>What a meter has left where the use counts; null for no limit.</summary>
    private Amount? Room(MeterShare share, MeterLimit? terms)
    {
        if (capture is null) return account.MeterUse(share.Meter, catalogue, now).Room(terms);
        var use = account.MeterUse(share.Meter);

        // What a window has left of which nothing is known any more cannot be told, so it has nothing left.
        return use.LimitUnder(terms) is not { } limit ? null : WindowOf(share.Meter) is { } window ? limit - window.Counter.Taken : Amount.Zero;
    }

    /// <summary>The window in which the use counts: of a capture, the one in which its hold was placed; null where nothing is known of it any more.</summary>
    private MeterWindow? WindowOf(string meter) =>
        capture is { } over ? account.MeterUse(meter).Find(over.ReservationOf(meter).Window) : account.MeterUse(meter, catalogue, now).Latest;

    /// <summary>
    /// The largest size that fits every limit. The larger size asks for more within a stretch between two falls of the price,
    /// and every limit binds more the more is asked: so each stretch is halved until its largest fitting size is found, the
    /// stretch of the largest sizes first.
    /// </summary>
    /// <param name="price">Does not fit.</param>
    /// <param name="top">The largest size that may come out.</param>
    private Amount Affordable(in Price price, Amount top)
    {
        // What a hold has left fits. For work that begins, nothing does, and nothing below the least that a caller may name.
        var step = price.SizeStep(catalogue);
        // Stryker disable once NullCoalescing : what fits would be found, too, but later
        var least = (capture?.Left.Micros ?? Math.Max(price.SizeMin.Micros, step) - step) / step;
        var fails = top.Micros / step + (top == price.Size ? 0 : 1);
        while (fails > least + 1)
        {
            var start = Math.Max(least, FallBelow(price, new((fails - 1) * step)).Micros / step);
            if (Largest(price, start, fails, step) is var fits && fits > start) return new(fits * step);
            fails = start + 1;
        }

        return capture is null ? Amount.Zero : new(least * step);
    }

    /// <summary>The largest number of steps that fits, between one that counts as fitting and one that does not.</summary>
    private long Largest(in Price price, long fits, long fails, long step)
    {
        while (fails - fits > 1)
        {
            var middle = fits + (fails - fits) / 2;
            if (Fits(price, new(middle * step))) fits = middle;
            else fails = middle;
        }

        return fits;
    }

    private bool Fits(in Price price, Amount size)
    {
        try
        {
            return Lacking(capture?.Sized(size) ?? price.Sized(size, catalogue), out _, out _) is null;
        }
        catch (OverflowException)
        {
            // A size that a tariff makes dearer than the one that was asked for may leave 64 bits; it is too much for any limit.
            return false;
        }
    }

    private Amount FallBelow(in Price price, Amount size) => capture?.FallBelow(size) ?? price.FallBelow(size);
}
