using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// The entries that led to a view of an account: those on disk, and behind them those that time had made due by then and
/// nobody has written yet. They will be written as they stand here.
/// </summary>
internal sealed class History(AccountEngine engine, AccountView view)
{
    private readonly ImmutableArray<Entry> due = view.Unwritten;

    internal AccountView View => view;

    /// <summary>The number of the last entry, written or not.</summary>
    internal long Last => view.State.Seq;

    /// <summary>Whether an entry is due and not written.</summary>
    internal bool IsDue(Entry entry) => entry.Seq > view.Seq;

    /// <summary>The entries after a number, in order.</summary>
    internal async IAsyncEnumerable<Entry> ForwardsAsync(long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (after < view.Seq)
            await foreach (var entry in engine.EntriesAsync(view.State.Id, after, view.Seq, cancel)) yield return entry;
        foreach (var entry in due) if (entry.Seq > after) yield return entry;
    }

    /// <summary>The account after an entry, written or due; null before the first.</summary>
    internal async ValueTask<AccountState?> StateAfterAsync(long seq, CancellationToken cancel)
    {
        if (seq == 0) return null;
        var state = await engine.StateAfterAsync(view.State.Id, Math.Min(seq, view.Seq), cancel);
        foreach (var entry in due) if (entry.Seq <= seq) state = state!.Apply(entry);
        return state;
    }

    /// <summary>The entries between two numbers, both exclusive, newest first.</summary>
    internal async IAsyncEnumerable<Entry> BackwardsAsync(long before, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var at = due.Length - 1; at >= 0; at--)
            if (due[at].Seq < before && due[at].Seq > after) yield return due[at];
        await foreach (var entry in engine.EntriesBackwardsAsync(view.State.Id, Math.Min(before, view.Seq + 1), cancel))
        {
            if (entry.Seq <= after) yield break;
            yield return entry;
        }
    }
}
