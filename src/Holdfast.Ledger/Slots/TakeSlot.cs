namespace Holdfast.Ledger;

/// <summary>
/// Occupies one place of a slot with a named thing: for as long as the lease lasts, or until it is freed. Taking it again
/// says anew how long, and changes nothing where that is no news.
/// </summary>
public sealed record TakeSlot : Command
{
    public required string Slot { get; init; }

    /// <summary>The caller's name for the thing.</summary>
    public required string Item { get; init; }

    /// <summary>From 1 second to <see cref="Bounds.LeaseMax"/>; null for what is usual in the slot, a lease or none.</summary>
    public TimeSpan? Lease { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Slot);
        hash.Add(Item);
        hash.Add(Lease);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        var use = account.Slot(Slot);
        var there = use.Items.Find(SlotItem.PlaceOf(Item));
        var lease = Lease ?? catalogue.Slots.GetValueOrDefault(Slot)?.Lease;
        var expires = now + lease;
        if (there is not null && there.ExpiresAt == expires) return Status.Repeated;

        // What is there may go on, like any work in flight.
        if (there is null && account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (there is null && account.Status == AccountStatus.Suspended) return Status.AccountSuspended;
        if (!catalogue.Slots.ContainsKey(Slot)) return Status.SlotUnknown;
        if (lease < TimeSpan.FromSeconds(1) || lease > Bounds.LeaseMax) return Status.LifetimeOutOfRange;
        if (there is not null) return new SlotRenewed { Slot = Slot, Item = Item, ExpiresAt = expires };
        if (account.SlotRoom(Slot, catalogue.PlanOf(account)) <= 0)
            return new(Status.SlotTaken, Lack: new("slot:" + Slot, Amount.Zero, Amount.Zero));
        return new SlotTaken { Slot = Slot, Item = Item, ExpiresAt = expires };
    }
}

/// <summary>Frees one place of a slot. Freeing what is free changes nothing.</summary>
public sealed record FreeSlot : Command
{
    public required string Slot { get; init; }

    public required string Item { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Slot);
        hash.Add(Item);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (!catalogue.Slots.ContainsKey(Slot)) return Status.SlotUnknown;
        if (account.Slot(Slot).Items.Find(SlotItem.PlaceOf(Item)) is null) return Status.Repeated;
        return new SlotFreed { Slot = Slot, Item = Item };
    }
}

/// <summary>A place was taken.</summary>
public sealed record SlotTaken : EntryBody
{
    public override string Kind => "slot_taken";

    public required string Slot { get; init; }

    public required string Item { get; init; }

    /// <summary>When its lease is over; null for none.</summary>
    public Instant? ExpiresAt { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) => account.Take(Slot, new(Item, entry.At, ExpiresAt: ExpiresAt));
}

/// <summary>A thing keeps its place for another time than was said before.</summary>
public sealed record SlotRenewed : EntryBody
{
    public override string Kind => "slot_renewed";

    public required string Slot { get; init; }

    public required string Item { get; init; }

    /// <summary>When its lease is over; null for none, from here on until it is freed.</summary>
    public Instant? ExpiresAt { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) =>
        account.Take(Slot, account.Slot(Slot).Items.Find(SlotItem.PlaceOf(Item))! with { ExpiresAt = ExpiresAt });
}

/// <summary>A place was freed.</summary>
public sealed record SlotFreed : EntryBody
{
    public override string Kind => "slot_freed";

    public required string Slot { get; init; }

    public required string Item { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) => account.Free(Slot, SlotItem.PlaceOf(Item));
}

/// <summary>A lease was over: the place is free by itself.</summary>
public sealed record SlotLapsed : EntryBody
{
    public override string Kind => "slot_lapsed";

    public required string Slot { get; init; }

    public required string Item { get; init; }

    internal static SlotLapsed Of(SlotUse use) => new() { Slot = use.Slot, Item = use.Items.First.Item };

    internal override AccountState Apply(AccountState account, Entry entry) => account.Free(Slot, SlotItem.PlaceOf(Item));
}

/// <summary>Puts things into slots and takes them out.</summary>
internal static class SlotUses
{
    internal static AccountState Take(this AccountState account, string slot, SlotItem item)
    {
        var use = account.Slot(slot);
        return account.With(use with { Items = use.Items.With(item) });
    }

    /// <param name="place">See <see cref="SlotItem.Place"/>.</param>
    internal static AccountState Free(this AccountState account, string slot, string place)
    {
        var use = account.Slot(slot);
        return account.With(use with { Items = use.Items.Without(place) });
    }

    private static AccountState With(this AccountState account, SlotUse changed)
    {
        for (var at = 0; at < account.Slots.Length; at++)
            if (account.Slots[at].Slot == changed.Slot) return account with { Slots = account.Slots.SetItem(at, changed) };
        return account with { Slots = account.Slots.Add(changed) };
    }
}
