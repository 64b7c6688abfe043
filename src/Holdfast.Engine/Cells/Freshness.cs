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

    /// <summary>Whether the account has no entry after this one; the newest catalogue is known then.</summary>
    /// <param name="seq">0 where there is no entry.</param>
    /// <exception cref="JournalUnavailableException">The journal did not answer, not even after a few tries.</exception>
    internal async ValueTask<bool> IsNewestAsync(AccountId account, long seq, CancellationToken cancel)
    {
        var overtaken = await Ask((account, seq)).WaitAsync(cancel).ConfigureAwait(false);
        return overtaken.Count == 0 || !overtaken.Contains(account);
    }

    /// <summary>Makes sure that the newest catalogue is known.</summary>
    /// <exception cref="JournalUnavailableException">The journal did not answer, not even after a few tries.</exception>
    internal async ValueTask CatalogueAsync(CancellationToken cancel) => await Ask(null).WaitAsync(cancel).ConfigureAwait(false);

    private Task<IReadOnlyList<AccountId>> Ask((AccountId Account, long Seq)? known)
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
                question.Answer.SetResult(await AnswerAsync(question).ConfigureAwait(false));
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

    private async Task<IReadOnlyList<AccountId>> AnswerAsync(Question question)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                var (accounts, catalogue) = await journal.OvertakenAsync(question.Known, CancellationToken.None).ConfigureAwait(false);
                if (catalogue > catalogues.Newest.Version) await catalogues.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
                return accounts;
            }
            catch (JournalUnavailableException) when (failures < AccountEngine.Pauses.Length)
            {
                await Task.Delay(AccountEngine.Pauses[failures]).ConfigureAwait(false);
            }
        }
    }

    private sealed class Question
    {
        internal readonly List<(AccountId Account, long Seq)> Known = [];

        internal readonly TaskCompletionSource<IReadOnlyList<AccountId>> Answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
