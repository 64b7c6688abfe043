using System.Collections.Concurrent;
using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// The index of the entries from one position on, in memory until a checkpoint has written it. The lane adds; readers
/// look up meanwhile without a lock.
/// </summary>
/// <param name="positionFirst">The position of the first entry it can hold.</param>
/// <param name="expected">Entries that will probably be added.</param>
internal sealed class Tail(long positionFirst, int expected)
{
    private long _count;

    public long PositionFirst { get; } = positionFirst;

    /// <summary>The position of the last entry; for the lane and, once frozen, the checkpoint.</summary>
    public long PositionLast { get; private set; } = positionFirst - 1;

    public long Count => Volatile.Read(ref _count);

    public ConcurrentDictionary<AccountId, TailAccount> Accounts { get; } = new(concurrencyLevel: 1, capacity: Math.Max(31, expected / 16));

    public ReferenceTable References { get; } = new(expected);

    /// <summary>The account's part of this tail, which begins with the seq when it is new here.</summary>
    public TailAccount Account(AccountId account, long seq)
    {
        if (Accounts.TryGetValue(account, out var known)) return known;
        var added = new TailAccount(seq);
        Accounts[account] = added;
        return added;
    }

    /// <summary>Adds the entry that follows the account's last one here.</summary>
    public void Add(TailAccount account, long position, ulong callerHash, ulong holdHash)
    {
        // References first: whoever finds the entry by its seq finds it by its references too.
        if (callerHash != 0) References.Add(callerHash, position);
        if (holdHash != 0 && holdHash != callerHash) References.Add(holdHash, position);
        account.Add((int)(position - PositionFirst));
        PositionLast = position;
        Volatile.Write(ref _count, _count + 1);
    }
}

/// <summary>Where an account's entries of a tail stand; their seqs follow each other.</summary>
internal sealed class TailAccount(long seqFirst)
{
    private int[] _offsets = new int[4];
    private int _count;

    public long SeqFirst { get; } = seqFirst;

    /// <summary>The newest seq; the one before <see cref="SeqFirst"/> until the first entry is added.</summary>
    public long SeqLast => SeqFirst + Volatile.Read(ref _count) - 1;

    /// <param name="offset">The entry's position, counted from the tail's first.</param>
    public void Add(int offset)
    {
        if (_count == _offsets.Length)
        {
            var grown = new int[2 * _count];
            _offsets.CopyTo(grown, 0);
            Volatile.Write(ref _offsets, grown);
        }

        _offsets[_count] = offset;
        // Last, so that a count is never seen before what it counts.
        Volatile.Write(ref _count, _count + 1);
    }

    /// <param name="seq">From <see cref="SeqFirst"/> to a <see cref="SeqLast"/> that was read before.</param>
    public int Offset(long seq) => Volatile.Read(ref _offsets)[seq - SeqFirst];
}
