using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// One account in memory: what is committed, which readers see, and the newest state, on which the next command is decided
/// while earlier ones are on their way to the disk. Everything but <see cref="Committed"/> and <see cref="View"/> is
/// guarded by <see cref="Gate"/>, which is never held while anything is waited for.
/// </summary>
internal sealed class Cell(AccountId id)
{
    internal readonly AccountId Id = id;
    internal readonly Lock Gate = new();

    /// <summary>The state after the last entry on disk; null when the account does not exist, or is not loaded.</summary>
    internal volatile AccountState? Committed;

    /// <summary>What the last reader was shown; it may have been overtaken.</summary>
    internal volatile AccountView? View;

    /// <summary>Whether <see cref="Committed"/> is what the journal holds.</summary>
    internal volatile bool Loaded;

    /// <summary>The journal's term in which <see cref="Committed"/> was last known to be the newest.</summary>
    internal volatile int Term;

    /// <summary>Whether the cell was dropped: whoever still has it must ask for the account anew.</summary>
    internal bool Evicted;

    internal AccountState? Newest;
    internal ReadOnlyMemory<byte> NewestHash;
    internal ReadOnlyMemory<byte> CommittedHash;

    /// <summary>The seq of the last snapshot written or on its way.</summary>
    internal long SnapshotSeq;

    /// <summary>The seq of the last snapshot on disk.</summary>
    internal long CommittedSnapshotSeq;

    /// <summary>What was committed when decided writes were last lost: loading goes on from there.</summary>
    internal Replayed Lost;

    /// <summary>Writes decided and not yet committed.</summary>
    internal int Pending;

    /// <summary>Those writes by their callers' ids; null until there was one.</summary>
    internal Dictionary<string, Item>? PendingIds;

    /// <summary>The newest of those writes; null when there are none.</summary>
    internal Item? PendingNewest;

    /// <summary>Raised when decided writes are lost, so that those which followed from them are too.</summary>
    internal int Epoch;

    /// <summary>Who is loading the account; null when nobody is.</summary>
    internal Task? Loading;

    /// <summary>When the cell was last asked for, in <see cref="Environment.TickCount64"/>; for eviction only.</summary>
    internal long UsedAt;

    /// <summary>Takes what the journal holds. The gate is held.</summary>
    /// <param name="term">The journal's, before it was asked.</param>
    internal void Load(in Replayed newest, int term)
    {
        (Committed, Newest) = (newest.State, newest.State);
        (CommittedHash, NewestHash) = (newest.Hash, newest.Hash);
        (CommittedSnapshotSeq, SnapshotSeq) = (newest.SnapshotSeq, newest.SnapshotSeq);
        Term = term;
        Lost = default;
        Loaded = true;
    }

    /// <summary>Forgets what was decided and not committed; the journal must be asked again. The gate is held.</summary>
    /// <param name="nothingWritten">True when the journal is known to hold what is committed here and no more, so that readers may go on.</param>
    internal void Lose(bool nothingWritten)
    {
        Epoch++;
        Pending = 0;
        PendingNewest = null;
        PendingIds?.Clear();
        Loaded = false;
        if (Committed is not null) Lost = new(Committed, CommittedHash, CommittedSnapshotSeq);
        if (!nothingWritten) Committed = null;
    }
}
