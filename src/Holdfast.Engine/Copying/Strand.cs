using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// Follows one account's entries and proves each as it comes: that it follows the one before, that nobody changed it, and
/// that it leads to a state. What a strand has let through, <c>holdfast verify</c> finds nothing wrong with.
/// </summary>
/// <param name="state">Where it begins; null before the account's first entry.</param>
/// <param name="hash">The hash of that state's last entry.</param>
internal sealed class Strand(AccountId account, AccountState? state, ReadOnlyMemory<byte> hash)
{
    /// <summary>The state after the last entry that was taken; null before the first.</summary>
    internal AccountState? State { get; private set; } = state;

    /// <summary>Takes the next entry.</summary>
    /// <returns>Its row with all columns, and what it says.</returns>
    /// <exception cref="JournalDamagedException">It is not the next, or is not what was written.</exception>
    internal (EntryRow Row, Entry Entry) Next(EntryRecord record)
    {
        var row = record.Row;
        if (row.Seq != (State?.Seq ?? 0) + 1) throw Wrong(row, $"stands where entry {(State?.Seq ?? 0) + 1} should");
        if (!row.PreviousHash.Span.SequenceEqual(hash.Span)) throw Wrong(row, "does not carry the hash of the one before it");
        if (!EntryCodec.Hash(row).AsSpan().SequenceEqual(row.Hash.Span)) throw Wrong(row, "was changed: its hash is another");
        if (row.At < State?.At) throw Wrong(row, "is earlier than the one before it");
        var entry = EntryCodec.Decode(row);
        if (record.HasColumns && !EntryCodec.ColumnsAgree(row, entry)) throw Wrong(row, "was changed: its columns do not say what its body says");
        State = After(row, entry);
        hash = row.Hash;
        return (record.HasColumns ? row : EntryCodec.WithColumns(row, entry), entry);
    }

    /// <exception cref="JournalDamagedException">It is not the state after the last entry.</exception>
    internal void Check(Snapshot snapshot)
    {
        if (State is null || snapshot.Account != account || snapshot.Seq != State.Seq || !snapshot.Hash.Span.SequenceEqual(hash.Span)
            || !StateCodec.Encode(State).AsSpan().SequenceEqual(snapshot.State.Span))
            throw new JournalDamagedException($"The snapshot of account {snapshot.Account} at entry {snapshot.Seq} is not the state that the entries lead to.");
    }

    private AccountState After(EntryRow row, Entry entry)
    {
        try
        {
            return State is null ? AccountState.Open(account, entry) : State.Apply(entry);
        }
        catch (Exception cause) when (cause is InvalidOperationException or NullReferenceException or OverflowException)
        {
            throw Wrong(row, $"cannot follow the one before it ({cause.Message.TrimEnd('.')})");
        }
    }

    private JournalDamagedException Wrong(EntryRow row, string what) => new($"Entry {row.Seq} of account {account} {what}.");
}
