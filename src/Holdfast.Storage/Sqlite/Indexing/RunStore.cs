
namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Writes runs, a slice of blocks in each transaction, so that the lane never waits for long. A run counts from the moment
/// that it is named in <c>index_run</c>; blocks of a run that is not are deleted in time. For one caller at a time.
/// </summary>
internal sealed class RunStore(WriteConnection connection)
{
    // 256 blocks are half a megabyte: a few milliseconds with the commit.
    public const int SliceBlocks = 256;

    private readonly Queue<long> _abandoned = new();
    private readonly List<Run> _runs = [];
    private long _numberLast;

    /// <summary>The runs that count.</summary>
    public IReadOnlyList<Run> Runs => _runs;

    public bool HasAbandoned => _abandoned.Count > 0;

    /// <summary>Reads which runs there are, and which blocks a crash has left without one.</summary>
    public void Load()
    {
        using var reader = new RunReader(connection.Connection);
        _runs.AddRange(reader.Runs(RunKind.Entry));
        _runs.AddRange(reader.Runs(RunKind.Reference));
        _numberLast = _runs.Select(run => run.Number).DefaultIfEmpty(0).Max();
        using var next = new NativeStatement(connection.Connection, "SELECT run FROM index_block WHERE run > ?1 ORDER BY run LIMIT 1");
        for (var run = 0L; Next(next, ref run);)
        {
            if (!_runs.Exists(known => known.Number == run)) _abandoned.Enqueue(run);
            _numberLast = Math.Max(_numberLast, run);
        }
    }

    /// <summary>A number for a new run, which counts as abandoned until it is named.</summary>
    public long NewNumber() => ++_numberLast;

    public async ValueTask WriteAsync(long run, IReadOnlyList<byte[]> blocks, int recordBytes)
    {
        for (var start = 0; start < blocks.Count; start += SliceBlocks)
        {
            var slice = blocks.Skip(start).Take(SliceBlocks);
            await connection.ChangeAsync(db => Insert(db, run, slice, recordBytes), CancellationToken.None);
        }
    }

    /// <summary>Makes new runs count, in the place of those they were merged from.</summary>
    /// <param name="positionIndexed">How far the index reaches now; null when that is as before.</param>
    public async ValueTask NameAsync(IReadOnlyList<Run> added, IReadOnlyList<Run> replaced, long? positionIndexed)
    {
        await connection.ChangeAsync(db =>
        {
            using var delete = new NativeStatement(db, "DELETE FROM index_run WHERE run = ?1");
            foreach (var run in replaced)
            {
                delete.Bind(1, run.Number);
                delete.Run();
            }

            foreach (var run in added) Name(db, run);
            if (positionIndexed is { } position) Reach(db, position);
            return 0;
        }, CancellationToken.None);
        _runs.RemoveAll(replaced.Contains);
        _runs.AddRange(added);
        foreach (var run in replaced) Abandon(run.Number);
    }

    /// <summary>Leaves a run's blocks to be deleted.</summary>
    public void Abandon(long run) => _abandoned.Enqueue(run);

    /// <summary>Deletes a slice of what was abandoned.</summary>
    public async ValueTask DeleteAbandonedAsync()
    {
        var run = _abandoned.Peek();
        var deleted = await connection.ChangeAsync(db =>
        {
            using var delete = new NativeStatement(db, """
                DELETE FROM index_block WHERE run = ?1 AND first IN (SELECT first FROM index_block WHERE run = ?1 ORDER BY first LIMIT ?2)
                """);
            delete.Bind(1, run);
            delete.Bind(2, SliceBlocks);
            delete.Run();
            return db.Changes;
        }, CancellationToken.None);
        if (deleted < SliceBlocks) _abandoned.Dequeue();
    }

    private static bool Next(NativeStatement next, ref long run)
    {
        next.Bind(1, run);
        if (!next.Step()) return false;
        run = next.Int64(0);
        next.Reset();
        return true;
    }

    private static int Insert(NativeConnection db, long run, IEnumerable<byte[]> blocks, int recordBytes)
    {
        using var insert = new NativeStatement(db, "INSERT INTO index_block (run, first, records) VALUES (?1, ?2, ?3)");
        insert.Bind(1, run);
        foreach (var block in blocks)
        {
            insert.BindBlob(2, block.AsSpan(0, recordBytes));
            insert.BindBlob(3, block);
            insert.Run();
        }

        return 0;
    }

    private static void Name(NativeConnection db, Run run)
    {
        using var insert = new NativeStatement(db, "INSERT INTO index_run (run, kind, level, position_first, position_last, records) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        insert.Bind(1, run.Number);
        insert.BindText(2, Run.Name(run.Kind));
        insert.Bind(3, run.Level);
        insert.Bind(4, run.PositionFirst);
        insert.Bind(5, run.PositionLast);
        insert.Bind(6, run.Records);
        insert.Run();
    }

    private static void Reach(NativeConnection db, long position)
    {
        using var update = new NativeStatement(db, "UPDATE index_state SET position = ?1");
        update.Bind(1, position);
        update.Run();
    }
}
