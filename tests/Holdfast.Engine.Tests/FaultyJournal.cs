using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

/// <summary>What goes wrong with an append.</summary>
public enum Trouble
{
    None,

    /// <summary>Nothing is written, and the store says so.</summary>
    Unavailable,

    /// <summary>Everything is written, but the connection is lost before the answer.</summary>
    WrittenButUnknown,

    /// <summary>The connection is lost before anything is written.</summary>
    LostAndUnknown,
}

/// <summary>A real journal behind a connection that breaks when the test says so.</summary>
public sealed class FaultyJournal(IJournal real) : IJournal
{
    private int readsToFail;

    /// <summary>What happens to the next appends, in order; then none.</summary>
    public Queue<Trouble> Troubles { get; } = new();

    public int Appends { get; private set; }

    /// <summary>Appends are answered when this has come, if it is set.</summary>
    public TaskCompletionSource? Release { get; set; }

    /// <summary>Comes when an append is written whose answer is held back.</summary>
    public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Comes when the journal has been asked what is newest, if it is set.</summary>
    public TaskCompletionSource? Asked { get; set; }

    /// <summary>So many of the next looks at an account's entries, or for a write, fail.</summary>
    public int ReadsToFail { get => Volatile.Read(ref readsToFail); set => Volatile.Write(ref readsToFail, value); }

    public int Lanes => real.Lanes;

    public int Term => real.Term;

    public async ValueTask<WriteOutcome[]> AppendAsync(int lane, IReadOnlyList<Write> batch, CancellationToken cancel)
    {
        Appends++;
        var trouble = Troubles.TryDequeue(out var next) ? next : Trouble.None;
        if (trouble == Trouble.Unavailable) throw new JournalUnavailableException("test");
        if (trouble == Trouble.LostAndUnknown) throw new OutcomeUnknownException("test");
        var outcomes = await real.AppendAsync(lane, batch, cancel);
        if (Release is { } release)
        {
            Written.TrySetResult();
            await release.Task;
        }

        return trouble == Trouble.WrittenButUnknown ? throw new OutcomeUnknownException("test") : outcomes;
    }

    public ValueTask<bool> HasAsync(Write write, CancellationToken cancel) =>
        Interlocked.Decrement(ref readsToFail) >= 0 ? throw new JournalUnavailableException("test") : real.HasAsync(write, cancel);

    public async ValueTask<(IReadOnlyList<(AccountId Account, long Seq)> Newest, int Catalogue)> OvertakenAsync(IReadOnlyList<(AccountId Account, long Seq)> known, CancellationToken cancel)
    {
        var newest = await real.OvertakenAsync(known, cancel);
        Asked?.TrySetResult();
        return newest;
    }

    public ValueTask<Snapshot?> SnapshotAsync(AccountId account, long seqMax, CancellationToken cancel) => real.SnapshotAsync(account, seqMax, cancel);

    public IAsyncEnumerable<EntryRow> EntriesAsync(AccountId account, long after, long through, CancellationToken cancel) =>
        Interlocked.Decrement(ref readsToFail) >= 0 ? throw new JournalUnavailableException("test") : real.EntriesAsync(account, after, through, cancel);

    public IAsyncEnumerable<EntryRow> EntriesBackwardsAsync(AccountId account, long before, CancellationToken cancel) => real.EntriesBackwardsAsync(account, before, cancel);

    public ValueTask<long> SeqAtAsync(AccountId account, Instant at, CancellationToken cancel) => real.SeqAtAsync(account, at, cancel);

    public bool MayKnow(AccountId account, string reference) => real.MayKnow(account, reference);

    public bool ProbablyKnows(AccountId account, string callerId) => real.ProbablyKnows(account, callerId);

    public ValueTask<IReadOnlyList<EntryRow>> FindAsync(AccountId account, string reference, CancellationToken cancel) => real.FindAsync(account, reference, cancel);

    public ValueTask<KeyRow?> FindKeyAsync(ReadOnlyMemory<byte> secretHash, CancellationToken cancel) => real.FindKeyAsync(secretHash, cancel);

    public ValueTask<IReadOnlyList<AccountRow>> AccountsAsync(string? email, string? externalId, AccountId? after, int limit, CancellationToken cancel) =>
        real.AccountsAsync(email, externalId, after, limit, cancel);

    public ValueTask<IReadOnlyList<(string Asset, Book Book, Int128 Micros)>> TrialBalanceAsync(CancellationToken cancel) => real.TrialBalanceAsync(cancel);

    public ValueTask<IReadOnlyList<CatalogueRow>> CataloguesAsync(CancellationToken cancel) => real.CataloguesAsync(cancel);

    public ValueTask<bool> AddCatalogueAsync(CatalogueRow catalogue, CancellationToken cancel) => real.AddCatalogueAsync(catalogue, cancel);

    public ValueTask<string?> SettingAsync(string name, CancellationToken cancel) => real.SettingAsync(name, cancel);

    public ValueTask SetSettingAsync(string name, string value, CancellationToken cancel) => real.SetSettingAsync(name, value, cancel);

    public ValueTask<bool> AddSettingAsync(string name, string value, CancellationToken cancel) => real.AddSettingAsync(name, value, cancel);

    public ValueTask<IReadOnlyList<(string Name, string Value)>> SettingsAsync(CancellationToken cancel) => real.SettingsAsync(cancel);

    public IAsyncEnumerable<string> FindingsAsync(CancellationToken cancel) => real.FindingsAsync(cancel);

    public ValueTask PingAsync(CancellationToken cancel) => real.PingAsync(cancel);

    public ValueTask DisposeAsync() => real.DisposeAsync();
}
