namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Positions by the hash of a reference, several for one hash where a hold has several entries. One thread adds, any
/// number look up meanwhile without a lock: what was added before a look-up began is found.
/// </summary>
internal sealed class ReferenceTable
{
    private const int PlacesMin = 1024;

    // Pairs of hash and position, open addressing, never more than half full; a hash of 0 is an empty place.
    private ulong[] _places;

    /// <param name="expected">References that will probably be added.</param>
    public ReferenceTable(int expected) => _places = new ulong[2 * PlacesFor(expected)];

    public int Count { get; private set; }

    public void Add(ulong hash, long position)
    {
        if (4 * (Count + 1) > _places.Length) Volatile.Write(ref _places, Grown());
        Put(_places, hash, (ulong)position);
        Count++;
    }

    public bool Contains(ulong hash)
    {
        var places = Volatile.Read(ref _places);
        for (var at = First(places, hash); ; at = Next(places, at))
        {
            var found = Volatile.Read(ref places[at]);
            if (found == hash) return true;
            if (found == 0) return false;
        }
    }

    /// <summary>Adds the positions of the hash to a list, in no order.</summary>
    public void Find(ulong hash, List<long> positions)
    {
        var places = Volatile.Read(ref _places);
        for (var at = First(places, hash); ; at = Next(places, at))
        {
            var found = Volatile.Read(ref places[at]);
            if (found == hash) positions.Add((long)places[at + 1]);
            if (found == 0) return;
        }
    }

    /// <summary>Every hash with its position, ascending by hash and then position.</summary>
    public UInt128[] Sorted()
    {
        var sorted = new UInt128[Count];
        var n = 0;
        for (var at = 0; at < _places.Length; at += 2)
        {
            if (_places[at] != 0) sorted[n++] = new(_places[at], _places[at + 1]);
        }

        Array.Sort(sorted);
        return sorted;
    }

    private ulong[] Grown()
    {
        var grown = new ulong[2 * _places.Length];
        for (var at = 0; at < _places.Length; at += 2)
        {
            if (_places[at] != 0) Put(grown, _places[at], _places[at + 1]);
        }

        return grown;
    }

    private static void Put(ulong[] places, ulong hash, ulong position)
    {
        var at = First(places, hash);
        while (places[at] != 0) at = Next(places, at);
        places[at + 1] = position;
        // Last, so that whoever sees the hash sees its position too.
        Volatile.Write(ref places[at], hash);
    }

    private static int First(ulong[] places, ulong hash) => (int)(hash & ((ulong)places.Length / 2 - 1)) * 2;

    private static int Next(ulong[] places, int at) => (at + 2) & (places.Length - 1);

    private static int PlacesFor(int expected)
    {
        var places = PlacesMin;
        while (places < 2 * expected) places *= 2;
        return places;
    }
}
