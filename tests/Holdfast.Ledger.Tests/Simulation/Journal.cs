namespace Holdfast.Ledger.Tests;

/// <summary>The entries of one account, and what the engine looks up in them.</summary>
internal sealed class Journal
{
    private readonly List<Entry> entries = [];

    public IReadOnlyList<Entry> Entries => entries;

    public void Add(IEnumerable<Entry> more) => entries.AddRange(more);

    /// <summary>Forgets all but the first entries.</summary>
    public void Cut(int count) => entries.RemoveRange(count, entries.Count - count);

    /// <summary>The entry that a caller's id led to first; null when it never came before.</summary>
    public Entry? Find(string? callerId) => callerId is null ? null : entries.Find(entry => entry.CallerId == callerId);

    /// <summary>A refund with the charge as it stands here, and the grants it drew, as they were given.</summary>
    public Refund Refund(long seq, Amount? amount)
    {
        var charged = entries.Find(entry => entry.Seq == seq);
        var drawn = charged is null ? [] : charged.Body.Postings.Where(posting => posting.Grant is not null).Select(posting => posting.Grant).Distinct();
        return new()
        {
            Charge = seq,
            Amount = amount,
            Charged = charged,
            Drawn = [.. drawn.Select(id => entries.SelectMany(entry => entry.Body.Grants).First(grant => grant.Id == id))],
        };
    }
}
