using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// Decides commands on the newest state of their account, one account at a time and all accounts at once, and answers when
/// the journal has them. Reads see what is committed.
/// </summary>
public sealed partial class AccountEngine : IAsyncDisposable
{
    private readonly IJournal journal;
    private readonly TimeProvider time;
    private readonly EngineOptions options;
    private readonly Lane[] lanes;
    private readonly Freshness freshness;
    private readonly Cells cells;
    private readonly KeyDirectory keys;

    public AccountEngine(IJournal journal, Catalogues catalogues, TimeProvider time, EngineOptions options)
    {
        (this.journal, Catalogues, this.time, this.options) = (journal, catalogues, time, options);
        freshness = new(journal, catalogues);
        cells = new(journal, freshness, options);
        keys = new(journal);
        lanes = [.. Enumerable.Range(0, journal.Lanes).Select(number => new Lane(journal, catalogues, number))];
    }

    public Catalogues Catalogues { get; }

    public Instant Now => Instant.From(time.GetUtcNow());

    /// <summary>Accounts in memory now.</summary>
    public int AccountsInMemory => cells.Count;

    /// <summary>Decides a command and waits until it is on disk.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer, not even after a few tries. Nothing was written.</exception>
    /// <exception cref="OutcomeUnknownException">The store did not answer, not even after a few tries, and something may have been written.</exception>
    public async ValueTask<Answer> ExecuteAsync(AccountId account, Command command, CancellationToken cancel)
    {
        var failures = 0;
        var searched = Search.None;
        Met met = default;
        for (var decisions = 0; decisions < DecisionsMax; decisions++)
        {
            try
            {
                var cell = cells.FindLoaded(account) ?? await cells.GetAsync(account, cancel).ConfigureAwait(false);
                var decided = Decide(cell, command, searched);
                if (decided.IsOwn) Ring(account);
                if (decided.Rests is { } write) await write.Batch.Done.ConfigureAwait(false);
                switch (Next(decided))
                {
                    case Step.Answer:
                    case Step.FindOut when await LandedAsync(decided.Rests!, cancel).ConfigureAwait(false):
                        return Told(command, decided.Answer, decided.Cell);
                    case Step.Confirm when IsCertain(decided, met) || await IsNewestAsync(decided, cancel).ConfigureAwait(false):
                        return Told(command, await ConfirmAsync(command, decided, cancel).ConfigureAwait(false), decided.Cell);
                    case Step.Refuse:
                        return Told(command, ExternalIdTaken, null);
                    case Step.Search:
                        if (await AgainAsync(account, command, cancel).ConfigureAwait(false) is { } again) return Told(command, again, null);
                        searched = new(decided.CommittedSeq);
                        continue;
                    case Step.Pause:
                        break;
                    default:
                        if (met.Cell is null) met = new(decided.Cell, decided.Epoch);
                        continue;
                }
            }
            catch (JournalUnavailableException) when (failures < Pauses.Length)
            {
            }

            if (failures >= Pauses.Length) throw new JournalUnavailableException("The journal cannot be written.");
            await Task.Delay(Pauses[failures++], cancel).ConfigureAwait(false);
        }

        throw new JournalUnavailableException("The account is too busy.");
    }

    /// <summary>Takes many commands in one order; see <see cref="CommandStream"/>.</summary>
    /// <param name="cancel">Ends waiting; what is on its way to the disk by then gets there.</param>
    public CommandStream Stream(CancellationToken cancel) => new(this, cancel);

    /// <summary>Decides a command on what is committed, and changes nothing.</summary>
    /// <returns>What <see cref="ExecuteAsync"/> would answer, and what it would do.</returns>
    public async ValueTask<Answer> ForeseeAsync(AccountId account, Command command, CancellationToken cancel)
    {
        if (command.CallerId is not null && journal.MayKnow(account, command.CallerId)
            && await AgainAsync(account, command, cancel).ConfigureAwait(false) is { } again)
            return again with { Foresight = new() { Decision = new() { Status = again.Status } } };
        var (cell, before) = await FreshAsync(account, cancel).ConfigureAwait(false);
        if (before is null) cells.Forget(cell);
        var foresight = command.Foresee(before, Catalogues.Newest, Now);
        var decision = foresight.Decision;
        if (decision.Status == Status.Done && await IsExternalIdTakenAsync(account, before, decision.State!, cancel).ConfigureAwait(false))
            return new(Status.ExternalIdTaken, null, null, null, Foresight: new() { Decision = new() { Status = Status.ExternalIdTaken } });
        return new(decision.Status, decision.Entries.IsEmpty ? null : decision.Entry, decision.State, decision.Lack, before, decision.Bounds, foresight);
    }

    /// <summary>What the store would refuse, which alone knows all accounts.</summary>
    private async ValueTask<bool> IsExternalIdTakenAsync(AccountId account, AccountState? before, AccountState after, CancellationToken cancel)
    {
        if (after.Profile.ExternalId is not { } wanted || wanted == before?.Profile.ExternalId) return false;
        var holders = await journal.AccountsAsync(null, wanted, null, 1, cancel).ConfigureAwait(false);
        return holders is [var holder] && holder.Account != account;
    }

    /// <summary>Whether the store answers.</summary>
    public ValueTask PingAsync(CancellationToken cancel) => journal.PingAsync(cancel);

    /// <summary>Commits what was accepted, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in lanes) await lane.DisposeAsync().ConfigureAwait(false);
    }
}
