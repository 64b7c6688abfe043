using System.Runtime.InteropServices;
using Holdfast.Engine;
using Holdfast.Ledger;
using Microsoft.Data.Sqlite;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Writes batches. Whether a write may be written is decided in memory, its rows go to the end of the journal, and what
/// finds them is added to the tail once they are on disk.
/// </summary>
internal sealed class AppendLane : IDisposable
{
    private readonly WriteConnection _connection;
    private readonly LiveIndex _index;
    private readonly JournalInsert _insert;
    private readonly BookTotals _books;
    private readonly RunReader _runs;
    private readonly EntryRows _rows;
    private readonly NativeStatement _newest;
    private readonly AccountHeads _heads;
    private readonly string? _refusal;
    private readonly List<Candidate> _candidates = [];
    private readonly List<Candidate> _added = [];
    private readonly HashSet<ulong> _callerHashes = [];
    private long _batch;
    private bool _isUnsettled;

    /// <param name="position">The position of the last entry.</param>
    /// <param name="refusal">Why nothing may be written; null where it may.</param>
    public AppendLane(WriteConnection connection, LiveIndex index, long position, string? refusal, int accountsRemembered)
    {
        _connection = connection;
        _index = index;
        _refusal = refusal;
        Position = position;
        _insert = new(connection.Connection);
        _books = new(connection.Connection);
        _runs = new(connection.Connection);
        _rows = new(connection.Connection, connection.Path);
        _newest = new(connection.Connection, "SELECT max(position) FROM journal");
        _heads = new(accountsRemembered);
    }

    /// <summary>The position of the last committed entry. Read it where the lane does not append.</summary>
    public long Position { get; private set; }

    /// <summary>Writes a batch in one transaction; the caller has entered the connection's gate.</summary>
    public WriteOutcome[] Append(IReadOnlyList<Write> batch)
    {
        if (_refusal is not null) throw new JournalUnavailableException(_refusal);
        var outcomes = new WriteOutcome[batch.Count];
        try
        {
            _connection.Begin();
            if (_isUnsettled) Settle();
            Prepare(batch);
            var next = 0;
            for (var i = 0; i < batch.Count; i++)
            {
                outcomes[i] = TryWrite(batch[i], next);
                next += batch[i].Entries.Length;
            }

            if (_added.Count > 0)
            {
                _books.Write();
                Commit();
                Publish();
            }
        }
        catch (SqliteException fault)
        {
            throw Faults.Unavailable(_connection.Path, fault);
        }
        finally
        {
            _connection.RollbackQuietly();
            _books.End(committed: false);
            _candidates.Clear();
            _added.Clear();
            _callerHashes.Clear();
        }

        return outcomes;
    }

    // The look-ups of a batch stand together, and those in the large tables in a loop of their own, so that their cache
    // misses overlap: between the inserts they would cost twice as much.
    private void Prepare(IReadOnlyList<Write> batch)
    {
        _batch++;
        _heads.Trim();
        foreach (var write in batch)
        {
            Require(write);
            var head = Head(write.Account);
            foreach (var entry in write.Entries)
            {
                var callerHash = entry.CallerId is null ? 0 : _index.Hash.Of(entry.Account, entry.CallerId);
                _candidates.Add(new() { Head = head, Entry = entry, CallerHash = callerHash, HoldHash = HoldHash(entry, callerHash) });
            }
        }

        foreach (ref var candidate in CollectionsMarshal.AsSpan(_candidates))
        {
            candidate.MayBeKnown = candidate.CallerHash != 0 && _index.MayContain(candidate.CallerHash);
        }
    }

    // The caller's id of a hold's first entry is often the reference to that hold: the same hash.
    private ulong HoldHash(EntryRow entry, ulong callerHash)
    {
        if (entry.Hold is null) return 0;
        return entry.CallerId is not null && EntryLookup.IsReference(entry.CallerId, entry.Hold) ? callerHash : _index.Hash.OfHold(entry.Account, entry.Hold);
    }

    /// <param name="first">The write's first candidate; one for each of its entries.</param>
    private WriteOutcome TryWrite(Write write, int first)
    {
        var head = _candidates[first].Head;
        var outcome = Judge(write, head, first);
        if (outcome != WriteOutcome.Written)
        {
            // The account's later writes follow an entry that does not exist.
            head.IsRefused = true;
            return outcome;
        }

        for (var i = first; i < first + write.Entries.Length; i++)
        {
            var candidate = _candidates[i];
            _added.Add(candidate);
            if (candidate.CallerHash != 0) _callerHashes.Add(candidate.CallerHash);
            _insert.Entry(Position + _added.Count, candidate.Entry);
        }

        if (write.Directory is not null) _insert.Account(write.Directory);
        if (write.Key is not null) _insert.Key(write.Key);
        if (write.Snapshot is not null) _insert.Snapshot(write.Snapshot);
        _books.Add(write.Postings);
        head.SeqPending = write.Entries[^1].Seq;
        return WriteOutcome.Written;
    }

