using System.Runtime.ExceptionServices;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// What one account was sent in a stream and has not been answered, in order. It is decided ahead of the disk as long as all
/// before it was decided in the same epoch; when decisions were lost, whoever waits for the first of them has all of them
/// decided anew, in their order.
/// </summary>
internal sealed class Unanswered(AccountEngine engine, AccountId account, CancellationToken cancel)
{
    private readonly Lock gate = new();
    private SentCommand? first;
    private SentCommand? last;

    /// <summary>The first that is not decided; null when all are.</summary>
    private SentCommand? undecided;

    /// <summary>The one before that; null when it was answered.</summary>
    private SentCommand? before;

    /// <summary>Who is loading the account, or asking the journal for an id, to decide what is not; null when nobody is.</summary>
    private Task? deciding;

    /// <summary>What the journal must be asked of: an id, or whether a refusal is true.</summary>
    private Decided asked;

    /// <summary>Whose id the journal was asked for, and did not know.</summary>
    private (SentCommand? Of, Search Search) searched;

    /// <summary>Whose refusal was not true of the journal, and what it was judged on.</summary>
    private (SentCommand? Of, Met Met) refused;

    internal bool IsEmpty
    {
        get
        {
            lock (gate) return first is null;
        }
    }

    /// <summary>Appends a command, and decides it if nothing must be waited for. Whoever calls this rings for the lane.</summary>
    internal void Add(SentCommand sent)
    {
        lock (gate)
        {
            if (last is null) first = sent;
            else last.Next = sent;
            last = sent;
            if (undecided is null) undecided = sent;
            if (deciding is null && DecideAll() is Try.NotLoaded or Try.SearchFirst or Try.AskFirst) deciding = DecideWaitingAsync();
        }
    }

    /// <summary>The answer to the first of all; see <see cref="SentCommand.AnswerAsync"/>.</summary>
    internal async ValueTask<Answer> AnswerAsync(SentCommand head)
    {
        try
        {
            return await FirstAsync(head).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is JournalUnavailableException or OutcomeUnknownException)
        {
            // What was sent after it must not be done before it is.
            Fail(head, cause);
            throw;
        }
        finally
        {
            Remove(head);
        }
    }

    private async ValueTask<Answer> FirstAsync(SentCommand head)
    {
        var failures = 0;
        for (var decisions = 0; decisions < AccountEngine.DecisionsMax; decisions++)
        {
            try
            {
                var decided = await DecidedAsync(head).ConfigureAwait(false);
                if (decided.Rests is { } write) await write.Batch.Done.ConfigureAwait(false);
                switch (AccountEngine.Next(decided))
                {
                    case Step.Answer:
                    case Step.FindOut when await engine.LandedAsync(decided.Rests!, cancel).ConfigureAwait(false):
                        return engine.Told(head.Command, decided.Answer, decided.Cell);
                    case Step.Confirm:
                        return engine.Told(head.Command, await engine.ConfirmAsync(head.Command, decided, cancel).ConfigureAwait(false), decided.Cell);
                    case Step.Refuse:
                        DecideAnew();
                        return engine.Told(head.Command, AccountEngine.ExternalIdTaken, null);
                    case Step.Search when await engine.AgainAsync(account, head.Command, cancel).ConfigureAwait(false) is { } again:
                        DecideAnew();
                        return engine.Told(head.Command, again, null);
                    case Step.Pause:
                        throw new JournalUnavailableException("The journal cannot be written.");
                }
            }
            catch (JournalUnavailableException) when (head.Failure is null && failures < AccountEngine.Pauses.Length)
            {
                await Task.Delay(AccountEngine.Pauses[failures++], cancel).ConfigureAwait(false);
            }

            DecideAnew();
        }

        throw new JournalUnavailableException("The account is too busy.");
    }

    /// <summary>What was decided of the first of all.</summary>
    private async ValueTask<Decided> DecidedAsync(SentCommand head)
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                if (!ReferenceEquals(head, first)) throw new InvalidOperationException("Answers are asked for in the order of the commands.");
                if (head.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
                if (!ReferenceEquals(head, undecided)) return head.Decided;
                waiting = deciding ??= DecideWaitingAsync();
            }

