using System.Collections;
using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>The things in one slot, found by their place and by the lease that is over first. There may be very many, so both are trees.</summary>
public sealed class SlotItemSet : IReadOnlyCollection<SlotItem>
{
    public static readonly SlotItemSet Empty = new(
        ImmutableSortedDictionary.Create<string, SlotItem>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<(Instant, string)>(new LapseOrder()));

    private readonly ImmutableSortedDictionary<string, SlotItem> byPlace;

    /// <summary>Only what is leased, so that places without a lease cost nothing here.</summary>
    private readonly ImmutableSortedSet<(Instant ExpiresAt, string Place)> leases;

    private SlotItemSet(ImmutableSortedDictionary<string, SlotItem> byPlace, ImmutableSortedSet<(Instant, string)> leases) =>
        (this.byPlace, this.leases) = (byPlace, leases);

    public int Count => byPlace.Count;

    /// <summary>When the first lease is over; <see cref="Instant.Never"/> when nothing is leased.</summary>
    internal Instant LapsesAt => leases.IsEmpty ? Instant.Never : leases.Min.ExpiresAt;

    /// <summary>The thing whose lease is over first; something must be leased.</summary>
    internal SlotItem First => byPlace[leases.Min.Place];

    /// <param name="place">See <see cref="SlotItem.Place"/>.</param>
    public SlotItem? Find(string place) => byPlace.GetValueOrDefault(place);

    /// <summary>Adds the thing, or puts it in the place of the one that has its place.</summary>
    public SlotItemSet With(SlotItem item)
    {
        var left = Ended(Find(item.Place));
        return new(byPlace.SetItem(item.Place, item), item.ExpiresAt is { } end ? left.Add((end, item.Place)) : left);
    }

    /// <param name="place">See <see cref="SlotItem.Place"/>; one that is free changes nothing.</param>
    public SlotItemSet Without(string place) => new(byPlace.Remove(place), Ended(Find(place)));

    /// <summary>In the order of their places.</summary>
    public IEnumerator<SlotItem> GetEnumerator() => byPlace.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The leases without that of a thing.</summary>
    private ImmutableSortedSet<(Instant, string)> Ended(SlotItem? item) => item?.ExpiresAt is { } end ? leases.Remove((end, item.Place)) : leases;

    private sealed class LapseOrder : IComparer<(Instant ExpiresAt, string Place)>
    {
        public int Compare((Instant ExpiresAt, string Place) x, (Instant ExpiresAt, string Place) y) =>
            x.ExpiresAt.CompareTo(y.ExpiresAt) is var order && order != 0 ? order : string.CompareOrdinal(x.Place, y.Place);
    }
}
