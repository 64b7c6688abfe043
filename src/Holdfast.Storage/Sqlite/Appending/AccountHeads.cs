using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>What the lane knows about an account it has seen lately.</summary>
internal sealed class AccountHead(AccountId account, long seq)
{
    public AccountId Account => account;

    /// <summary>The newest committed seq; 0 before the first entry.</summary>
    public long Seq { get; set; } = seq;

    /// <summary>The newest seq with what the batch <see cref="Batch"/> has added so far.</summary>
    public long SeqPending { get; set; } = seq;

    /// <summary>True when that batch has refused a write of the account, and so refuses its later ones.</summary>
    public bool IsRefused { get; set; }

    /// <summary>The last batch that wrote to the account.</summary>
    public long Batch { get; set; }

    /// <summary>The account's part of <see cref="Tail"/>.</summary>
    public TailAccount? InTail { get; set; }

    public Tail? Tail { get; set; }

    /// <summary>Forgets what an earlier batch left pending.</summary>
    public void Join(long batch)
    {
        if (Batch == batch) return;
        (Batch, SeqPending, IsRefused) = (batch, Seq, false);
    }
}

/// <summary>
/// The heads of the accounts seen lately. Two generations: when the young one is full it becomes the old one, and what
/// the old one still held is forgotten unless it was seen again. For the lane only.
/// </summary>
internal sealed class AccountHeads(int remembered)
{
    private Dictionary<AccountId, AccountHead> _young = [];
    private Dictionary<AccountId, AccountHead> _old = [];

    /// <summary>Between batches only: within one, a head carries what the batch has added so far.</summary>
    public void Trim()
    {
        if (_young.Count >= remembered) (_old, _young) = (_young, []);
    }

    public AccountHead? Find(AccountId account)
    {
        if (_young.TryGetValue(account, out var head)) return head;
        if (!_old.TryGetValue(account, out head)) return null;
        Add(head);
        return head;
    }

    public void Add(AccountHead head) => _young.Add(head.Account, head);
}
