using Holdfast.Ledger;

namespace Holdfast.Storage.Postgres;

/// <summary>The accounts of a lane that another node has written to in the last second. For the lane only.</summary>
internal sealed class Contested
{
    private const long Milliseconds = 1_000;

    private readonly Dictionary<AccountId, long> _until = [];

    public bool Any() => _until.Count > 0;

    public void Add(AccountId account) => _until[account] = Environment.TickCount64 + Milliseconds;

    public bool Contains(AccountId account) => _until.ContainsKey(account);

    /// <summary>Forgets those whose time is over.</summary>
    public void Forget()
    {
        if (_until.Count == 0) return;
        var now = Environment.TickCount64;
        foreach (var (account, until) in _until)
            if (until < now) _until.Remove(account);
    }
}