            await waiting.ConfigureAwait(false);
        }
    }

    /// <summary>The decisions of all that is not answered were lost, since they followed from one that was.</summary>
    private void DecideAnew()
    {
        lock (gate) (undecided, before) = (first, null);
    }

    /// <summary>Decides in order, up to one that must wait. The gate is held.</summary>
    private Try DecideAll()
    {
        if (undecided is null) return Try.Decided;
        if (engine.FindLoaded(account) is not { } cell) return Try.NotLoaded;
        while (undecided is { } next)
        {
            var decided = engine.Decide(cell, next.Command, ReferenceEquals(searched.Of, next) ? searched.Search : Search.None, before is null ? default : before.Decided);
            if (decided.Try == Try.SearchFirst) asked = decided;
            if (decided.Try != Try.Decided) return decided.Try;

            // What follows is decided as if it had not been sent, and may be on disk before its answer is asked for.
            if (!engine.IsCertain(decided, ReferenceEquals(refused.Of, next) ? refused.Met : default))
            {
                asked = decided;
                return Try.AskFirst;
            }

            Take(next, decided);
        }

        return Try.Decided;
    }

    /// <summary>Notes what was decided of the first that was not. The gate is held.</summary>
    private void Take(SentCommand next, in Decided decided)
    {
        next.Decided = decided;
        (before, undecided) = (next, next.Next);
    }

    /// <summary>Decides all, and waits for what must be waited for.</summary>
    private async Task DecideWaitingAsync()
    {
        // The gate is held by whoever starts this: nothing may run before the first wait.
        await Task.Yield();
        var failures = 0;
        while (true)
        {
            try
            {
                if (await TryDecideAsync().ConfigureAwait(false)) return;
                failures = 0;
                continue;
            }
            catch (JournalUnavailableException) when (failures < AccountEngine.Pauses.Length)
            {
            }
            catch (Exception cause)
            {
                FailUndecided(cause);
                return;
            }

            await Task.Delay(AccountEngine.Pauses[failures++], CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>True when nothing is left that could be decided now.</summary>
    private async ValueTask<bool> TryDecideAsync()
    {
        Try tried;
        SentCommand? next;
        Decided about;
        lock (gate)
        {
            tried = DecideAll();
            (next, about) = (undecided, asked);

            // What is out of turn waits until those before it are answered, or are decided anew with it.
            if (tried is Try.Decided or Try.OutOfTurn) deciding = null;
        }

        engine.Ring(account);
        switch (tried)
        {
            case Try.NotLoaded:
                await engine.LoadAsync(account, cancel).ConfigureAwait(false);
                return false;
            case Try.SearchFirst:
                Found(next!, about, await engine.AgainAsync(account, next!.Command, cancel).ConfigureAwait(false));
                return false;
            case Try.AskFirst:
                Found(next!, about, await engine.IsNewestAsync(about, cancel).ConfigureAwait(false));
                return false;
            default:
                return true;
        }
    }

    /// <summary>Notes what the journal knows of a caller's id.</summary>
    /// <param name="again">Null when it does not know it.</param>
    private void Found(SentCommand next, in Decided about, Answer? again)
    {
        lock (gate)
        {
            if (!ReferenceEquals(next, undecided)) return;
            if (again is { } answer) Take(next, about with { Try = Try.Decided, Answer = answer });
            else searched = (next, new(about.CommittedSeq));
        }
    }

    /// <summary>Notes whether a refusal is true of the journal.</summary>
    private void Found(SentCommand next, in Decided about, bool isTrue)
    {
        lock (gate)
        {
            if (!ReferenceEquals(next, undecided)) return;
            if (isTrue) Take(next, about);
            else if (!ReferenceEquals(refused.Of, next)) refused = (next, new(about.Cell, about.Epoch));
        }
    }

    private void FailUndecided(Exception cause)
    {
        lock (gate)
        {
            deciding = null;
            if (undecided is { } from) FailFrom(from, cause);
        }
    }

    private void Fail(SentCommand head, Exception cause)
    {
        lock (gate) FailFrom(head, cause);
    }

    /// <summary>The gate is held.</summary>
    private void FailFrom(SentCommand from, Exception cause)
    {
        for (var sent = from; sent is not null; sent = sent.Next) sent.Failure ??= cause;
        (undecided, before) = (null, null);
    }

    private void Remove(SentCommand head)
    {
        lock (gate)
        {
            if (!ReferenceEquals(head, first)) return;
            first = head.Next;
            if (first is null) last = null;
            if (ReferenceEquals(before, head)) before = null;
            if (ReferenceEquals(undecided, head)) undecided = first;
        }
    }
}
