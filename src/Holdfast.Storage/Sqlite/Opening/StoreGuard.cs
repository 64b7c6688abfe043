using Holdfast.Engine;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// Holds a file beside the store locked while the store is open, so that a second process is refused before it reads
/// anything. The operating system lets go of it when the process ends, however it ends; the file itself stays.
/// </summary>
internal sealed class StoreGuard : IDisposable
{
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);
    private readonly FileStream _lock;

    private StoreGuard(FileStream held) => _lock = held;

    /// <param name="path">The store's file, as a full path.</param>
    public static StoreGuard Take(string path)
    {
        try
        {
            return new(new FileStream(path + "-lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault) when (fault.HResult is WouldBlock or SharingViolation)
        {
            throw new JournalUnusableException($"{path} is in use by another Holdfast; stop that one, or name another file.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnusableException($"The folder of {path} cannot be written to ({fault.Message.TrimEnd('.')}); Holdfast keeps its log and its lock beside the file.", fault);
        }
    }

    public void Dispose() => _lock.Dispose();
}
