namespace Holdfast.Engine;

/// <summary>
/// Moves everything that a store holds: into another store, into the lines of an export, and out of them. The source is
/// only read. Whatever stops it, the target is a part of the source, and the same again goes on from there.
/// </summary>
public static class StoreCopy
{
    /// <summary>Copies one store into another.</summary>
    /// <exception cref="CopyRefusedException">The target is no part of the source, or somebody else writes to it.</exception>
    /// <exception cref="JournalDamagedException">The source is damaged; everything before it was copied.</exception>
    public static async Task CopyAsync(IJournal source, IJournal target, CopyCounts counts, CancellationToken cancel)
    {
        var check = await PrefixCheck.OfAsync(target, cancel).ConfigureAwait(false);
        if (!check.IsEmpty)
        {
            await foreach (var record in new JournalReader(source).ReadAsync(account => ValueTask.FromResult(check.Wanted(account)), cancel).ConfigureAwait(false))
                await check.CheckAsync(record).ConfigureAwait(false);
        }

        var writer = await JournalWriter.BeginAsync(target, counts, cancel).ConfigureAwait(false);
        try
        {
            await foreach (var record in new JournalReader(source).ReadAsync(writer.WantedAsync, cancel).ConfigureAwait(false))
                await writer.TakeAsync(record).ConfigureAwait(false);
        }
        catch (JournalDamagedException)
        {
            await writer.StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Writes a store as the lines of an export.</summary>
    /// <param name="output">Takes the bytes in order; they are valid only until it is done.</param>
    /// <exception cref="JournalDamagedException">The source is damaged.</exception>
    public static async Task ExportAsync(IJournal source, Func<ReadOnlyMemory<byte>, ValueTask> output, CopyCounts counts, CancellationToken cancel)
    {
        using var writer = new ExportWriter(output, counts);
        writer.WriteHeader();
        await foreach (var record in new JournalReader(source).ReadAsync(_ => ValueTask.FromResult(SeqRange.All), cancel).ConfigureAwait(false))
            await writer.WriteAsync(record).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads the lines of an export into a store. What can be read twice is read through before anything is written; so is
    /// what cannot, by way of a temporary file, when the store is not empty and must be compared.
    /// </summary>
    /// <exception cref="CopyRefusedException">The target is no part of the export, or somebody else writes to it.</exception>
    /// <exception cref="ExportUnreadableException">A line cannot be used; everything before it may have been imported.</exception>
    public static async Task ImportAsync(Stream input, IJournal target, CopyCounts counts, CancellationToken cancel)
    {
        var check = await PrefixCheck.OfAsync(target, cancel).ConfigureAwait(false);
        if (!input.CanSeek && check.IsEmpty)
        {
            await WriteAsync(input, target, counts, cancel).ConfigureAwait(false);
            return;
        }

        await using var kept = input.CanSeek ? null : await KeepAsync(input, cancel).ConfigureAwait(false);
        var file = kept ?? input;
        await ReadThroughAsync(file, check, cancel).ConfigureAwait(false);
        file.Position = 0;
        await WriteAsync(file, target, counts, cancel).ConfigureAwait(false);
    }

    private static async Task ReadThroughAsync(Stream input, PrefixCheck check, CancellationToken cancel)
    {
        using var reader = new ExportReader(input);
        try
        {
            await foreach (var record in reader.ReadAsync(cancel).ConfigureAwait(false)) await check.CheckAsync(record).ConfigureAwait(false);
        }
        catch (JournalDamagedException damage)
        {
            throw reader.NotTaken(damage);
        }
    }

    private static async Task WriteAsync(Stream input, IJournal target, CopyCounts counts, CancellationToken cancel)
    {
        using var reader = new ExportReader(input);
        var writer = await JournalWriter.BeginAsync(target, counts, cancel).ConfigureAwait(false);
        try
        {
            await foreach (var record in reader.ReadAsync(cancel).ConfigureAwait(false)) await writer.TakeAsync(record).ConfigureAwait(false);
        }
        catch (ExportUnreadableException)
        {
            await writer.StopAsync().ConfigureAwait(false);
            throw;
        }
        catch (JournalDamagedException damage)
        {
            await writer.StopAsync().ConfigureAwait(false);
            throw reader.NotTaken(damage);
        }
    }

    private static async Task<FileStream> KeepAsync(Stream input, CancellationToken cancel)
    {
        var kept = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            await input.CopyToAsync(kept, cancel).ConfigureAwait(false);
            kept.Position = 0;
            return kept;
        }
        catch
        {
            await kept.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
