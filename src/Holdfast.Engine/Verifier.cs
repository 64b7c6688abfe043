using System.Runtime.CompilerServices;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// Proves the books: replays every account from its first entry, checks the chain of hashes, the instants, the postings,
/// the snapshots, the keys, what each period closes and what must always be true, and adds up the trial balance.
/// </summary>
public sealed class Verifier(IJournal journal)
{
    private readonly Dictionary<(string Asset, Book Book), Int128> sums = [];

    public long Accounts { get; private set; }

    public long Entries { get; private set; }

    /// <summary>The sum of each asset's books over all accounts, in millionths, once everything was read.</summary>
    public IReadOnlyDictionary<(string Asset, Book Book), Int128> TrialBalance => sums;

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public async IAsyncEnumerable<string> FindingsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var finding in journal.FindingsAsync(cancel).ConfigureAwait(false)) yield return finding;

        AccountId? after = null;
        while (await journal.AccountsAsync(null, null, after, PageSize, cancel).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                Accounts++;
                foreach (var finding in await ReadAsync(row, cancel).ConfigureAwait(false)) yield return $"account {row.Account}: {finding}";
            }

            after = page[^1].Account;
        }

        foreach (var (asset, book, micros) in await journal.TrialBalanceAsync(cancel).ConfigureAwait(false))
            if (sums.GetValueOrDefault((asset, book)) != micros)
                yield return $"the store's trial balance has {micros} millionths of {asset} in {Name(book)}, and the entries {sums.GetValueOrDefault((asset, book))}";
    }

    private const int PageSize = 500;

    /// <summary>What is wrong with an account; an account that cannot be read is wrong, and the others are still looked at.</summary>
    private async Task<List<string>> ReadAsync(AccountRow row, CancellationToken cancel)
    {
        try
        {
            return await VerifyAsync(row, cancel).ConfigureAwait(false);
        }
        catch (JournalDamagedException damage)
        {
            return [damage.Message];
        }
    }

    private async Task<List<string>> VerifyAsync(AccountRow row, CancellationToken cancel)
    {
        var findings = new List<string>();
        var snapshots = await SnapshotsAsync(row.Account, cancel).ConfigureAwait(false);
        var closings = new ClosingProof();
        AccountState? state = null;
        EntryRow? before = null;
        await foreach (var entry in journal.EntriesAsync(row.Account, 0, long.MaxValue, cancel).ConfigureAwait(false))
        {
            Entries++;
            findings.AddRange(Chain(before, entry));
            try
            {
                state = Step(row.Account, state, entry, closings, findings);
            }
            catch (Exception cause) when (cause is JournalDamagedException or InvalidOperationException or NullReferenceException or OverflowException)
            {
                findings.Add($"entry {entry.Seq} cannot follow: {cause.Message}");
                return findings;
            }

            if (snapshots.Remove(entry.Seq, out var snapshot)) findings.AddRange(Compare(snapshot, state, entry));
            before = entry;
        }

        if (state is null) findings.Add("there is no entry");
        else findings.AddRange(await AgainstDirectoryAsync(row, state, cancel).ConfigureAwait(false));
        findings.AddRange(snapshots.Keys.Select(seq => $"there is a snapshot at {seq}, past the last entry"));
        return findings;
    }

    private AccountState Step(AccountId account, AccountState? state, EntryRow row, ClosingProof closings, List<string> findings)
    {
        var entry = EntryCodec.Decode(row);
        foreach (var posting in entry.Body.Postings)
        {
            if (!posting.Amount.IsPositive || posting.From == posting.To) findings.Add($"entry {row.Seq} posts {posting.Amount} from {Name(posting.From)} to {Name(posting.To)}");
            Add(posting.Asset, posting.From, -(Int128)posting.Amount.Micros);
            Add(posting.Asset, posting.To, posting.Amount.Micros);
        }

        var next = state is null ? AccountState.Open(account, entry) : state.Apply(entry);
        findings.AddRange(entry.Body.After
            .Where(after => next.Balance(after.Asset).Available != after.Amount)
            .Select(after => $"entry {row.Seq} says that {after.Amount} {after.Asset} are available after it, and they are {next.Balance(after.Asset).Available}"));
        findings.AddRange(closings.Read(entry, next));
        findings.AddRange(Invariants.Broken(next).Select(broken => $"after entry {row.Seq} {broken}"));
        if (!EntryCodec.ColumnsAgree(row, entry)) findings.Add($"the columns of entry {row.Seq} do not say what its body says");
        return next;
    }

    private static IEnumerable<string> Chain(EntryRow? before, EntryRow row)
    {
        if (row.Seq != (before?.Seq ?? 0) + 1) yield return $"entry {row.Seq} follows entry {before?.Seq ?? 0}";
        if (row.At < before?.At) yield return $"entry {row.Seq} is earlier than the one before it";
        if (!row.PreviousHash.Span.SequenceEqual((before?.Hash ?? EntryCodec.NoHash).Span)) yield return $"entry {row.Seq} does not carry the hash of the one before it";
        if (!EntryCodec.Hash(row).AsSpan().SequenceEqual(row.Hash.Span)) yield return $"entry {row.Seq} was changed: its hash is another";
    }

    private static IEnumerable<string> Compare(Snapshot snapshot, AccountState state, EntryRow row)
    {
        if (!snapshot.Hash.Span.SequenceEqual(row.Hash.Span)) yield return $"the snapshot at {row.Seq} carries another hash than the entry";
        if (!StateCodec.Encode(state).AsSpan().SequenceEqual(snapshot.State.Span)) yield return $"the snapshot at {row.Seq} is not the state that the entries lead to";
    }

    private async Task<Dictionary<long, Snapshot>> SnapshotsAsync(AccountId account, CancellationToken cancel)
    {
        var snapshots = new Dictionary<long, Snapshot>();
        var seqMax = long.MaxValue;
        while (await journal.SnapshotAsync(account, seqMax, cancel).ConfigureAwait(false) is { } snapshot)
        {
            snapshots.Add(snapshot.Seq, snapshot);
            seqMax = snapshot.Seq - 1;
        }

        return snapshots;
    }

    private async Task<List<string>> AgainstDirectoryAsync(AccountRow row, AccountState state, CancellationToken cancel)
    {
        var findings = new List<string>();
        if (row.ExternalId != state.Profile.ExternalId || row.Email != state.Profile.Email) findings.Add("it is listed under another e-mail address or external id than it has");
        foreach (var key in state.Keys)
            if (await journal.FindKeyAsync(Convert.FromHexString(key.SecretHash), cancel).ConfigureAwait(false) is not { } found || found.Account != row.Account || found.KeyId != key.Id)
                findings.Add($"key {key.Id} is not found by its secret");
        return findings;
    }

    private void Add(string asset, Book book, Int128 micros) => sums[(asset, book)] = sums.GetValueOrDefault((asset, book)) + micros;

    private static string Name(Book book) => book.ToString().ToLowerInvariant();
}
