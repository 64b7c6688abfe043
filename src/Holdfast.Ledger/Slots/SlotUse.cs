namespace Holdfast.Ledger;

/// <summary>The things that occupy a slot now.</summary>
public sealed record SlotUse
{
    public required string Slot { get; init; }

    public SlotItemSet Items { get; init; } = SlotItemSet.Empty;

    public int Used => Items.Count;
}

/// <summary>One thing in a slot.</summary>
/// <param name="Hold">The hold that took the place and frees it; null for a place taken by itself.</param>
/// <param name="ExpiresAt">When its lease is over and the place is free by itself; null for a place that stays until it is freed, and for one of a hold.</param>
public sealed record SlotItem(string Item, Instant TakenAt, string? Hold = null, Instant? ExpiresAt = null)
{
    /// <summary>A thing and a hold of the same name take two places, and neither frees the other's.</summary>
    public string Place => Hold is null ? PlaceOf(Item) : PlaceOfHold(Hold);

    internal static string PlaceOf(string item) => "item/" + item;

    internal static string PlaceOfHold(string hold) => Command.HoldReference + hold;
}
