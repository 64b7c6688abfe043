namespace Holdfast.Storage.Sqlite;

/// <summary>What may be tuned; the defaults were measured (see the README).</summary>
public sealed record SqliteJournalSettings
{
    /// <summary>Whether a file that is missing or empty becomes a store, rather than being refused.</summary>
    public bool MakesStore { get; init; } = true;

    /// <summary>Entries from one checkpoint of the index to the next. They are indexed in memory, about 60 bytes each.</summary>
    public int CheckpointEntries { get; init; } = 262_144;

    /// <summary>Without an append for this long, a checkpoint is made early when it is worth one.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>As many runs of one level are merged into one of the next; at least 2.</summary>
    public int RunsPerLevel { get; init; } = 8;

    /// <summary>Reads that may be in progress side by side.</summary>
    public int ReadConnections { get; init; } = 4;

    /// <summary>Accounts whose newest seq stays in memory for certain; up to twice as many do.</summary>
    public int AccountsRemembered { get; init; } = 131_072;
}
