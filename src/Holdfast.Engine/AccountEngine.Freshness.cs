using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// What a node may tell of an account it remembers where other nodes write too: a read and a refusal must be true of the
/// journal at some moment after they were asked for. An entry needs none of this: the journal takes none that does not follow.
/// </summary>
public sealed partial class AccountEngine
{
    /// <summary>Makes sure that the newest catalogue is known.</summary>
    public ValueTask FreshCatalogueAsync(CancellationToken cancel) => journal.Term == 0 ? freshness.CatalogueAsync(cancel) : ValueTask.CompletedTask;

    /// <summary>
    /// Whether a decision needs no second look at the journal: an entry, because the journal takes none that does not follow; a
    /// refusal of an account that nobody else writes to, or that was loaded after it was asked for. One that rests on a write of
    /// this node's own does need it: that may be on disk for a while, and another node may have gone on from it.
    /// </summary>
    internal bool IsCertain(in Decided decided, Met met) =>
        !decided.IsRefusal || IsCertain(decided.Cell!) || met.IsBefore(decided.Cell!, decided.Epoch);

    /// <summary>Whether a refusal was true of the journal at some moment since this was asked. If not, it is to be decided anew.</summary>
    internal async ValueTask<bool> IsNewestAsync(Decided decided, CancellationToken cancel) =>
        await WasNewestAsync(decided.Cell!, decided.Epoch, decided.JudgedSeq, cancel).ConfigureAwait(false) && decided.JudgedCatalogue == Catalogues.Newest.Version;

    /// <summary>Whether nobody can have written to the account since this node last looked.</summary>
    private bool IsCertain(Cell cell) => journal.Term is var term and not 0 && cell.Term == term;

    /// <summary>The account as it was in the journal at some moment since this was asked; a null state when there is none.</summary>
    private async ValueTask<(Cell Cell, AccountState? Committed)> FreshAsync(AccountId account, CancellationToken cancel)
    {
        Met met = default;
        while (true)
        {
            var cell = cells.FindLoaded(account) ?? await LoadPatientlyAsync(account, cancel).ConfigureAwait(false);
            AccountState? committed;
            int epoch;
            lock (cell.Gate)
            {
                if (!cell.Loaded) continue;
                (committed, epoch) = (cell.Committed, cell.Epoch);
            }

            if (IsCertain(cell) || met.IsBefore(cell, epoch)) return (cell, committed);
            if (await CaughtUpAsync(cell, epoch, committed, cancel).ConfigureAwait(false) is (true, var newest)) return (cell, newest);
            met = new(cell, epoch);
        }
    }

    /// <summary>
    /// The account as the cell has it, once that is no older than the journal was at some moment since this was asked. What this
    /// node has written itself may not be published yet, and another may have gone on from it: it is the number that tells.
    /// </summary>
    /// <returns>False when the cell is to be loaded anew.</returns>
    private async ValueTask<(bool Has, AccountState? Committed)> CaughtUpAsync(Cell cell, int epoch, AccountState? committed, CancellationToken cancel)
    {
        var (term, seq) = (journal.Term, committed?.Seq ?? 0);
        var newest = await freshness.NewestAsync(cell.Id, seq, cancel).ConfigureAwait(false);
        if (newest == seq)
        {
            Confirm(cell, epoch, seq, term);
            return (true, committed);
        }

        while (true)
        {
            Item? own;
            lock (cell.Gate)
            {
                if (cell.Epoch != epoch) return (false, null);
                if (cell.Committed is { } now && now.Seq >= newest) return (true, now);
                own = cell.PendingNewest;
                if (own is null)
                {
                    cell.Lose(nothingWritten: false);
                    return (false, null);
                }
            }

            await own.Batch.Done.ConfigureAwait(false);
        }
    }

    /// <summary>Notes the term in which an entry was found to be the newest, if the cell has it from the journal.</summary>
    private static void Confirm(Cell cell, int epoch, long seq, int term)
    {
        lock (cell.Gate)
            if (cell.Epoch == epoch && (cell.Committed?.Seq ?? 0) >= seq) cell.Term = term;
    }

    private ValueTask<Cell> LoadPatientlyAsync(AccountId account, CancellationToken cancel) => PatientlyAsync(() => cells.GetAsync(account, cancel), cancel);

    /// <summary>Whether an entry of the cell was the account's newest at some moment since a decision on it. If not, the cell is to be loaded anew.</summary>
    /// <param name="seq">The entry that was the last one then, on disk or on its way there, in this epoch.</param>
    private async ValueTask<bool> WasNewestAsync(Cell cell, int epoch, long seq, CancellationToken cancel)
    {
        var term = journal.Term;
        if (await freshness.NewestAsync(cell.Id, seq, cancel).ConfigureAwait(false) == seq)
        {
            Confirm(cell, epoch, seq, term);
            return true;
        }

        while (true)
        {
            Item? own;
            lock (cell.Gate)
            {
                if (cell.Epoch != epoch) return false;

                // This node has decided the next one itself since, and the journal took it: nobody came in between.
                if ((cell.Committed?.Seq ?? 0) > seq) return true;
                own = cell.PendingNewest;
                if (own is null)
                {
                    cell.Lose(nothingWritten: false);
                    return false;
                }
            }

            await own.Batch.Done.ConfigureAwait(false);
        }
    }
}
