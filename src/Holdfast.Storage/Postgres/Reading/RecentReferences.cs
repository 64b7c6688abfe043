using System.Security.Cryptography;
using Holdfast.Ledger;
using Holdfast.Storage.Sqlite;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// Callers' ids that this node has written or found lately. A retry mostly comes soon, and is then looked up before it is
/// decided again; what was forgotten, and what other nodes wrote, the unique key finds. Each place of the table holds one
/// hash, and the newer one stays.
/// </summary>
internal sealed class RecentReferences
{
    private const int Places = 1 << 20;

    private readonly ReferenceHash _hash = new(RandomNumberGenerator.GetBytes(16));
    private readonly ulong[] _table = new ulong[Places];

    public void Add(AccountId account, string reference)
    {
        var hash = _hash.Of(account, reference);
        Volatile.Write(ref _table[hash & (Places - 1)], hash);
    }

    public bool Contains(AccountId account, string reference)
    {
        var hash = _hash.Of(account, reference);
        return Volatile.Read(ref _table[hash & (Places - 1)]) == hash;
    }
}
