using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>The things that occupy a slot now.</summary>
public sealed record SlotUse
{
    public required string Slot { get; init; }

    /// <summary>By <see cref="SlotItem.Place"/>.</summary>
    public ImmutableSortedDictionary<string, SlotItem> Items { get; init; } = NoItems;

    public int Used => Items.Count;

    private static readonly ImmutableSortedDictionary<string, SlotItem> NoItems =
        ImmutableSortedDictionary.Create<string, SlotItem>(StringComparer.Ordinal);
}

/// <summary>One thing in a slot.</summary>
/// <param name="Hold">The hold that took the place and frees it; null for a place taken by itself.</param>
public sealed record SlotItem(string Item, Instant TakenAt, string? Hold = null)
{
    /// <summary>A thing and a hold of the same name take two places, and neither frees the other's.</summary>
    public string Place => Hold is null ? PlaceOf(Item) : PlaceOfHold(Hold);

    internal static string PlaceOf(string item) => "item/" + item;

    internal static string PlaceOfHold(string hold) => Command.HoldReference + hold;
}
