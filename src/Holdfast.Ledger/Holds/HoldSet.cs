using System.Collections;
using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// Open holds, found by id and by the one that lapses first. The latest stand in one small array, which is all that most
/// accounts have; when it is full they move into two trees at once, which costs a fraction of moving one by one.
/// </summary>
public sealed class HoldSet : IReadOnlyCollection<Hold>
{
    public static readonly HoldSet Empty = new(
        [],
        ImmutableDictionary.Create<string, Hold>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<(Instant, string)>(new ExpiryOrder()));

    private const int FewMax = 32;

    /// <summary>In the order in which they lapse; none of them is in the trees.</summary>
    private readonly Hold[] few;

    private readonly ImmutableDictionary<string, Hold> byId;
    private readonly ImmutableSortedSet<(Instant ExpiresAt, string Id)> byExpiry;

    private HoldSet(Hold[] few, ImmutableDictionary<string, Hold> byId, ImmutableSortedSet<(Instant, string)> byExpiry) =>
        (this.few, this.byId, this.byExpiry) = (few, byId, byExpiry);

    public int Count => few.Length + byId.Count;

    /// <summary>The hold that lapses first; null when there is none.</summary>
    public Hold? First
    {
        get
        {
            if (byExpiry.IsEmpty) return few.Length == 0 ? null : few[0];
            var first = byExpiry.Min;
            // Stryker disable once Equality : no two holds stand in one place
            return few.Length > 0 && Compare(few[0], first) < 0 ? few[0] : byId[first.Id];
        }
    }

    public Hold? Find(string id)
    {
        foreach (var hold in few) if (hold.Id == id) return hold;
        // Stryker disable once Conditional : where there is none, none is found
        return byId.IsEmpty ? null : byId.GetValueOrDefault(id);
    }

    /// <summary>Adds the hold, or puts it in the place of the one with its id.</summary>
    public HoldSet With(Hold hold)
    {
        var others = Find(hold.Id) is { } old ? Without(old) : this;
        // Stryker disable once Conditional,Equality : how many stand in the array is a matter of speed alone
        var moved = others.few.Length < FewMax ? others : others.Emptied();
        return new(With(moved.few, hold), moved.byId, moved.byExpiry);
    }

    /// <summary>Takes out the hold with this one's id, which must be there.</summary>
    public HoldSet Without(Hold hold)
    {
        var at = Array.FindIndex(few, other => other.Id == hold.Id);
        if (at < 0) return new(few, byId.Remove(hold.Id), byExpiry.Remove((byId[hold.Id].ExpiresAt, hold.Id)));
        var less = new Hold[few.Length - 1];
        few.AsSpan(0, at).CopyTo(less);
        few.AsSpan(at + 1).CopyTo(less.AsSpan(at));
        return new(less, byId, byExpiry);
    }

    /// <summary>In the order in which they lapse.</summary>
    public IEnumerator<Hold> GetEnumerator()
    {
        var at = 0;
        foreach (var key in byExpiry)
        {
            // Stryker disable once Equality : no two holds stand in one place
            while (at < few.Length && Compare(few[at], key) < 0) yield return few[at++];
            yield return byId[key.Id];
        }

        while (at < few.Length) yield return few[at++];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The same holds, all of them in the trees.</summary>
    private HoldSet Emptied()
    {
        var (ids, expiries) = (byId.ToBuilder(), byExpiry.ToBuilder());
        foreach (var hold in few)
        {
            ids.Add(hold.Id, hold);
            expiries.Add((hold.ExpiresAt, hold.Id));
        }

        return new([], ids.ToImmutable(), expiries.ToImmutable());
    }

    private static Hold[] With(Hold[] holds, Hold hold)
    {
        var at = holds.Length;
        // Stryker disable once Equality : no two holds stand in one place
        while (at > 0 && Compare(holds[at - 1], (hold.ExpiresAt, hold.Id)) > 0) at--;
        var more = new Hold[holds.Length + 1];
        holds.AsSpan(0, at).CopyTo(more);
        more[at] = hold;
        holds.AsSpan(at).CopyTo(more.AsSpan(at + 1));
        return more;
    }

    private static int Compare(Hold hold, (Instant ExpiresAt, string Id) other) => ExpiryOrder.Of((hold.ExpiresAt, hold.Id), other);

    private sealed class ExpiryOrder : IComparer<(Instant ExpiresAt, string Id)>
    {
        internal static int Of((Instant ExpiresAt, string Id) x, (Instant ExpiresAt, string Id) y) =>
            x.ExpiresAt.CompareTo(y.ExpiresAt) is var order && order != 0 ? order : string.CompareOrdinal(x.Id, y.Id);

        public int Compare((Instant ExpiresAt, string Id) x, (Instant ExpiresAt, string Id) y) => Of(x, y);
    }
}
