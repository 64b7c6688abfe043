namespace Holdfast.Storage.Sqlite;

/// <summary>What the records of a run are about.</summary>
internal enum RunKind
{
    /// <summary>Account, seq, position.</summary>
    Entry,

    /// <summary>Hash of a reference, position.</summary>
    Reference,
}

/// <summary>A sorted list of records about the entries from one position to another, as <c>index_run</c> names it.</summary>
/// <param name="Level">0 for what a checkpoint wrote, one more for what was merged of it.</param>
internal sealed record Run(long Number, RunKind Kind, int Level, long PositionFirst, long PositionLast, long Records)
{
    public static int RecordBytes(RunKind kind) => kind switch
    {
        RunKind.Entry => Ids.AccountBytes + 8 + 8,
        RunKind.Reference => 8 + 8,
    };

    public static string Name(RunKind kind) => kind switch
    {
        RunKind.Entry => "entry",
        RunKind.Reference => "reference",
    };
}

/// <summary>Packs records into blocks. A block fits a quarter of a page with its key, so SQLite never splits it.</summary>
internal sealed class BlockBuilder(int recordBytes)
{
    private const int BlockBytes = 1920;
    private readonly byte[] _block = new byte[BlockBytes / recordBytes * recordBytes];
    private int _used;

    /// <summary>The full blocks, and after <see cref="Flush"/> the last one.</summary>
    public List<byte[]> Blocks { get; } = [];

    public void Add(ReadOnlySpan<byte> record)
    {
        record.CopyTo(_block.AsSpan(_used));
        _used += recordBytes;
        if (_used == _block.Length) Flush();
    }

    public void Flush()
    {
        if (_used > 0) Blocks.Add(_block.AsSpan(0, _used).ToArray());
        _used = 0;
    }
}
