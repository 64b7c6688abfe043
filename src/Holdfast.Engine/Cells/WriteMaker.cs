using System.Runtime.InteropServices;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>What a decision adds to the journal.</summary>
internal static class WriteMaker
{
    /// <param name="inForce">The newest catalogue that was known when it was decided.</param>
    internal static Write Of(Cell cell, Decision decision, Catalogue inForce, int snapshotEvery)
    {
        var after = decision.State!;
        var hash = cell.NewestHash;
        var rows = new EntryRow[decision.Entries.Length];
        for (var at = 0; at < rows.Length; at++)
        {
            rows[at] = EntryCodec.Encode(cell.Id, decision.Entries[at], hash);
            hash = rows[at].Hash;
        }

        return new()
        {
            Account = cell.Id,
            CatalogueInForce = inForce.Version,
            Entries = ImmutableCollectionsMarshal.AsImmutableArray(rows),
            Postings = decision.Entries.Length == 1 ? decision.Entry.Body.Postings : [.. decision.Entries.SelectMany(entry => entry.Body.Postings)],
            Snapshot = IsSnapshotDue(cell, after, snapshotEvery) ? new(cell.Id, after.Seq, hash, StateCodec.Encode(after)) : null,
            Directory = decision.Entry.Body is AccountOpened or AccountChanged && IsFoundByOther(cell.Newest, after) ? RowOf(after) : null,
            Key = KeyOf(cell.Id, decision.Entry.Body),
        };
    }

    /// <summary>What an account is found by in this state.</summary>
    internal static AccountRow RowOf(AccountState account) => new(account.Id, account.Profile.ExternalId, account.Profile.Email, account.OpenedAt);

    /// <summary>The key that an entry makes; null for the others.</summary>
    internal static KeyRow? KeyOf(AccountId account, EntryBody body) => body switch
    {
        KeyCreated created => RowOf(account, created.Key),
        KeyRotated rotated => RowOf(account, rotated.Key),
        _ => null,
    };

    /// <summary>
    /// Every so many entries; where very many holds are open, only every so many entries as there are holds, because
    /// writing them all down costs as much.
    /// </summary>
    private static bool IsSnapshotDue(Cell cell, AccountState after, int every) =>
        after.Seq - cell.SnapshotSeq >= Math.Max(every, after.Holds.Count);

    private static bool IsFoundByOther(AccountState? before, AccountState after) =>
        before is null || before.Profile.ExternalId != after.Profile.ExternalId || before.Profile.Email != after.Profile.Email;

    private static KeyRow RowOf(AccountId account, Key key) => new(Convert.FromHexString(key.SecretHash), account, key.Id);
}
