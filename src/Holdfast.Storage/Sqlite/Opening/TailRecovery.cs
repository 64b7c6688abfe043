using Holdfast.Engine;

namespace Holdfast.Storage.Sqlite;

/// <summary>What a store holds when it is opened: the index of what came after the last checkpoint, read from the journal.</summary>
/// <param name="Position">The position of the last entry.</param>
/// <param name="PositionIndexed">How far the index on disk reaches.</param>
internal sealed record TailRecovery(Tail Tail, ReferenceHash Hash, long Position, long PositionIndexed)
{
    /// <summary>Why nothing may be appended: positions that the index names would be given again. Null for a whole store.</summary>
    public string? Refusal(string path) => PositionIndexed <= Position ? null : $"{path} is damaged: {Lacking(Position, PositionIndexed)}; nothing is written to it, restore it from a backup.";

    public static string Lacking(long position, long positionIndexed) => $"the index reaches position {positionIndexed}, but the journal ends at {position}";

    /// <exception cref="JournalUnusableException">An account's entries do not follow each other.</exception>
    public static TailRecovery Read(NativeConnection connection, string path, int expected)
    {
        var (indexed, hash) = State(connection, path);
        var tail = new Tail(indexed + 1, expected);
        var position = Newest(connection);
        using var rows = new NativeStatement(connection, "SELECT position, account, seq, caller_id, hold FROM journal WHERE position > ?1 ORDER BY position");
        rows.Bind(1, indexed);
        while (rows.Step())
        {
            var account = Ids.Account(rows.Bytes(1));
            var seq = rows.Int64(2);
            var known = tail.Account(account, seq);
            if (seq != known.SeqLast + 1) throw new JournalUnusableException($"{path} is damaged: entry {known.SeqLast + 1} of account {account} is missing; restore it from a backup.");
            tail.Add(known, rows.Int64(0), rows.IsNull(3) ? 0 : hash.Of(account, rows.Bytes(3)), rows.IsNull(4) ? 0 : hash.OfHold(account, rows.Bytes(4)));
        }

        return new(tail, hash, position, indexed);
    }

    private static (long Position, ReferenceHash Hash) State(NativeConnection connection, string path)
    {
        using var state = new NativeStatement(connection, "SELECT position, reference_key FROM index_state");
        if (!state.Step() || state.Bytes(1).Length != 16) throw new JournalUnusableException($"{path} is damaged: it does not say how far its index reaches; restore it from a backup.");
        return (state.Int64(0), new(state.Bytes(1)));
    }

    private static long Newest(NativeConnection connection)
    {
        using var newest = new NativeStatement(connection, "SELECT max(position) FROM journal");
        newest.Step();
        return newest.Int64(0);
    }
}
