using Microsoft.Data.Sqlite;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Looks for damage in a store, all of it from one moment: what SQLite itself finds, positions that are missing, an
/// index that is not the one that the journal gives. Reads everything once, and nothing at random.
/// </summary>
internal sealed class Findings
{
    // A broken store would otherwise answer with a sentence for each of its rows.
    private const int SentencesMax = 100;

    private readonly ReadConnection _connection;
    private readonly ReferenceHash _hash;
    private readonly List<string> _sentences = [];
    private readonly RunSums _entries;
    private readonly RunSums _references;

    private Findings(ReadConnection connection, ReferenceHash hash)
    {
        (_connection, _hash) = (connection, hash);
        _entries = new(connection.Runs.Runs(RunKind.Entry), hash);
        _references = new(connection.Runs.Runs(RunKind.Reference), hash);
    }

    /// <summary>One sentence for each finding; none for a whole store.</summary>
    public static List<string> Of(ReadConnection connection, ReferenceHash hash, CancellationToken cancel)
    {
        var sentences = new List<string>();
        try
        {
            sentences.AddRange(QuickCheck(connection.Connection));
            // What SQLite cannot walk through gives wrong findings, not more of them.
            if (sentences.Count > 0) return sentences;
            var findings = new Findings(connection, hash);
            findings.Journal(cancel);
            findings.Index(cancel);
            return findings._sentences;
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            sentences.Add($"The file cannot be read to its end: {fault.Message}");
            return sentences;
        }
    }

    private static IEnumerable<string> QuickCheck(NativeConnection connection)
    {
        using var check = new NativeStatement(connection, $"PRAGMA quick_check({SentencesMax})");
        while (check.Step())
        {
            if (check.Text(0) is { } said and not "ok") yield return $"SQLite's own check says: {said.ReplaceLineEndings(" ")}.";
        }
    }

    private void Journal(CancellationToken cancel)
    {
        using var rows = new NativeStatement(_connection.Connection, "SELECT position, account, seq, caller_id, hold FROM journal ORDER BY position");
        var last = 0L;
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            var position = rows.Int64(0);
            if (position != last + 1) Say(Missing(last + 1, position - 1));
            last = position;
            Expect(rows, position);
        }

        var indexed = Indexed();
        if (indexed > last) Say($"The end of the journal is missing: {TailRecovery.Lacking(last, indexed)}.");
        _entries.Cover(indexed, "entries", Say);
        _references.Cover(indexed, "references", Say);
    }

    private void Expect(NativeStatement row, long position)
    {
        Span<byte> entry = stackalloc byte[Run.RecordBytes(RunKind.Entry)];
        row.Bytes(1).CopyTo(entry);
        Ids.Write(row.Int64(2), entry[Ids.AccountBytes..]);
        Ids.Write(position, entry[(Ids.AccountBytes + 8)..]);
        _entries.Expect(position, entry);

        var account = Ids.Account(row.Bytes(1));
        var callerHash = row.IsNull(3) ? 0 : _hash.Of(account, row.Bytes(3));
        var holdHash = row.IsNull(4) ? 0 : _hash.OfHold(account, row.Bytes(4));
        if (callerHash != 0) ExpectReference(callerHash, position);
        if (holdHash != 0 && holdHash != callerHash) ExpectReference(holdHash, position);
    }

    private void ExpectReference(ulong hash, long position)
    {
        Span<byte> record = stackalloc byte[Run.RecordBytes(RunKind.Reference)];
        Ids.Write(unchecked((long)hash), record);
        Ids.Write(position, record[8..]);
        _references.Expect(position, record);
    }

    private void Index(CancellationToken cancel)
    {
        _entries.Compare(_connection.Runs, "entries", Say, cancel);
        _references.Compare(_connection.Runs, "references", Say, cancel);
    }

    private long Indexed()
    {
        using var state = new NativeStatement(_connection.Connection, "SELECT position FROM index_state");
        return state.Step() ? state.Int64(0) : 0;
    }

    private void Say(string sentence)
    {
        if (_sentences.Count < SentencesMax) _sentences.Add(sentence);
    }

    private static string Missing(long first, long last) =>
        first == last ? $"The entry at position {first} is missing." : $"The entries at positions {first} to {last} are missing.";
}
