using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Reads: what is committed, brought to now by time alone.</summary>
public sealed partial class AccountEngine
{
    /// <summary>The account as it stands now; null when there is none.</summary>
    public ValueTask<AccountView?> ReadAsync(AccountId account, CancellationToken cancel) =>
        cells.Find(account) is { } cell && IsCertain(cell) && cell.Committed is { } committed ? new(ViewOf(cell, committed)) : LoadViewAsync(account, cancel);

    /// <summary>The account as it stood at a past instant; null when it was not open yet.</summary>
    public async ValueTask<AccountView?> ReadAtAsync(AccountId account, Instant at, CancellationToken cancel)
    {
        var seq = await journal.SeqAtAsync(account, at, cancel).ConfigureAwait(false);
        if (seq == 0) return null;
        var (state, _, _) = await Replay.ThroughAsync(journal, account, seq, cancel).ConfigureAwait(false);
        await FreshCatalogueAsync(cancel).ConfigureAwait(false);
        if (state is null) return null;
        var catalogue = Catalogues.Newest;
        var (advanced, entries) = Due.Advance(state, catalogue, at);
        return new(state, advanced, entries, catalogue.At(at), at);
    }

    /// <summary>The account as it stood right after one of its entries; null when there is no such account.</summary>
    public async ValueTask<AccountView?> ReadAfterAsync(AccountId account, Entry entry, CancellationToken cancel)
    {
        var (state, _, _) = await Replay.ThroughAsync(journal, account, entry.Seq, cancel).ConfigureAwait(false);
        await FreshCatalogueAsync(cancel).ConfigureAwait(false);
        return state is null ? null : ViewAfter(state, entry);
    }

    /// <summary>The account's state after the entry with a number; null when there is no such account.</summary>
    public async ValueTask<AccountState?> StateAfterAsync(AccountId account, long seq, CancellationToken cancel)
    {
        var (state, _, _) = await Replay.ThroughAsync(journal, account, seq, cancel).ConfigureAwait(false);
        return state;
    }

    /// <summary>The account as it stood right after its last entry, under the catalogue that decided the entry: the same for ever.</summary>
    public AccountView ViewAfter(AccountState state, Entry last) => new(state, state, [], Catalogues.Newest.OfVersion(last.Catalogue), state.At);

    /// <summary>Whose secret this is, by its SHA-256, and whether the key still lives.</summary>
    public ValueTask<KeyHolder> FindHolderAsync(SecretHash secret, CancellationToken cancel) =>
        keys.Find(secret) is { } key && cells.Find(key.Account) is { } cell && IsCertain(cell) && cell.Committed is { } committed
            ? new(Judge(ViewOf(cell, committed), key.KeyId))
            : LoadHolderAsync(secret, cancel);

    /// <summary>An account's entries after a number, in order, streamed.</summary>
    public IAsyncEnumerable<Entry> EntriesAsync(AccountId account, long after, CancellationToken cancel) => EntriesAsync(account, after, long.MaxValue, cancel);

