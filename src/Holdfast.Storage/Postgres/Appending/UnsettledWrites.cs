using System.Runtime.CompilerServices;
using Holdfast.Engine;

namespace Holdfast.Storage.Postgres;

/// <summary>Writes whose outcome could not be told to whoever asked for them, and the batch that their rows would carry.</summary>
internal sealed class UnsettledWrites(EntryReading entries)
{
    // Kept for as long as somebody has the write.
    private readonly ConditionalWeakTable<Write, object> _batches = [];

    public void Add(Write write, long batch) => _batches.AddOrUpdate(write, batch);

    /// <summary>Whether the write is there; answers only once it can no longer come.</summary>
    public ValueTask<bool> HasAsync(Write write, CancellationToken cancel)
    {
        var last = write.Entries[^1];
        // Another node may have written the very same entry, for the same request at the same instant: that one is not this one.
        return _batches.TryGetValue(write, out var batch)
            ? entries.HasAsync(write.Account, last.Seq, (long)batch, cancel)
            : entries.HasAsync(write.Account, last.Seq, last.Hash, cancel);
    }
}
