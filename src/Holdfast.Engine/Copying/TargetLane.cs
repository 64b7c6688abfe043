using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// Appends a copy's writes to the target. An external id may belong, in the target, to an account that has given it up
/// since; a write that needs it goes without, and the account's last entry waits until the id is free, so that whatever
/// stops the copy, the next one has that entry to write and does it then.
/// </summary>
internal sealed class TargetLane(IJournal target, CopyCounts counts, CancellationToken cancel)
{
    private readonly HashSet<AccountId> withoutId = [];
    private readonly List<Write> waiting = [];

    internal async Task AppendAsync(IReadOnlyList<CopyWrite> batch)
    {
        var writes = new Write[batch.Count];
        for (var at = 0; at < writes.Length; at++) writes[at] = Complete(batch[at]);
        var outcomes = await target.AppendAsync(0, writes, cancel).ConfigureAwait(false);
        var evading = new HashSet<AccountId>();
        for (var at = 0; at < writes.Length; at++)
        {
            // What follows a refused write of its account was refused with it.
            if (outcomes[at] == WriteOutcome.ExternalIdTaken || evading.Contains(writes[at].Account))
            {
                evading.Add(writes[at].Account);
                await EvadeAsync(batch[at], writes[at]).ConfigureAwait(false);
            }
            else
            {
                Expect(WriteOutcome.Written, outcomes[at], writes[at]);
                Count(writes[at]);
            }
        }
    }

    /// <summary>Writes what waited for an external id, as long as each round makes another one free.</summary>
    /// <exception cref="CopyRefusedException">One never became free.</exception>
    internal async Task SettleAsync()
    {
        while (waiting.Count > 0)
        {
            var outcomes = await target.AppendAsync(0, waiting, cancel).ConfigureAwait(false);
            var written = 0;
            for (var at = outcomes.Length - 1; at >= 0; at--)
            {
                if (outcomes[at] == WriteOutcome.ExternalIdTaken) continue;
                Expect(WriteOutcome.Written, outcomes[at], waiting[at]);
                Count(waiting[at]);
                waiting.RemoveAt(at);
                written++;
            }

            if (written == 0)
                throw new CopyRefusedException($"The external id of account {waiting[0].Account} belongs to another account of the target; stop what writes to the source, and copy again.");
        }
    }

    /// <summary>An account that lacks its external id gets it with its last entry.</summary>
    private Write Complete(CopyWrite write) =>
        write.IsLast && withoutId.Contains(write.Write.Account) ? write.Write with { Directory = WriteMaker.RowOf(write.After) } : write.Write;

    private async ValueTask EvadeAsync(CopyWrite write, Write whole)
    {
        var (now, later) = write.IsLast ? Split(whole) : (whole, null);
        if (later is not null) waiting.Add(later with { Directory = WriteMaker.RowOf(write.After) });
        if (now is null) return;
        withoutId.Add(now.Account);
        var without = now with { Directory = now.Directory is { } row ? row with { ExternalId = null } : null };
        Expect(WriteOutcome.Written, (await target.AppendAsync(0, [without], cancel).ConfigureAwait(false))[0], without);
        Count(without);
    }

    /// <summary>The last entry by itself, and what comes before it; null for nothing.</summary>
    private static (Write? Before, Write Last) Split(Write write)
    {
        var last = EntryCodec.Decode(write.Entries[^1]).Body;
        var key = WriteMaker.KeyOf(write.Account, last);
        var single = write with { Entries = [write.Entries[^1]], Postings = last.Postings, Key = key };
        if (write.Entries.Length == 1) return (null, single);
        return (write with
        {
            Entries = write.Entries[..^1],
            Postings = write.Postings[..^last.Postings.Length],
            Snapshot = null,
            Key = key is null ? write.Key : null,
        }, single);
    }

    private void Count(Write write)
    {
        counts.EntriesCopied += write.Entries.Length;
        if (write.Snapshot is not null) counts.SnapshotsCopied++;
    }

    private static void Expect(WriteOutcome expected, WriteOutcome outcome, Write write)
    {
        if (outcome == expected) return;
        throw new CopyRefusedException(outcome == WriteOutcome.CallerIdTaken
            ? $"Account {write.Account} has two entries with one caller's id; run holdfast verify on the source."
            : $"Somebody else writes to account {write.Account} of the target; stop that, and copy again.");
    }
}
