using System.Collections.ObjectModel;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// Makes sure that what this node remembers is the newest where other nodes write too: one question to the journal for
/// everybody who waits at that moment. A question is only ever answered for those who asked before it was sent.
/// </summary>
internal sealed class Freshness(IJournal journal, Catalogues catalogues)
{
    // The second is filled and sent while the first is answered.
    private const int QuestionsMax = 2;

    private readonly Lock gate = new();
    private Question? waiting;
    private int sent;

    /// <summary>The account's last entry at some moment since this was asked; the newest catalogue is known then.</summary>
    /// <param name="seq">The last one that is known; 0 where there is none.</param>
    /// <exception cref="JournalUnavailableException">The journal did not answer, not even after a few tries.</exception>
    internal async ValueTask<long> NewestAsync(AccountId account, long seq, CancellationToken cancel)
    {
        var overtaken = await Ask((account, seq)).WaitAsync(cancel).ConfigureAwait(false);
        return overtaken.TryGetValue(account, out var newest) ? Math.Max(seq, newest) : seq;
    }

    /// <summary>Makes sure that the newest catalogue is known.</summary>
    /// <exception cref="JournalUnavailableException">The journal did not answer, not even after a few tries.</exception>
    internal async ValueTask CatalogueAsync(CancellationToken cancel) => await Ask(null).WaitAsync(cancel).ConfigureAwait(false);

    private Task<IReadOnlyDictionary<AccountId, long>> Ask((AccountId Account, long Seq)? known)
    {
        lock (gate)
        {
            var question = waiting ??= new();
            if (known is { } seq) question.Known.Add(seq);
            if (sent < QuestionsMax)
            {
                sent++;
                _ = Task.Run(SendAllAsync);
            }

            return question.Answer.Task;
        }
    }

    /// <summary>Sends one question after the other, until nobody waits.</summary>
    private async Task SendAllAsync()
    {
        while (Next() is { } question)
        {
            try
            {
                question.Answer.SetResult(await AccountEngine.PatientlyAsync(() => AnswerAsync(question), CancellationToken.None).ConfigureAwait(false));
            }
            catch (Exception cause)
            {
                question.Answer.SetException(cause);
            }
        }
    }

    private Question? Next()
    {
        lock (gate)
        {
            var question = waiting;
            waiting = null;
            if (question is null) sent--;
            return question;
        }
    }

    private async ValueTask<IReadOnlyDictionary<AccountId, long>> AnswerAsync(Question question)
    {
        var (newest, catalogue) = await journal.OvertakenAsync(question.Known, CancellationToken.None).ConfigureAwait(false);
        if (catalogue > catalogues.Newest.Version) await catalogues.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
        return newest.Count == 0 ? ReadOnlyDictionary<AccountId, long>.Empty : newest.DistinctBy(account => account.Account).ToDictionary(account => account.Account, account => account.Seq);
    }

    private sealed class Question
    {
        internal readonly List<(AccountId Account, long Seq)> Known = [];

        internal readonly TaskCompletionSource<IReadOnlyDictionary<AccountId, long>> Answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
