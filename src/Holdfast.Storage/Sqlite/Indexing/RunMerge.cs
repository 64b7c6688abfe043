namespace Holdfast.Storage.Sqlite;

/// <summary>Several neighbouring runs of one level as one sorted stream of blocks, taken a few blocks at a time.</summary>
internal sealed class RunMerge(RunKind kind, IReadOnlyList<Run> inputs)
{
    private readonly int _width = Run.RecordBytes(kind);
    private readonly List<Cursor> _cursors = [.. inputs.Select(run => new Cursor { Run = run.Number })];

    public RunKind Kind => kind;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Run> Inputs => inputs;

    /// <summary>The run that the merge makes.</summary>
    public Run Output(long number) => new(number, kind, inputs[0].Level + 1, inputs[0].PositionFirst, inputs[^1].PositionLast, inputs.Sum(run => run.Records));

    /// <summary>The next blocks, about as many as asked for; none at the end.</summary>
    public List<byte[]> Next(RunReader reader, int blocks)
    {
        var builder = new BlockBuilder(_width);
        _cursors.RemoveAll(cursor => !cursor.Fill(reader, _width));
        while (_cursors.Count > 0 && builder.Blocks.Count < blocks)
        {
            var least = _cursors[0];
            foreach (var cursor in _cursors)
            {
                if (cursor.Record(_width).SequenceCompareTo(least.Record(_width)) < 0) least = cursor;
            }

            builder.Add(least.Record(_width));
            least.At += _width;
            if (!least.Fill(reader, _width)) _cursors.Remove(least);
        }

        builder.Flush();
        return builder.Blocks;
    }

    private sealed class Cursor
    {
        private byte[]? _block;

        public required long Run { get; init; }

        public int At { get; set; }

        public ReadOnlySpan<byte> Record(int width) => _block.AsSpan(At, width);

        /// <summary>Reads the next block when this one is used up; false at the end of the run.</summary>
        public bool Fill(RunReader reader, int width)
        {
            if (_block is not null && At < _block.Length) return true;
            // No record is as short as nothing, so the first block comes after it.
            _block = reader.BlockAfter(Run, _block is null ? [] : _block.AsSpan(0, width));
            At = 0;
            return _block is not null;
        }
    }
}
