namespace Holdfast.Engine;

/// <summary>
/// The file of an export. What an earlier run that was stopped left in it is compared with what comes, and is gone on
/// with from its end; a file that is complete is so left as it is.
/// </summary>
public sealed class ExportFile : IAsyncDisposable
{
    private readonly FileStream file;
    private readonly string path;
    private readonly long found;
    private byte[] before = [];

    /// <param name="path">Made when it is missing.</param>
    public ExportFile(string path)
    {
        this.path = path;
        file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        found = file.Length;
    }

    /// <summary>Takes the next bytes of the export.</summary>
    /// <exception cref="CopyRefusedException">The file has others there.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        var known = (int)Math.Clamp(found - file.Position, 0, bytes.Length);
        if (known > 0)
        {
            if (before.Length < known) before = new byte[known];
            await file.ReadExactlyAsync(before.AsMemory(0, known)).ConfigureAwait(false);
            if (!before.AsSpan(0, known).SequenceEqual(bytes.Span[..known])) throw Differs();
        }

        if (known < bytes.Length) await file.WriteAsync(bytes[known..]).ConfigureAwait(false);
    }

    /// <summary>Ends the export; the file is on disk then.</summary>
    /// <exception cref="CopyRefusedException">The file goes on.</exception>
    public void End()
    {
        if (file.Position < found) throw Differs();
        file.Flush(flushToDisk: true);
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private CopyRefusedException Differs() =>
        new($"{path} exists and is not the beginning of this export: it is of another store, or the store has grown since; name another file, or delete this one. It was left as it was.");
}
