using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Finds an account's entries where they are: in the index in memory, which is taken before the disk is read, and for
/// what is older in the runs on disk.
/// </summary>
internal sealed class EntryLookup(LiveIndex index, ReadConnections connections, string path)
{
    /// <summary>The entries after one seq, through another, at most so many.</summary>
    public ValueTask<List<EntryRow>> PageAsync(AccountId account, long after, long through, int limit, CancellationToken cancel)
    {
        var view = index.View;
        return connections.ReadAsync(connection =>
        {
            var last = Math.Min(through, NewestSeq(view, connection, account));
            if (last - after > limit) last = after + limit;
            return Rows(view, connection, account, after + 1, last);
        }, cancel);
    }

    /// <summary>The entries before a seq, newest first, at most so many.</summary>
    public ValueTask<List<EntryRow>> PageBackwardsAsync(AccountId account, long before, int limit, CancellationToken cancel)
    {
        var view = index.View;
        return connections.ReadAsync(connection =>
        {
            var last = Math.Min(before - 1, NewestSeq(view, connection, account));
            var rows = Rows(view, connection, account, Math.Max(1, last - limit + 1), last);
            rows.Reverse();
            return rows;
        }, cancel);
    }

    public ValueTask<long> SeqAtAsync(AccountId account, Instant at, CancellationToken cancel)
    {
        var view = index.View;
        return connections.ReadAsync(connection =>
        {
            var known = 0L;
            var past = NewestSeq(view, connection, account) + 1;
            // Everything up to known is at or before the instant, everything from past on is after it.
            while (past - known > 1)
            {
                var middle = known + (past - known) / 2;
                var position = Positions(view, connection, account, middle, middle)[0];
                if (connection.Rows.At(position) <= at) known = middle;
                else past = middle;
            }

            return known;
        }, cancel);
    }

    /// <summary>The last entries of the accounts that have one after the one named.</summary>
    public ValueTask<IReadOnlyList<(AccountId Account, long Seq)>> OvertakenAsync(IReadOnlyList<(AccountId Account, long Seq)> known, CancellationToken cancel)
    {
        var view = index.View;
        return connections.ReadAsync<IReadOnlyList<(AccountId Account, long Seq)>>(
            connection => [.. known.Select(account => (account.Account, Seq: NewestSeq(view, connection, account.Account))).Zip(known).Where(pair => pair.First.Seq > pair.Second.Seq).Select(pair => pair.First)], cancel);
    }

    public ValueTask<IReadOnlyList<EntryRow>> FindAsync(AccountId account, string reference, CancellationToken cancel)
    {
        var view = index.View;
        var hash = index.Hash.Of(account, reference);
        return connections.ReadAsync<IReadOnlyList<EntryRow>>(connection =>
        {
            var positions = new List<long>();
            view.Find(hash, positions);
            connection.Runs.Find(hash, positions);
            // A checkpoint may have written, since the view was taken, what the view still has.
            var rows = positions.Distinct().Order().Select(connection.Rows.Row);
            return [.. rows.Where(row => row.Account == account && Has(row, reference))];
        }, cancel);
    }

    /// <summary>True when one of the account's committed entries has the caller's id.</summary>
    public static bool HasCallerId(IndexView view, RunReader runs, EntryRows rows, ulong hash, AccountId account, string callerId)
    {
        var positions = new List<long>();
        view.Find(hash, positions);
        runs.Find(hash, positions);
        return positions.Exists(position => rows.HasCallerId(position, account, callerId));
    }

    /// <summary>True when the reference is the one to that hold.</summary>
    public static bool IsReference(string reference, string hold) =>
        reference.Length == ReferenceHash.HoldPrefix.Length + hold.Length
        && reference.StartsWith(ReferenceHash.HoldPrefix, StringComparison.Ordinal)
        && reference.EndsWith(hold, StringComparison.Ordinal);

    private static bool Has(EntryRow row, string reference) => row.CallerId == reference || (row.Hold is { } hold && IsReference(reference, hold));

    private static long NewestSeq(IndexView view, ReadConnection connection, AccountId account) =>
        view.NewestSeq(account) is var newest and > 0 ? newest : connection.Runs.NewestSeq(account);

    private List<EntryRow> Rows(IndexView view, ReadConnection connection, AccountId account, long first, long last)
    {
        var rows = new List<EntryRow>();
        if (last < first) return rows;
        var positions = Positions(view, connection, account, first, last);
        for (var i = 0; i < positions.Length; i++)
        {
            var row = connection.Rows.Row(positions[i]);
            if (row.Account != account || row.Seq != first + i) throw EntryRows.Missing(path, positions[i]);
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Where the entries from one seq through another stand; all of them exist.</summary>
    private long[] Positions(IndexView view, ReadConnection connection, AccountId account, long first, long last)
    {
        var positions = new long[last - first + 1];
        var lowest = Math.Min(Fill(view.Active, account, first, positions), Fill(view.Frozen, account, first, positions));
        var onDisk = (int)Math.Clamp(lowest - first, 0, positions.Length);
        if (onDisk > 0) connection.Runs.Positions(account, first, positions.AsSpan(0, onDisk));
        var missing = Array.IndexOf(positions, 0L);
        if (missing >= 0) throw new JournalDamagedException($"{path} is damaged: the index lacks entry {first + missing} of account {account}; run holdfast verify.");
        return positions;
    }

    /// <returns>The lowest seq of the account in the tail.</returns>
    private static long Fill(Tail? tail, AccountId account, long first, long[] positions)
    {
        if (tail is null || !tail.Accounts.TryGetValue(account, out var known)) return long.MaxValue;
        var last = Math.Min(known.SeqLast, first + positions.Length - 1);
        for (var seq = Math.Max(first, known.SeqFirst); seq <= last; seq++) positions[seq - first] = tail.PositionFirst + known.Offset(seq);
        return known.SeqFirst;
    }
}