    private WriteOutcome Judge(Write write, AccountHead head, int first)
    {
        if (head.IsRefused || write.Entries[0].Seq != head.SeqPending + 1) return WriteOutcome.SeqTaken;
        for (var i = first; i < first + write.Entries.Length; i++)
        {
            if (_candidates[i].CallerHash != 0 && CallerIdTaken(first, i)) return WriteOutcome.CallerIdTaken;
        }

        if (write.Directory is not null && _insert.ExternalIdTaken(write.Directory)) return WriteOutcome.ExternalIdTaken;
        return WriteOutcome.Written;
    }

    /// <param name="first">The write's first candidate.</param>
    /// <param name="at">The candidate whose caller id it is about.</param>
    private bool CallerIdTaken(int first, int at)
    {
        var candidate = _candidates[at];
        var (account, callerId) = (candidate.Entry.Account, candidate.Entry.CallerId!);
        for (var i = first; i < at; i++)
        {
            if (_candidates[i].Entry.CallerId == callerId) return true;
        }

        if (_callerHashes.Contains(candidate.CallerHash) && _added.Exists(added => added.Entry.Account == account && added.Entry.CallerId == callerId)) return true;
        return candidate.MayBeKnown && EntryLookup.HasCallerId(_index.View, _runs, _rows, candidate.CallerHash, account, callerId);
    }

    private AccountHead Head(AccountId account)
    {
        var head = _heads.Find(account);
        if (head is null)
        {
            var newest = _index.View.NewestSeq(account);
            head = new(account, newest > 0 ? newest : _runs.NewestSeq(account));
            _heads.Add(head);
        }

        head.Join(_batch);
        return head;
    }

    private void Commit()
    {
        try
        {
            _connection.Commit();
        }
        catch (SqliteException fault) when (!Faults.LeavesNothing(fault))
        {
            _isUnsettled = true;
            throw new OutcomeUnknownException($"{_connection.Path}: the disk failed while a batch was being committed, so it may be there or not.", fault);
        }
    }

    // After a commit of unknown outcome: if it is there after all, memory lacks it, and only a restart reads it in.
    private void Settle()
    {
        _newest.Step();
        var newest = _newest.Int64(0);
        _newest.Reset();
        if (newest != Position) throw new JournalUnavailableException($"{_connection.Path} has entries that this process could not confirm; restart it to read them in.");
        _isUnsettled = false;
    }

    private void Publish()
    {
        _books.End(committed: true);
        var tail = _index.View.Active;
        foreach (var added in _added)
        {
            var head = added.Head;
            if (head.Tail != tail) (head.Tail, head.InTail) = (tail, tail.Account(head.Account, added.Entry.Seq));
            tail.Add(head.InTail!, ++Position, added.CallerHash, added.HoldHash);
            head.Seq = added.Entry.Seq;
        }
    }

    // A write that is not a chain of one account's entries is a mistake of the program, not of the world.
    private static void Require(Write write)
    {
        if (write.Entries.IsDefaultOrEmpty) throw new ArgumentException("A write has at least one entry.");
        for (var i = 0; i < write.Entries.Length; i++)
        {
            var entry = write.Entries[i];
            if (entry.Account != write.Account) throw new ArgumentException($"A write of account {write.Account} has an entry of account {entry.Account}.");
            if (entry.Seq != write.Entries[0].Seq + i) throw new ArgumentException($"A write of account {write.Account} has a gap before entry {entry.Seq}.");
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _books.Dispose();
        _runs.Dispose();
        _rows.Dispose();
        _newest.Dispose();
    }

    /// <summary>An entry of the batch, with what was looked up for it.</summary>
    private struct Candidate
    {
        public required AccountHead Head { get; init; }

        public required EntryRow Entry { get; init; }

        /// <summary>0 without a caller id.</summary>
        public required ulong CallerHash { get; init; }

        /// <summary>0 without a hold.</summary>
        public required ulong HoldHash { get; init; }

        /// <summary>False when no earlier batch has committed the caller id.</summary>
        public bool MayBeKnown { get; set; }
    }
}
