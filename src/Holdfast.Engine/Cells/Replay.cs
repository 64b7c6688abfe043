using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Makes an account's state from its journal: the newest snapshot and the entries after it.</summary>
internal static class Replay
{
    /// <summary>The newest state; a null one when there is no such account.</summary>
    /// <param name="known">Where to go on from, when the account was read before; the default for the beginning.</param>
    internal static async ValueTask<Replayed> NewestAsync(IJournal journal, AccountId account, Replayed known, CancellationToken cancel)
    {
        // What was once in the journal stays there; only after a failover to a server that lacked it, it is not what follows.
        if (known.State is not null && await FollowAsync(journal, account, known, long.MaxValue, cancel).ConfigureAwait(false) is { } newest) return newest;
        return await ThroughAsync(journal, account, long.MaxValue, cancel).ConfigureAwait(false);
    }

    /// <summary>The state after the entry with a number, or after the last one before it.</summary>
    internal static async ValueTask<Replayed> ThroughAsync(IJournal journal, AccountId account, long seq, CancellationToken cancel)
    {
        var snapshot = await journal.SnapshotAsync(account, seq, cancel).ConfigureAwait(false);
        var start = snapshot is null ? new(null, EntryCodec.NoHash, 0) : new Replayed(StateCodec.Decode(snapshot), snapshot.Hash, snapshot.Seq);
        return await FollowAsync(journal, account, start, seq, cancel).ConfigureAwait(false)
            ?? throw new JournalDamagedException($"An entry of account {account} after {snapshot?.Seq ?? 0} does not follow the one before it.");
    }

    /// <summary>Applies what follows; null when something does not.</summary>
    private static async ValueTask<Replayed?> FollowAsync(IJournal journal, AccountId account, Replayed start, long through, CancellationToken cancel)
    {
        var (state, hash, snapshotSeq) = start;
        await foreach (var row in journal.EntriesAsync(account, state?.Seq ?? 0, through, cancel).ConfigureAwait(false))
        {
            if (row.Seq != (state?.Seq ?? 0) + 1 || !row.PreviousHash.Span.SequenceEqual(hash.Span)) return null;
            var entry = EntryCodec.Decode(row);
            state = state is null ? AccountState.Open(account, entry) : state.Apply(entry);
            hash = row.Hash;
        }

        return new(state, hash, snapshotSeq);
    }
}

/// <summary>A state that the journal led to.</summary>
/// <param name="State">Null when there is no such account.</param>
/// <param name="Hash">The hash of its last entry.</param>
/// <param name="SnapshotSeq">The snapshot that it began from; 0 for none.</param>
internal readonly record struct Replayed(AccountState? State, ReadOnlyMemory<byte> Hash, long SnapshotSeq);
