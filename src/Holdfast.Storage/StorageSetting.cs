using Holdfast.Engine;
using Holdfast.Storage.Postgres;
using Holdfast.Storage.Sqlite;

namespace Holdfast.Storage;

/// <summary>Opens the journal that the setting <c>Holdfast:Storage</c> names.</summary>
public static class StorageSetting
{
    private const string SqlitePrefix = "sqlite:";
    private const string PostgresPrefix = "postgres:";

    /// <param name="setting"><c>sqlite:</c> and a path, of which a relative one starts at the working folder; or <c>postgres:</c> and a connection string.</param>
    /// <exception cref="JournalUnusableException">The setting names no store, or one that cannot be opened.</exception>
    /// <param name="isSingleNode">Whether no other node may use the store; null for true where there cannot be another, and false elsewhere.</param>
    public static ValueTask<IJournal> OpenAsync(string setting, CancellationToken cancel, bool? isSingleNode = null) => OpenAsync(setting, makesStore: true, isSingleNode, cancel);

    /// <summary>
    /// Opens a journal that is there already, to read it: what only reads never makes a store where a name was mistyped. On
    /// PostgreSQL everything is read as of this moment, while servers go on writing.
    /// </summary>
    /// <exception cref="JournalUnusableException">There is none, or one that cannot be opened.</exception>
    public static ValueTask<IJournal> OpenExistingAsync(string setting, CancellationToken cancel) => OpenAsync(setting, makesStore: false, null, cancel);

    /// <summary>Copies an embedded store, which a server may be using, as it is at one moment into a file.</summary>
    /// <param name="file">Must not exist; it appears when it is complete, and is a store.</param>
    /// <param name="report">Hears how many bytes of how many are copied.</param>
    /// <exception cref="JournalUnusableException">The setting names no embedded store, or the file cannot be written.</exception>
    public static void BackUp(string setting, string file, Action<long, long> report)
    {
        if (setting.StartsWith(PostgresPrefix, StringComparison.Ordinal))
            throw new JournalUnusableException("A store on PostgreSQL is backed up by PostgreSQL's own means: see docs/guide/backup.md.");
        StoreBackup.Write(SqlitePath(setting), Path.GetFullPath(file), report);
    }

    private static async ValueTask<IJournal> OpenAsync(string setting, bool makesStore, bool? isSingleNode, CancellationToken cancel)
    {
        if (setting.StartsWith(PostgresPrefix, StringComparison.Ordinal))
            return await PostgresJournal.OpenAsync(setting[PostgresPrefix.Length..], new() { MakesStore = makesStore, IsSingleNode = isSingleNode ?? false }, cancel);
        var path = SqlitePath(setting);
        if (isSingleNode == false) throw new JournalUnusableException("An embedded store serves one node: leave Holdfast:SingleNode out, or keep the journal in postgres:<connection string>.");
        return await SqliteJournal.OpenAsync(path, new() { MakesStore = makesStore }, cancel);
    }

    private static string SqlitePath(string setting)
    {
        if (!setting.StartsWith(SqlitePrefix, StringComparison.Ordinal))
            throw new JournalUnusableException($"The storage setting '{Scheme(setting)}' is not known: it must be sqlite:<path>, for instance sqlite:data/holdfast.db, or postgres:<connection string>.");

        var path = setting[SqlitePrefix.Length..];
        if (string.IsNullOrWhiteSpace(path) || path.StartsWith(':'))
            throw new JournalUnusableException($"The storage setting '{setting}' names no file: it must be sqlite:<path>, for instance sqlite:data/holdfast.db.");
        return path;
    }

    /// <summary>Whether the store is a file of this node's own.</summary>
    public static bool IsEmbedded(string setting) => setting.StartsWith(SqlitePrefix, StringComparison.Ordinal);

    // What follows the colon may be a password, which does not belong in a message.
    private static string Scheme(string setting) => setting.IndexOf(':') is var colon and >= 0 ? setting[..(colon + 1)] + "…" : setting;
}
