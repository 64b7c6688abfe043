namespace Holdfast.Ledger;

/// <summary>Occupies one place of a slot with a named thing. Taking it again changes nothing.</summary>
public sealed record TakeSlot : Command
{
    public required string Slot { get; init; }

    /// <summary>The caller's name for the thing.</summary>
    public required string Item { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Slot);
        hash.Add(Item);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        var use = account.Slot(Slot);
        if (use.Items.ContainsKey(SlotItem.PlaceOf(Item))) return Status.Repeated;
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (account.Status == AccountStatus.Suspended) return Status.AccountSuspended;
        if (!catalogue.Slots.ContainsKey(Slot)) return Status.SlotUnknown;
        if (use.Used >= catalogue.PlanOf(account).Slots.GetValueOrDefault(Slot))
            return new(Status.SlotTaken, Lack: new("slot:" + Slot, Amount.Zero, Amount.Zero));
        return new SlotTaken { Slot = Slot, Item = Item };
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
        if (!account.Slot(Slot).Items.ContainsKey(SlotItem.PlaceOf(Item))) return Status.Repeated;
        return new SlotFreed { Slot = Slot, Item = Item };
    }
}

/// <summary>A place was taken.</summary>
public sealed record SlotTaken : EntryBody
{
    public override string Kind => "slot_taken";

    public required string Slot { get; init; }

    public required string Item { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) => account.Take(Slot, new(Item, entry.At));
}

/// <summary>A place was freed.</summary>
public sealed record SlotFreed : EntryBody
{
    public override string Kind => "slot_freed";

    public required string Slot { get; init; }

    public required string Item { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) => account.Free(Slot, SlotItem.PlaceOf(Item));
}

/// <summary>Puts things into slots and takes them out.</summary>
internal static class SlotUses
{
    internal static AccountState Take(this AccountState account, string slot, SlotItem item)
    {
        var use = account.Slot(slot);
        return account.With(use with { Items = use.Items.SetItem(item.Place, item) });
    }

    /// <param name="place">See <see cref="SlotItem.Place"/>.</param>
    internal static AccountState Free(this AccountState account, string slot, string place)
    {
        var use = account.Slot(slot);
        return account.With(use with { Items = use.Items.Remove(place) });
    }

    private static AccountState With(this AccountState account, SlotUse changed)
    {
        for (var at = 0; at < account.Slots.Length; at++)
            if (account.Slots[at].Slot == changed.Slot) return account with { Slots = account.Slots.SetItem(at, changed) };
        return account with { Slots = account.Slots.Add(changed) };
    }
}
