using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Tests;

/// <summary>The contract in the plainest words: lists that are searched from one end to the other.</summary>
internal sealed class NaiveJournal
{
    private readonly Dictionary<AccountId, List<EntryRow>> _entries = [];
    private readonly Dictionary<AccountId, List<Snapshot>> _snapshots = [];
    private readonly Dictionary<AccountId, AccountRow> _directory = [];
    private readonly SortedDictionary<(string, Book), Int128> _books = [];

    public IReadOnlyList<EntryRow> Entries(AccountId account) => _entries.GetValueOrDefault(account, []);

    public IEnumerable<AccountId> Accounts => _entries.Keys;

    public long Count => _entries.Values.Sum(entries => (long)entries.Count);

    public WriteOutcome[] Append(IReadOnlyList<Write> batch)
    {
        var refused = new HashSet<AccountId>();
        return [.. batch.Select(write =>
        {
            var outcome = refused.Contains(write.Account) ? WriteOutcome.SeqTaken : Judge(write);
            if (outcome == WriteOutcome.Written) Add(write);
            else refused.Add(write.Account);
            return outcome;
        })];
    }

    public EntryRow[] Find(AccountId account, string reference) =>
        [.. Entries(account).Where(entry => entry.CallerId == reference || (entry.Hold is not null && "hold/" + entry.Hold == reference))];

    public long SeqAt(AccountId account, Instant at) => Entries(account).Where(entry => entry.At <= at).Select(entry => entry.Seq).DefaultIfEmpty(0).Max();

    public Snapshot? Snapshot(AccountId account, long seqMax) => _snapshots.GetValueOrDefault(account, []).LastOrDefault(snapshot => snapshot.Seq <= seqMax);

    public AccountRow[] Directory() => [.. _directory.Values.OrderBy(row => row.Account.ToString(), StringComparer.Ordinal)];

    public (string, Book, Int128)[] TrialBalance() => [.. _books.Select(pair => (pair.Key.Item1, pair.Key.Item2, pair.Value))];

    private WriteOutcome Judge(Write write)
    {
        var entries = Entries(write.Account);
        if (write.Entries[0].Seq != entries.Count + 1) return WriteOutcome.SeqTaken;
        if (write.Entries.Any(entry => entry.CallerId is not null && entries.Any(known => known.CallerId == entry.CallerId))) return WriteOutcome.CallerIdTaken;
        if (write.Directory?.ExternalId is { } id && _directory.Values.Any(row => row.Account != write.Account && row.ExternalId == id)) return WriteOutcome.ExternalIdTaken;
        return WriteOutcome.Written;
    }

    private void Add(Write write)
    {
        if (!_entries.TryGetValue(write.Account, out var entries)) _entries[write.Account] = entries = [];
        entries.AddRange(write.Entries);
        if (write.Directory is { } row) _directory[write.Account] = row;
        if (write.Snapshot is { } snapshot)
        {
            if (!_snapshots.TryGetValue(write.Account, out var snapshots)) _snapshots[write.Account] = snapshots = [];
            snapshots.Add(snapshot);
        }

        foreach (var posting in write.Postings)
        {
            _books[(posting.Asset, posting.From)] = _books.GetValueOrDefault((posting.Asset, posting.From)) - posting.Amount.Micros;
            _books[(posting.Asset, posting.To)] = _books.GetValueOrDefault((posting.Asset, posting.To)) + posting.Amount.Micros;
        }
    }
}
