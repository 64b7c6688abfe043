using System.Collections.Immutable;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>A write of a copy.</summary>
/// <param name="After">The account's state after its last entry.</param>
/// <param name="IsLast">Whether nothing of the account follows.</param>
internal sealed record CopyWrite(Write Write, AccountState After, bool IsLast)
{
    internal long Bytes { get; } = Write.Entries.Sum(row => (long)row.Body.Length) + (Write.Snapshot?.State.Length ?? 0);
}

/// <summary>Gathers the entries of one account into writes, each with one key and one snapshot at most, as the journal takes them.</summary>
/// <param name="listed">What the target finds the account by; null when it does not have it.</param>
/// <param name="strand">The account's entries, from what the target has on.</param>
internal sealed class AccountWrites(AccountId account, AccountRow? listed, Strand strand)
{
    /// <summary>So many entries in a write at most: what is held until it is known whether more of the account follows.</summary>
    private const int EntriesMax = 512;

    private readonly List<EntryRow> rows = [];
    private readonly List<Posting> postings = [];
    private AccountState? after;
    private KeyRow? key;
    private Snapshot? snapshot;

    /// <summary>The last entry, as long as its snapshot may still come.</summary>
    private (EntryRow Row, EntryBody Body, AccountState After)? newest;

    /// <summary>Adds the next entry, which the target does not have.</summary>
    /// <returns>The write that was full before it; null while there is room.</returns>
    internal CopyWrite? Add(EntryRecord record)
    {
        var (row, entry) = strand.Next(record);
        Settle();
        var isKeyTaken = key is not null && WriteMaker.KeyOf(account, entry.Body) is not null;
        var full = rows.Count >= EntriesMax || snapshot is not null || isKeyTaken ? Take(isLast: false) : null;
        newest = (row, entry.Body, strand.State!);
        return full;
    }

    /// <summary>Adds the snapshot of the last entry.</summary>
    internal void Add(Snapshot taken)
    {
        strand.Check(taken);
        Settle();
        snapshot = taken;
    }

    /// <summary>The write that holds what came last; null when nothing did.</summary>
    internal CopyWrite? End()
    {
        Settle();
        return Stop();
    }

    /// <summary>The same without the last entry, when its snapshot may be what is missing: it could not be written later.</summary>
    internal CopyWrite? Stop() => rows.Count == 0 ? null : Take(isLast: true);

    private void Settle()
    {
        if (newest is not { } entry) return;
        rows.Add(entry.Row);
        postings.AddRange(entry.Body.Postings);
        key ??= WriteMaker.KeyOf(account, entry.Body);
        (after, newest) = (entry.After, null);
    }

    private CopyWrite Take(bool isLast)
    {
        var row = WriteMaker.RowOf(after!);
        var write = new Write { Account = account, Entries = [.. rows], Postings = [.. postings], Snapshot = snapshot, Directory = row == listed ? null : row, Key = key };
        rows.Clear();
        postings.Clear();
        (listed, key, snapshot) = (row, null, null);
        return new(write, after!, isLast);
    }
}