    /// <summary>An account's entries with <c>after &lt; seq ≤ through</c>, in order, streamed.</summary>
    public async IAsyncEnumerable<Entry> EntriesAsync(AccountId account, long after, long through, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in journal.EntriesAsync(account, after, through, cancel).ConfigureAwait(false))
            yield return EntryCodec.Decode(row);
    }

    /// <summary>An account's entries, newest first, streamed.</summary>
    public IAsyncEnumerable<Entry> EntriesBackwardsAsync(AccountId account, CancellationToken cancel) => EntriesBackwardsAsync(account, long.MaxValue, cancel);

    /// <summary>An account's entries with <c>seq &lt; before</c>, newest first, streamed.</summary>
    public async IAsyncEnumerable<Entry> EntriesBackwardsAsync(AccountId account, long before, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in journal.EntriesBackwardsAsync(account, before, cancel).ConfigureAwait(false))
            yield return EntryCodec.Decode(row);
    }

    /// <summary>One entry; null when there is none with that number.</summary>
    public async ValueTask<Entry?> EntryAsync(AccountId account, long seq, CancellationToken cancel)
    {
        if (seq < 1) return null;
        await foreach (var row in journal.EntriesAsync(account, seq - 1, seq, cancel).ConfigureAwait(false)) return EntryCodec.Decode(row);
        return null;
    }

    /// <summary>The number of the account's last entry at or before an instant; 0 when it was not open yet.</summary>
    public ValueTask<long> SeqAtAsync(AccountId account, Instant at, CancellationToken cancel) => journal.SeqAtAsync(account, at, cancel);

    /// <summary>
    /// The entries that carry an account's closings, newest first, streamed; also those that time has made due and nobody has
    /// written. Each names the one before it, so no other entry is read.
    /// </summary>
    /// <param name="view">The account as it stands now.</param>
    /// <param name="from">The number of the first one; null for the newest. Where it carries no closing there are none.</param>
    public async IAsyncEnumerable<Entry> ClosingsAsync(AccountView view, long? from, [EnumeratorCancellation] CancellationToken cancel)
    {
        var unwritten = view.Unwritten;
        var next = from ?? view.State.ClosedSeq;
        while (next is { } seq)
        {
            var entry = seq <= view.Seq ? await EntryAsync(view.State.Id, seq, cancel).ConfigureAwait(false)
                : seq <= view.State.Seq ? unwritten[(int)(seq - view.Seq - 1)]
                : null;
            if (entry is null || Closing.In(entry.Body) is not { } closing) yield break;
            yield return entry;
            next = closing.Previous;
        }
    }

    /// <summary>All entries of a hold, in order; empty when there never was one with that id.</summary>
    public async ValueTask<IReadOnlyList<Entry>> HoldEntriesAsync(AccountId account, string hold, CancellationToken cancel)
    {
        var reference = Command.HoldReference + hold;
        if (!journal.MayKnow(account, reference)) return [];
        var rows = await journal.FindAsync(account, reference, cancel).ConfigureAwait(false);
        return [.. rows.Where(row => row.Hold == hold).Select(EntryCodec.Decode)];
    }

    /// <summary>Accounts in the order of their ids, after one of them, filtered by e-mail address or external id where given.</summary>
    public ValueTask<IReadOnlyList<AccountRow>> AccountsAsync(string? email, string? externalId, AccountId? after, int limit, CancellationToken cancel) =>
        journal.AccountsAsync(email, externalId, after, limit, cancel);

    /// <summary>The sum of each asset's books over all accounts, as far as journaled, in millionths.</summary>
    public ValueTask<IReadOnlyList<(string Asset, Book Book, Int128 Micros)>> TrialBalanceAsync(CancellationToken cancel) =>
        journal.TrialBalanceAsync(cancel);

    private async ValueTask<AccountView?> LoadViewAsync(AccountId account, CancellationToken cancel)
    {
        var (cell, committed) = await FreshAsync(account, cancel).ConfigureAwait(false);
        if (committed is not null) return ViewOf(cell, committed);
        cells.Forget(cell);
        return null;
    }

    private AccountView ViewOf(Cell cell, AccountState committed)
    {
        var catalogue = Catalogues.Newest;
        var now = Now;
        if (cell.View is { } view && ReferenceEquals(view.Committed, committed) && ReferenceEquals(view.Catalogue, catalogue) && now < view.ValidUntil)
            return view;
        var (state, entries) = Due.Advance(committed, catalogue, now);
        view = new(committed, state, entries, catalogue, now);
        cell.View = view;
        return view;
    }

    private async ValueTask<KeyHolder> LoadHolderAsync(SecretHash secret, CancellationToken cancel)
    {
        if (await keys.FindAsync(secret, cancel).ConfigureAwait(false) is not { } key) return new(Status.KeyUnknown, null, null);
        return await ReadAsync(key.Account, cancel).ConfigureAwait(false) is { } view ? Judge(view, key.KeyId) : new(Status.KeyUnknown, null, null);
    }

    private KeyHolder Judge(AccountView view, string keyId) =>
        view.State.Key(keyId) is { } key ? new(key.Validity(Now), view, key) : new(Status.KeyUnknown, null, null);
}
