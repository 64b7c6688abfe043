using System.Buffers.Binary;
using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Looks records up in the runs on disk, over one connection. Use it inside one transaction: a merge may replace runs
/// between two.
/// </summary>
internal sealed class RunReader(NativeConnection connection) : IDisposable
{
    private readonly NativeStatement _runs = new(connection, """
        SELECT run, level, position_first, position_last, records FROM index_run WHERE kind = ?1 ORDER BY position_first DESC
        """);

    private readonly NativeStatement _atOrBefore = new(connection, """
        SELECT records FROM index_block WHERE run = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1
        """);

    private readonly NativeStatement _after = new(connection, """
        SELECT records FROM index_block WHERE run = ?1 AND first > ?2 ORDER BY first LIMIT 1
        """);

    /// <summary>The runs of a kind, newest first.</summary>
    public List<Run> Runs(RunKind kind)
    {
        var runs = new List<Run>();
        _runs.BindText(1, Run.Name(kind));
        while (_runs.Step()) runs.Add(new(_runs.Int64(0), kind, (int)_runs.Int64(1), _runs.Int64(2), _runs.Int64(3), _runs.Int64(4)));
        return runs;
    }

    /// <summary>The newest seq of the account in any run; 0 when it is in none.</summary>
    public long NewestSeq(AccountId account)
    {
        const int width = Ids.AccountBytes + 8 + 8;
        Span<byte> key = stackalloc byte[width];
        key.Fill(0xff);
        Ids.Write(account, key);
        foreach (var run in Runs(RunKind.Entry))
        {
            if (BlockAtOrBefore(run, key) is not { } block) continue;
            // The last record that is not past the key; the block's first is not, so there is one.
            var record = block.AsSpan((UpperBound(block, width, key) - 1) * width, width);
            if (record[..Ids.AccountBytes].SequenceEqual(key[..Ids.AccountBytes])) return Ids.Number(record[Ids.AccountBytes..]);
        }

        return 0;
    }

    /// <summary>Fills in the positions of the account's entries that are on disk, newest runs first, until all are known.</summary>
    /// <param name="seqFirst">The seq of <paramref name="positions"/>' first place.</param>
    public void Positions(AccountId account, long seqFirst, Span<long> positions)
    {
        var lacking = positions.Length;
        Span<byte> from = stackalloc byte[Ids.AccountBytes + 8 + 8];
        Span<byte> through = stackalloc byte[Ids.AccountBytes + 8 + 8];
        from.Clear();
        Ids.Write(account, from);
        Ids.Write(account, through);
        Ids.Write(seqFirst, from[Ids.AccountBytes..]);
        Ids.Write(seqFirst + positions.Length - 1, through[Ids.AccountBytes..]);
        Ids.Write(long.MaxValue, through[(Ids.AccountBytes + 8)..]);
        foreach (var run in Runs(RunKind.Entry))
        {
            if (lacking == 0) return;
            foreach (var record in Range(run, from.ToArray(), through.ToArray()))
            {
                positions[(int)(Ids.Number(record.AsSpan(Ids.AccountBytes)) - seqFirst)] = Ids.Number(record.AsSpan(Ids.AccountBytes + 8));
                lacking--;
            }
        }
    }

    /// <summary>Adds the positions of a hash to a list, in no order.</summary>
    public void Find(ulong hash, List<long> positions)
    {
        var from = new byte[16];
        var through = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(from, hash);
        BinaryPrimitives.WriteUInt64BigEndian(through, hash);
        Ids.Write(long.MaxValue, through.AsSpan(8));
        foreach (var run in Runs(RunKind.Reference))
        {
            foreach (var record in Range(run, from, through)) positions.Add(Ids.Number(record.AsSpan(8)));
        }
    }

    /// <summary>The first block of the run after a key; null past its end.</summary>
    public byte[]? BlockAfter(long run, ReadOnlySpan<byte> key) => Block(_after, run, key);

    private byte[]? BlockAtOrBefore(Run run, ReadOnlySpan<byte> key) => Block(_atOrBefore, run.Number, key);

    private IEnumerable<byte[]> Range(Run run, byte[] from, byte[] through)
    {
        var width = from.Length;
        for (var block = BlockAtOrBefore(run, from) ?? BlockAfter(run.Number, from); block is not null; block = BlockAfter(run.Number, block.AsSpan(0, width)))
        {
            for (var at = LowerBound(block, width, from) * width; at < block.Length; at += width)
            {
                var record = block.AsSpan(at, width);
                if (record.SequenceCompareTo(through) > 0) yield break;
                yield return record.ToArray();
            }
        }
    }

    private static byte[]? Block(NativeStatement statement, long run, ReadOnlySpan<byte> key)
    {
        statement.Bind(1, run);
        statement.BindBlob(2, key);
        if (!statement.Step()) return null;
        var block = statement.Bytes(0).ToArray();
        statement.Reset();
        return block;
    }

    // How many records come before the key.
    private static int LowerBound(ReadOnlySpan<byte> block, int width, ReadOnlySpan<byte> key) => Bound(block, width, key, limit: 0);

    // How many records do not come after the key.
    private static int UpperBound(ReadOnlySpan<byte> block, int width, ReadOnlySpan<byte> key) => Bound(block, width, key, limit: 1);

    private static int Bound(ReadOnlySpan<byte> block, int width, ReadOnlySpan<byte> key, int limit)
    {
        var low = 0;
        var high = block.Length / width;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (block.Slice(middle * width, width).SequenceCompareTo(key) < limit) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    public void Dispose()
    {
        _runs.Dispose();
        _atOrBefore.Dispose();
        _after.Dispose();
    }
}
