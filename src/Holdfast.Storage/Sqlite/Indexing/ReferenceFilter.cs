namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Which hashes the index on disk may hold: a Bloom filter in which a look-up touches one cache line. A full layer is
/// kept and a new one, twice as large, takes what follows, so it grows without reading the store again. One thread adds,
/// any number look up.
/// </summary>
internal sealed class ReferenceFilter
{
    private const int CapacityMin = 1 << 20;

    // Eight bits of 512 for each hash at 12 bits a hash: about one false alarm in two hundred when a layer is full.
    private const int BitsPerHash = 12;
    private const int LineWords = 8;
    private static readonly uint[] Salts = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31];

    private ulong[][] _layers = [];
    private long _capacity;
    private long _count;
    private volatile bool _isComplete;

    /// <param name="expected">Hashes on disk now.</param>
    public ReferenceFilter(long expected)
    {
        _isComplete = expected == 0;
        AddLayer(Math.Max(CapacityMin, 2 * expected));
    }

    /// <summary>False until everything on disk has been added: then anything may be there.</summary>
    public bool IsComplete => _isComplete;

    public void MarkComplete() => _isComplete = true;

    public void Add(ulong hash)
    {
        if (_count == _capacity) AddLayer(2 * _capacity);
        var layer = _layers[^1];
        var line = Line(layer, hash);
        for (var i = 0; i < LineWords; i++) layer[line + i] |= Bit(hash, i);
        _count++;
    }

    public bool MayContain(ulong hash)
    {
        if (!_isComplete) return true;
        foreach (var layer in Volatile.Read(ref _layers))
        {
            if (Contains(layer, hash)) return true;
        }

        return false;
    }

    private static bool Contains(ulong[] layer, ulong hash)
    {
        var line = Line(layer, hash);
        for (var i = 0; i < LineWords; i++)
        {
            if ((layer[line + i] & Bit(hash, i)) == 0) return false;
        }

        return true;
    }

    private void AddLayer(long capacity)
    {
        var lines = capacity * BitsPerHash / (64 * LineWords);
        // An array holds at most 2^31 words, which is 11 thousand million hashes.
        Volatile.Write(ref _layers, [.. _layers, new ulong[lines * LineWords]]);
        _capacity = capacity;
        _count = 0;
    }

    // The line comes from the upper half of the hash, the bits in it from the lower.
    private static int Line(ulong[] layer, ulong hash) => (int)(((hash >> 32) * (ulong)(layer.Length / LineWords)) >> 32) * LineWords;

    private static ulong Bit(ulong hash, int word) => 1UL << (int)(unchecked((uint)hash * Salts[word]) >> 26);
}
