using System.Buffers.Binary;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// The last entries that a lane has written, so that what follows one of them need not be proved to follow. An entry that
/// is there stays there, whatever other nodes do, so nothing here can become wrong while the server is the same. Two
/// generations: when the young one is full it becomes the old one. For the lane only.
/// </summary>
internal sealed class KnownHeads(int remembered)
{
    private Dictionary<AccountId, Head> _young = [];
    private Dictionary<AccountId, Head> _old = [];

    /// <summary>Whether the entry before this one is there, and has the hash that this one carries.</summary>
    public bool IsBefore(EntryRow entry) =>
        (_young.TryGetValue(entry.Account, out var head) || _old.TryGetValue(entry.Account, out head)) && head == new Head(entry.Seq - 1, Start(entry.PreviousHash));

    public void Add(EntryRow last)
    {
        if (_young.Count >= remembered) (_old, _young) = (_young, []);
        _young[last.Account] = new(last.Seq, Start(last.Hash));
    }

    /// <summary>Forgets everything: the server may be another, with another history.</summary>
    public void Clear()
    {
        _young.Clear();
        _old.Clear();
    }

    private static ulong Start(ReadOnlyMemory<byte> hash) => BinaryPrimitives.ReadUInt64LittleEndian(hash.Span);

    private readonly record struct Head(long Seq, ulong HashStart);
}
