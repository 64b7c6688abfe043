using Holdfast.Engine;
using Microsoft.Data.Sqlite;

namespace Holdfast.Storage.Sqlite;

/// <summary>The steps from a path to an open journal. What one step took, the failure of a later one gives back.</summary>
internal static class StoreOpening
{
    /// <param name="path">The full path.</param>
    public static SqliteJournal Open(string path, SqliteJournalSettings settings)
    {
        if (settings.MakesStore) MakeFolder(path);
        else if (!File.Exists(path)) throw new JournalUnusableException($"There is no store at {path}.");
        var guard = StoreGuard.Take(path);
        WriteConnection? connection = null;
        try
        {
            connection = new(StoreFile.Open(path, settings.MakesStore), path);
            var recovery = TailRecovery.Read(connection.Connection, path, settings.CheckpointEntries);
            // Last, so that a store that is refused is left as it was.
            StoreFile.ProveWritable(connection.Connection);
            return new(guard, connection, recovery, settings);
        }
        catch (SqliteException fault)
        {
            connection?.Dispose();
            guard.Dispose();
            throw Faults.Unusable(path, fault);
        }
        catch
        {
            connection?.Dispose();
            guard.Dispose();
            throw;
        }
    }

    private static void MakeFolder(string path)
    {
        if (Directory.Exists(path)) throw new JournalUnusableException($"{path} is a folder; name a file in it.");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnusableException($"The folder of {path} cannot be made ({fault.Message.TrimEnd('.')}).", fault);
        }
    }
}
