namespace Holdfast.Storage.Postgres;

/// <summary>What may be tuned; the defaults were measured (see the README).</summary>
public sealed record PostgresJournalSettings
{
    /// <summary>Whether an empty schema becomes a store, rather than being refused.</summary>
    public bool MakesStore { get; init; } = true;

    /// <summary>Whether this is the only node, which is then made sure of; what it remembers needs no second look.</summary>
    public bool IsSingleNode { get; init; }

    /// <summary>Connections that commit side by side. Each keeps about one processor of the database busy.</summary>
    public int Lanes { get; init; } = 4;

    /// <summary>Reads that may be in progress side by side, each on a connection of its own.</summary>
    public int ReadConnections { get; init; } = 8;

    /// <summary>Accounts of a lane whose newest seq stays in memory for certain; up to twice as many do.</summary>
    public int AccountsRemembered { get; init; } = 65_536;
}
