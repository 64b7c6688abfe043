using System.Buffers.Binary;

namespace Holdfast.Storage.Sqlite;

/// <summary>Adds to the filter, after a start, what the runs on disk hold. Runs are not merged meanwhile.</summary>
internal sealed class FilterFill(ReferenceFilter filter, IReadOnlyList<Run> runs)
{
    private int _run;
    private byte[] _last = [];

    /// <summary>Reads some blocks; false when all have been read.</summary>
    public bool Next(RunReader reader, int blocks)
    {
        var width = Run.RecordBytes(RunKind.Reference);
        while (_run < runs.Count)
        {
            if (blocks-- == 0) return true;
            if (reader.BlockAfter(runs[_run].Number, _last) is not { } block)
            {
                _run++;
                _last = [];
                continue;
            }

            for (var at = 0; at < block.Length; at += width) filter.Add(BinaryPrimitives.ReadUInt64BigEndian(block.AsSpan(at)));
            _last = block[..width];
        }

        return false;
    }
}
