using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Tests;

/// <summary>
/// What every journal must do. An engine inherits it and says how a journal is opened, and nothing else; so all engines
/// keep the same promises.
/// </summary>
public abstract partial class JournalContract : IAsyncLifetime
{
    private IJournal? _journal;

    internal IJournal Journal => _journal!;

    /// <summary>Opens the test's own store: empty the first time, and later as it was left.</summary>
    protected abstract ValueTask<IJournal> OpenAsync();

    public async Task InitializeAsync() => _journal = await OpenAsync();

    public async Task DisposeAsync() => await Journal.DisposeAsync();

    private async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        _journal = await OpenAsync();
    }

    private async Task<WriteOutcome[]> AppendAsync(params Write[] batch) => await Journal.AppendAsync(0, batch, CancellationToken.None);

    private async Task<WriteOutcome> AppendAsync(params EntryRow[] entries) => (await AppendAsync(Rows.Write(entries)))[0];

    private async Task<string[]> EntriesAsync(AccountId account, long after = 0, long through = long.MaxValue) =>
        Rows.Texts(await Rows.ListAsync(Journal.EntriesAsync(account, after, through, CancellationToken.None)));

    private async Task<IEnumerable<long>> SeqsBackwardsAsync(AccountId account, long before = long.MaxValue) =>
        (await Rows.ListAsync(Journal.EntriesBackwardsAsync(account, before, CancellationToken.None))).Select(entry => entry.Seq);

    private async Task<IEnumerable<long>> FindAsync(AccountId account, string reference) =>
        (await Journal.FindAsync(account, reference, CancellationToken.None)).Select(entry => entry.Seq);
}
