using System.Collections.Immutable;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// One piece of what a store holds. A copy goes through them in one order: settings by name, catalogues by version, each
/// account's entries in the order of the accounts' ids with a snapshot right after its entry, and the end.
/// </summary>
internal abstract record StoreRecord;

internal sealed record SettingRecord(string Name, string Value) : StoreRecord;

internal sealed record CatalogueRecord(CatalogueRow Row) : StoreRecord;

/// <param name="HasColumns">False where the row lacks the columns that repeat its body: an export leaves them out.</param>
internal sealed record EntryRecord(EntryRow Row, bool HasColumns) : StoreRecord;

internal sealed record SnapshotRecord(Snapshot Snapshot) : StoreRecord;

/// <param name="TrialBalance">What every book holds once everything is copied, ordered by asset and book.</param>
internal sealed record EndRecord(ImmutableArray<(string Asset, Book Book, Int128 Micros)> TrialBalance) : StoreRecord;

/// <summary>A copy that must not go on: the target is not a part of the source, or somebody else writes to it. The message is one sentence for the operator.</summary>
public sealed class CopyRefusedException(string message) : Exception(message);

/// <summary>What a copy has gone through so far. Written by the copy, and read at any time by whoever tells how far it is.</summary>
public sealed class CopyCounts
{
    public long Settings { get; internal set; }

    public long Catalogues { get; internal set; }

    public long Accounts { get; internal set; }

    /// <summary>Entries that were copied, and those that were there already.</summary>
    public long Entries => EntriesCopied + EntriesThere;

    public long EntriesCopied { get; internal set; }

    public long EntriesThere { get; internal set; }

    public long SnapshotsCopied { get; internal set; }
}
