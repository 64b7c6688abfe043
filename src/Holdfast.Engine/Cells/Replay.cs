using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Makes an account's state from its journal: the newest snapshot and the entries after it.</summary>
internal static class Replay
{
    /// <summary>The newest state, the hash of its last entry, and the seq of the snapshot it began from; a null state when there is no such account.</summary>
    internal static ValueTask<(AccountState? State, ReadOnlyMemory<byte> Hash, long SnapshotSeq)> NewestAsync(
        IJournal journal, AccountId account, CancellationToken cancel) => ThroughAsync(journal, account, long.MaxValue, cancel);

    /// <summary>The state after the entry with a number, or after the last one before it.</summary>
    internal static async ValueTask<(AccountState? State, ReadOnlyMemory<byte> Hash, long SnapshotSeq)> ThroughAsync(
        IJournal journal, AccountId account, long seq, CancellationToken cancel)
    {
        var snapshot = await journal.SnapshotAsync(account, seq, cancel).ConfigureAwait(false);
        var state = snapshot is null ? null : StateCodec.Decode(snapshot);
        var hash = snapshot?.Hash ?? EntryCodec.NoHash;
        await foreach (var row in journal.EntriesAsync(account, snapshot?.Seq ?? 0, seq, cancel).ConfigureAwait(false))
        {
            if (row.Seq != (state?.Seq ?? 0) + 1 || !row.PreviousHash.Span.SequenceEqual(hash.Span))
                throw new JournalDamagedException($"Entry {row.Seq} of account {account} does not follow the one before it.");
            var entry = EntryCodec.Decode(row);
            state = state is null ? AccountState.Open(account, entry) : state.Apply(entry);
            hash = row.Hash;
        }

        return (state, hash, snapshot?.Seq ?? 0);
    }
}
