using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// Many commands in one order. Each account's are decided one after the other as they are sent, without waiting for the disk
/// between them; those of different accounts side by side. For one sender and one receiver of answers, who may run side by
/// side. What is sent and not answered is kept in memory, so the sender bounds it.
/// </summary>
public sealed class CommandStream
{
    private readonly AccountEngine engine;
    private readonly CancellationToken cancel;
    private readonly Dictionary<AccountId, Unanswered> accounts = [];
    private int sweepAt = AccountsMin;

    internal CommandStream(AccountEngine engine, CancellationToken cancel) => (this.engine, this.cancel) = (engine, cancel);

    /// <summary>So many accounts are remembered before those that have nothing open are forgotten.</summary>
    private const int AccountsMin = 1_024;

    /// <summary>Those that something is open of, and some that nothing is.</summary>
    internal int AccountsRemembered => accounts.Count;

    /// <summary>Decides a command after all that its account was sent before.</summary>
    public SentCommand Send(AccountId account, Command command)
    {
        var sent = Add(account, command);
        engine.Ring(account);
        return sent;
    }

    /// <summary>Decides commands in order, and has them committed in as few batches as possible.</summary>
    public SentCommand[] Send(IReadOnlyList<(AccountId Account, Command Command)> commands)
    {
        var all = new SentCommand[commands.Count];
        try
        {
            for (var at = 0; at < all.Length; at++) all[at] = Add(commands[at].Account, commands[at].Command);
        }
        finally
        {
            engine.Ring();
        }

        return all;
    }

    private SentCommand Add(AccountId account, Command command)
    {
        if (!accounts.TryGetValue(account, out var unanswered))
        {
            if (accounts.Count >= sweepAt) Forget();
            accounts[account] = unanswered = new(engine, account, cancel);
        }

        var sent = new SentCommand(unanswered, command);
        unanswered.Add(sent);
        return sent;
    }

    /// <summary>Nobody but the sender adds, so what is empty now stays so until it is forgotten.</summary>
    private void Forget()
    {
        foreach (var (account, unanswered) in accounts)
            if (unanswered.IsEmpty) accounts.Remove(account);
        sweepAt = Math.Max(AccountsMin, 2 * accounts.Count);
    }
}

/// <summary>A command on its way through a stream.</summary>
public sealed class SentCommand
{
    private readonly Unanswered account;

    internal SentCommand(Unanswered account, Command command) => (this.account, Command) = (account, command);

    public Command Command { get; }

    /// <summary>What was decided; the default while it is not.</summary>
    internal Decided Decided;

    /// <summary>Why it cannot be decided; null when it can.</summary>
    internal Exception? Failure;

    /// <summary>The account's next one; null for the last.</summary>
    internal SentCommand? Next;

    /// <summary>The answer, once it is on disk. To be asked once, and after all that the account was sent before.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer, not even after a few tries. Nothing was written, nor is anything that the account was sent after it.</exception>
    /// <exception cref="OutcomeUnknownException">The store did not answer, not even after a few tries, and it may have been written, or what the account was sent after it.</exception>
    public ValueTask<Answer> AnswerAsync() => account.AnswerAsync(this);
}
