using Holdfast.Engine;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// Writes batches over one session. It first tries to write all of a batch as if nothing spoke against it; only when the
/// tables refuse, it asks why, and writes the others. So a batch is one round trip, and a conflict costs three. An account
/// that another node has just written to is written apart for a while, so that the others do not pay for it.
/// </summary>
internal sealed class PostgresLane(PostgresSource source, NodeGuard guard, LostSessions lost, EntryReading entries, UnsettledWrites unsettled, RecentReferences recent, int accountsRemembered) : IAsyncDisposable
{
    // Tries that fail for another reason than the batch's own.
    private const int TriesMax = 4;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly BatchPlan _plan = new();
    private readonly KnownHeads _heads = new(accountsRemembered);
    private readonly Contested _contested = new();
    private readonly long _firstNumber = LaneSession.NewName();
    private LaneSession? _session;
    private long _batches;
    private bool _writtenApart;

    /// <returns>One outcome for each write, in order.</returns>
    public async ValueTask<WriteOutcome[]> AppendAsync(IReadOnlyList<Write> batch, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        // Marks the rows of this batch, in all of the store's history.
        var number = unchecked(_firstNumber + ++_batches);
        var start = 0;
        _writtenApart = false;
        try
        {
            _plan.Begin(batch);
            await guard.HoldAsync();
            foreach (var end in Pieces.EndsOf(batch))
            {
                await WriteAsync(start, end, number);
                start = end;
            }

            return _plan.Outcomes;
        }
        catch (JournalUnavailableException fault) when (start > 0 || _writtenApart)
        {
            throw Unsettled(batch, number, fault);
        }
        catch (OutcomeUnknownException fault)
        {
            throw Unsettled(batch, number, fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        await DropAsync();
        _gate.Release();
    }

    private OutcomeUnknownException Unsettled(IReadOnlyList<Write> batch, long number, Exception fault)
    {
        foreach (var write in batch) unsettled.Add(write, number);
        return new(fault.Message, fault);
    }

    /// <summary>Writes a piece of the batch: the accounts that others write to, then all others.</summary>
    private async Task WriteAsync(int start, int end, long number)
    {
        var apart = _contested.Any();
        if (apart)
        {
            _plan.Take(start, end, _contested.Contains);
            await WriteAsync(number, isRace: true);
            _writtenApart = _plan.Runs.Count > 0;
        }

        _plan.Take(start, end, account => !apart || !_contested.Contains(account));
        await WriteAsync(number, isRace: false);
        _contested.Forget();
    }

    /// <summary>Writes what is planned, and takes out of the plan what cannot be.</summary>
    private async Task WriteAsync(long number, bool isRace)
    {
        for (var tries = 1; _plan.Runs.Count > 0; tries++)
        {
            var session = await SessionAsync();
            try
            {
                if (isRace) await session.RaceAsync(_plan, _heads, number, _contested.Add);
                else await session.WriteAsync(_plan, _heads, number);
                Publish();
                return;
            }
            catch (Exception fault) when (Faults.IsRefusal(fault))
            {
                if (await JudgeAsync(session)) tries = 0;
                else if (tries >= TriesMax) throw Faults.Unavailable(source.Name, fault);
            }
            catch (Exception fault) when (Faults.IsOfTheWorld(fault))
            {
                if (_plan.Runs.Count > 0 && !Faults.LeavesNothing(fault) && await LandedAsync(session, number, fault))
                {
                    Publish();
                    return;
                }

                if (!session.IsOpen) await DropAsync();
                if (!Faults.IsWorthAnotherTry(fault) || tries >= TriesMax) throw Faults.Unavailable(source.Name, fault);
            }
        }
    }

    private async Task<LaneSession> SessionAsync()
    {
        if (_session is { IsOpen: true }) return _session;

        // Rolling back what was lost anyway, the driver gives a broken connection up without a word.
        await DropAsync();
        try
        {
            await lost.EndAsync(CancellationToken.None);
            return _session = await LaneSession.OpenAsync(source, CancellationToken.None);
        }
        catch (Exception fault) when (Faults.IsOfTheWorld(fault))
        {
            throw Faults.Unavailable(source.Name, fault);
        }
    }

    /// <summary>Asks why the tables refused, over the session that they refused, which goes on.</summary>
    private async Task<bool> JudgeAsync(LaneSession session)
    {
        try
        {
            return await Judge.RefuseAsync(session.Connection, _plan, _contested.Add);
        }
        catch (Exception fault) when (Faults.IsOfTheWorld(fault))
        {
            // Only a question was under way, so nothing is unknown.
            await DropAsync();
            throw Faults.Unavailable(source.Name, fault);
        }
    }

    /// <summary>Finds out whether a batch was committed before its connection broke.</summary>
    /// <exception cref="OutcomeUnknownException">The database cannot be asked now.</exception>
    private async Task<bool> LandedAsync(LaneSession session, long number, Exception fault)
    {
        lost.Add(session.Name);
        await DropAsync();
        var first = _plan.First(_plan.Runs[0]);
        try
        {
            return await entries.HasAsync(first.Account, first.Seq, number, CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            throw new OutcomeUnknownException($"The connection to {source.Name} broke while a batch was being committed, so it may be there or not.", fault);
        }
    }

    /// <summary>Gives the session up. The next one may be on another server, after a failover.</summary>
    private async Task DropAsync()
    {
        var session = _session;
        _session = null;
        _heads.Clear();
        if (session is not null) await session.DisposeAsync();
    }

    private void Publish()
    {
        foreach (var run in _plan.Runs) _heads.Add(_plan.Last(run));
        foreach (var write in _plan.Writes())
            foreach (var entry in write.Entries)
                if (entry.CallerId is not null) recent.Add(entry.Account, entry.CallerId);
    }
}
