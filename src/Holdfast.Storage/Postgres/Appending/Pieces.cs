using Holdfast.Engine;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// Cuts a batch where its order matters beyond one account: an external id that one account gives up is free for
/// another, and one that is taken is not free for the next. Nearly every batch is one piece.
/// </summary>
internal static class Pieces
{
    /// <summary>Where each piece ends, in order.</summary>
    public static List<int> EndsOf(IReadOnlyList<Write> batch)
    {
        var ends = new List<int>(1);
        HashSet<string>? taken = null;
        var mayGiveUp = false;
        for (var at = 0; at < batch.Count; at++)
        {
            if (batch[at].Directory is not { } row) continue;
            var changes = batch[at].Entries[0].Seq > 1;
            var repeats = row.ExternalId is not null && taken?.Contains(row.ExternalId) == true;
            if (at > 0 && (repeats || (mayGiveUp && row.ExternalId is not null) || (changes && taken is not null)))
            {
                ends.Add(at);
                taken = null;
                mayGiveUp = false;
            }

            mayGiveUp |= changes;
            if (row.ExternalId is not null) (taken ??= new(StringComparer.Ordinal)).Add(row.ExternalId);
        }

        if (batch.Count > 0) ends.Add(batch.Count);
        return ends;
    }
}
