using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>What is indexed in memory at one moment: the tail that grows, and one that a checkpoint is writing.</summary>
/// <param name="Frozen">Older than <paramref name="Active"/>; null between checkpoints.</param>
internal sealed record IndexView(Tail Active, Tail? Frozen)
{
    public bool Contains(ulong hash) => Active.References.Contains(hash) || (Frozen is not null && Frozen.References.Contains(hash));

    /// <summary>The positions of the hash in memory, in no order.</summary>
    public void Find(ulong hash, List<long> positions)
    {
        Frozen?.References.Find(hash, positions);
        Active.References.Find(hash, positions);
    }

    /// <summary>The account's newest seq in memory; 0 when all its entries are on disk only.</summary>
    public long NewestSeq(AccountId account)
    {
        if (Active.Accounts.TryGetValue(account, out var active) && active.SeqLast >= active.SeqFirst) return active.SeqLast;
        return Frozen is not null && Frozen.Accounts.TryGetValue(account, out var frozen) ? frozen.SeqLast : 0;
    }
}

/// <summary>
/// The whole index: a view of what is in memory, and a filter over what is on disk. Read the view before the disk: what
/// leaves memory is on disk, and in the filter, before it leaves.
/// </summary>
internal sealed class LiveIndex(ReferenceHash hash, ReferenceFilter filter, Tail active)
{
    private volatile IndexView _view = new(active, null);

    public ReferenceHash Hash { get; } = hash;

    public ReferenceFilter Filter { get; } = filter;

    public IndexView View => _view;

    /// <summary>Begins a new tail and leaves the old one to a checkpoint. Only while the lane does not append.</summary>
    public void Freeze(long positionNext, int expected) => _view = new(new Tail(positionNext, expected), _view.Active);

    /// <summary>Forgets the tail that a checkpoint has written.</summary>
    public void DropFrozen() => _view = _view with { Frozen = null };

    /// <summary>False when no committed entry has the hash.</summary>
    public bool MayContain(ulong hash) => _view.Contains(hash) || Filter.MayContain(hash);
}
