using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>The things that occupy a slot now.</summary>
public sealed record SlotUse
{
    public required string Slot { get; init; }

    /// <summary>By the item's id.</summary>
    public ImmutableSortedDictionary<string, SlotItem> Items { get; init; } = NoItems;

    public int Used => Items.Count;

    private static readonly ImmutableSortedDictionary<string, SlotItem> NoItems =
        ImmutableSortedDictionary.Create<string, SlotItem>(StringComparer.Ordinal);
}

/// <summary>One thing in a slot.</summary>
/// <param name="Hold">The hold that took the place and frees it; null for a place taken by itself.</param>
public sealed record SlotItem(string Item, Instant TakenAt, string? Hold = null);
