using System.Collections;
using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Open holds, found by id and by the one that lapses first.</summary>
public sealed class HoldSet : IReadOnlyCollection<Hold>
{
    public static readonly HoldSet Empty = new(
        ImmutableDictionary.Create<string, Hold>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<(Instant, string)>(new ExpiryOrder()));

    private readonly ImmutableDictionary<string, Hold> byId;
    private readonly ImmutableSortedSet<(Instant ExpiresAt, string Id)> byExpiry;

    private HoldSet(ImmutableDictionary<string, Hold> byId, ImmutableSortedSet<(Instant, string)> byExpiry) =>
        (this.byId, this.byExpiry) = (byId, byExpiry);

    public int Count => byId.Count;

    /// <summary>The hold that lapses first; null when there is none.</summary>
    public Hold? First => byExpiry.IsEmpty ? null : byId[byExpiry.Min.Id];

    public Hold? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>Adds the hold, or puts it in the place of the one with its id.</summary>
    public HoldSet With(Hold hold)
    {
        var others = byId.TryGetValue(hold.Id, out var old) ? byExpiry.Remove((old.ExpiresAt, old.Id)) : byExpiry;
        return new(byId.SetItem(hold.Id, hold), others.Add((hold.ExpiresAt, hold.Id)));
    }

    public HoldSet Without(Hold hold) => new(byId.Remove(hold.Id), byExpiry.Remove((hold.ExpiresAt, hold.Id)));

    /// <summary>In the order in which they lapse.</summary>
    public IEnumerator<Hold> GetEnumerator() => byExpiry.Select(item => byId[item.Id]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class ExpiryOrder : IComparer<(Instant ExpiresAt, string Id)>
    {
        public int Compare((Instant ExpiresAt, string Id) x, (Instant ExpiresAt, string Id) y) =>
            x.ExpiresAt.CompareTo(y.ExpiresAt) is var order && order != 0 ? order : string.CompareOrdinal(x.Id, y.Id);
    }
}
