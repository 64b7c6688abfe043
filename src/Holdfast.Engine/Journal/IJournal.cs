using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// The append-only store of all entries. Two engines implement it, SQLite and PostgreSQL, and one contract suite tests
/// both. Every member may throw <see cref="JournalUnavailableException"/>; <see cref="AppendAsync"/> alone may also throw
/// <see cref="OutcomeUnknownException"/>.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>How many lanes commit side by side. Writes of one account always use the same lane.</summary>
    int Lanes { get; }

    /// <summary>
    /// While this is not 0 and stays the same, nobody else writes to the journal, and what was read from it is still so. 0
    /// while others may write.
    /// </summary>
    int Term { get; }

    /// <summary>
    /// Writes a batch in one durable step. An account's writes stand in order; when one of them is not written, none of
    /// its later ones in the batch is, and other accounts are not affected.
    /// </summary>
    /// <returns>One outcome for each write, in order.</returns>
    ValueTask<WriteOutcome[]> AppendAsync(int lane, IReadOnlyList<Write> batch, CancellationToken cancel);

    /// <summary>Whether a write of unknown outcome is in the journal. Answers only when it can no longer get there.</summary>
    ValueTask<bool> HasAsync(Write write, CancellationToken cancel);

    /// <summary>The last entries of those accounts that have one after the one named (0 for none), and the version of the newest catalogue; 0 for none.</summary>
    ValueTask<(IReadOnlyList<(AccountId Account, long Seq)> Newest, int Catalogue)> OvertakenAsync(IReadOnlyList<(AccountId Account, long Seq)> known, CancellationToken cancel);

    /// <summary>The newest snapshot of the account that is not past <paramref name="seqMax"/>; null when there is none.</summary>
    ValueTask<Snapshot?> SnapshotAsync(AccountId account, long seqMax, CancellationToken cancel);

    /// <summary>The account's entries with <c>after &lt; seq ≤ through</c>, in order, streamed.</summary>
    IAsyncEnumerable<EntryRow> EntriesAsync(AccountId account, long after, long through, CancellationToken cancel);

    /// <summary>The account's entries with <c>seq &lt; before</c>, newest first, streamed.</summary>
    IAsyncEnumerable<EntryRow> EntriesBackwardsAsync(AccountId account, long before, CancellationToken cancel);

    /// <summary>The seq of the account's last entry at or before the instant; 0 when there is none.</summary>
    ValueTask<long> SeqAtAsync(AccountId account, Instant at, CancellationToken cancel);

    /// <summary>
    /// False when the account certainly has no committed entry with this reference; true when it may. A reference is an
    /// entry's <see cref="EntryRow.CallerId"/>, or <c>hold/</c> and its <see cref="EntryRow.Hold"/>. Answers from memory.
    /// </summary>
    bool MayKnow(AccountId account, string reference);

    /// <summary>
    /// True when the account quite likely has a committed entry with this caller's id, so that looking for it is worth more
    /// than trying to append: the append finds it in any case. Answers from memory: it stands before every decision.
    /// </summary>
    bool ProbablyKnows(AccountId account, string callerId);

    /// <summary>The account's entries with this reference, in order; usually none or one.</summary>
    ValueTask<IReadOnlyList<EntryRow>> FindAsync(AccountId account, string reference, CancellationToken cancel);

    /// <summary>The key with this SHA-256 of its secret; null when there is none.</summary>
    ValueTask<KeyRow?> FindKeyAsync(ReadOnlyMemory<byte> secretHash, CancellationToken cancel);

    /// <summary>Accounts in the order of their ids, after one of them, filtered by e-mail address or external id where given.</summary>
    ValueTask<IReadOnlyList<AccountRow>> AccountsAsync(string? email, string? externalId, AccountId? after, int limit, CancellationToken cancel);

    /// <summary>The sum of each asset's books over all accounts, as far as journaled, in millionths: it may pass 64 bits.</summary>
    ValueTask<IReadOnlyList<(string Asset, Book Book, Int128 Micros)>> TrialBalanceAsync(CancellationToken cancel);

    /// <summary>Every catalogue, by version.</summary>
    ValueTask<IReadOnlyList<CatalogueRow>> CataloguesAsync(CancellationToken cancel);

    /// <summary>Adds a catalogue; false when that version exists already.</summary>
    ValueTask<bool> AddCatalogueAsync(CatalogueRow catalogue, CancellationToken cancel);

    /// <summary>A setting that belongs to the store, such as the hash of the operator key; null when it was never set.</summary>
    ValueTask<string?> SettingAsync(string name, CancellationToken cancel);

    ValueTask SetSettingAsync(string name, string value, CancellationToken cancel);

    /// <summary>Sets what was never set; false, and nothing is changed, when it was.</summary>
    ValueTask<bool> AddSettingAsync(string name, string value, CancellationToken cancel);

    /// <summary>Every setting that was set, in the order of the names' characters.</summary>
    ValueTask<IReadOnlyList<(string Name, string Value)>> SettingsAsync(CancellationToken cancel);

    /// <summary>
    /// Looks for damage that replaying the accounts would not show: missing rows, indexes that disagree with the entries,
    /// a trial balance that does not follow from them. One sentence for each finding.
    /// </summary>
    IAsyncEnumerable<string> FindingsAsync(CancellationToken cancel);

    /// <summary>Whether the store answers; for <c>/readyz</c>.</summary>
    ValueTask PingAsync(CancellationToken cancel);
}

/// <summary>The store did not do what was asked, and nothing was written: worth another try, or a 503.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store may or may not have written the batch: read the journal to find out.</summary>
public sealed class OutcomeUnknownException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store cannot be opened: damaged, newer than this program, read-only, in use. The message is one sentence for the operator.</summary>
public sealed class JournalUnusableException(string message, Exception? inner = null) : Exception(message, inner);
