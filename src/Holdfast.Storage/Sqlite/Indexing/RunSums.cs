namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Compares the runs of a kind with what the journal says they hold. The records of a run are summed in any order, by a
/// hash of each, so neither side has to be sorted or looked up.
/// </summary>
internal sealed class RunSums
{
    private readonly List<Run> _runs;
    private readonly ReferenceHash _hash;
    private readonly (ulong Sum, long Count)[] _expected;
    private int _at;

    public RunSums(List<Run> runs, ReferenceHash hash)
    {
        runs.Reverse();
        (_runs, _hash, _expected) = (runs, hash, new (ulong, long)[runs.Count]);
    }

    /// <summary>Takes in a record that the journal gives; by ascending positions.</summary>
    public void Expect(long position, ReadOnlySpan<byte> record)
    {
        while (_at < _runs.Count && _runs[_at].PositionLast < position) _at++;
        // Past the last run: indexed in memory.
        if (_at < _runs.Count && _runs[_at].PositionFirst <= position) Add(ref _expected[_at], record);
    }

    /// <summary>Checks that the runs cover the journal to a position, without gap or overlap.</summary>
    public void Cover(long indexed, string records, Action<string> say)
    {
        var next = 1L;
        foreach (var run in _runs)
        {
            if (run.PositionFirst != next) say($"The index of {records} does not go on at position {next}, but at {run.PositionFirst}.");
            next = run.PositionLast + 1;
        }

        if (next != indexed + 1) say($"The index of {records} reaches position {next - 1} and not {indexed}.");
    }

    public void Compare(RunReader reader, string records, Action<string> say, CancellationToken cancel)
    {
        for (var i = 0; i < _runs.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var run = _runs[i];
            if (Actual(reader, run) is not { } actual) say($"The index of {records} {Stretch(run)} is not in order.");
            else if (actual != _expected[i] || actual.Count != run.Records) say($"The index of {records} {Stretch(run)} disagrees with the journal.");
        }
    }

    private static string Stretch(Run run) => $"from position {run.PositionFirst} to {run.PositionLast}";

    /// <returns>Null when the records do not ascend, so that look-ups would miss some.</returns>
    private (ulong Sum, long Count)? Actual(RunReader reader, Run run)
    {
        var width = Run.RecordBytes(run.Kind);
        var sum = (0UL, 0L);
        byte[] last = [];
        while (reader.BlockAfter(run.Number, last.AsSpan(0, Math.Min(last.Length, width))) is { } block)
        {
            if (block.Length == 0 || block.Length % width != 0) return null;
            ReadOnlySpan<byte> before = last.Length == 0 ? default : last.AsSpan(last.Length - width);
            for (var at = 0; at < block.Length; at += width)
            {
                var record = block.AsSpan(at, width);
                if (before.SequenceCompareTo(record) >= 0) return null;
                Add(ref sum, record);
                before = record;
            }

            last = block;
        }

        return sum;
    }

    private void Add(ref (ulong Sum, long Count) sum, ReadOnlySpan<byte> record)
    {
        unchecked
        {
            sum.Sum += _hash.Sip(record);
        }

        sum.Count++;
    }
}
