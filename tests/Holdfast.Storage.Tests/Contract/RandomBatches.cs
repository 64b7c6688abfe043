using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Tests;

/// <summary>Batches that a seed names, most of their writes right, some taken already. The model is kept up to date by whoever asks.</summary>
internal sealed class RandomBatches(int seed, NaiveJournal model)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<AccountId, long> _seqs = [];
    private long _ids;

    public const int Accounts = 40;

    public Write[] Next()
    {
        _seqs.Clear();
        return [.. Enumerable.Range(0, _random.Next(1, 30)).Select(_ => Next(Rows.Account(_random.Next(Accounts))))];
    }

    private Write Next(AccountId account)
    {
        var seq = _seqs.GetValueOrDefault(account, model.Entries(account).Count) + 1;
        if (_random.Next(40) == 0) seq += _random.Next(-1, 2);
        var count = _random.Next(5) == 0 ? _random.Next(2, 5) : 1;
        var entries = Enumerable.Range(0, count).Select(i => Rows.Entry(account, seq + i, i == 0 ? CallerId() : null, Hold(), At(seq + i))).ToArray();
        _seqs[account] = seq + count - 1;
        return Rows.Write(entries) with
        {
            Postings = Rows.Grant(_random.Next(2) == 0 ? "usd" : "eur", _random.NextInt64(1, long.MaxValue)),
            Snapshot = _random.Next(8) == 0 ? Rows.Snapshot(account, seq + count - 1) : null,
            Directory = _random.Next(8) == 0 ? new(account, _random.Next(2) == 0 ? $"e{_random.Next(200)}" : null, null, Rows.Start) : null,
        };
    }

    // Now and then an id that may have been used before.
    private string? CallerId() => _random.Next(4) switch
    {
        0 => null,
        1 when _random.Next(10) == 0 => $"c{_random.NextInt64(_ids + 1)}",
        _ => $"c{_ids++}",
    };

    private string? Hold() => _random.Next(3) == 0 ? $"h{_random.Next(50)}" : null;

    // Two entries in three share their instant with a neighbour.
    private static Instant At(long seq) => Rows.Start + TimeSpan.FromSeconds(seq / 3);
}
