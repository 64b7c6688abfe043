using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>How far a target has an account.</summary>
/// <param name="Row">What it is found by.</param>
/// <param name="Seq">Its last entry.</param>
/// <param name="Hash">That entry's.</param>
internal sealed record TargetHead(AccountRow Row, long Seq, ReadOnlyMemory<byte> Hash)
{
    internal AccountId Account => Row.Account;
}

/// <summary>The accounts that a target has, in the order of their ids, which is the order of a copy: the two are gone through side by side.</summary>
internal sealed class TargetHeads
{
    private const int Page = 500;

    private readonly IJournal target;
    private readonly CancellationToken cancel;
    private readonly Queue<AccountRow> page = new();
    private AccountId? last;

    private TargetHeads(IJournal target, CancellationToken cancel) => (this.target, this.cancel) = (target, cancel);

    /// <summary>The account at hand; null at the end.</summary>
    internal TargetHead? Current { get; private set; }

    /// <summary>Begins at the first account.</summary>
    internal static async ValueTask<TargetHeads> BeginAsync(IJournal target, CancellationToken cancel)
    {
        var heads = new TargetHeads(target, cancel);
        await heads.MoveAsync().ConfigureAwait(false);
        return heads;
    }

    /// <summary>Goes on to the next account. Accounts that were added since the last page came are passed over where their ids are lower.</summary>
    internal async ValueTask MoveAsync()
    {
        if (page.Count == 0)
        {
            foreach (var row in await target.AccountsAsync(null, null, last, Page, cancel).ConfigureAwait(false)) page.Enqueue(row);
        }

        Current = page.TryDequeue(out var next) ? await HeadAsync(next).ConfigureAwait(false) : null;
        last = Current?.Account ?? last;
    }

    /// <summary>The head of an account; null when the target does not have it. Ask in the order of the ids.</summary>
    internal async ValueTask<TargetHead?> FindAsync(AccountId account)
    {
        while (Current is { } head && head.Account.Value.CompareTo(account.Value) < 0) await MoveAsync().ConfigureAwait(false);
        return Current?.Account == account ? Current : null;
    }

    private async ValueTask<TargetHead> HeadAsync(AccountRow row)
    {
        var seq = await target.SeqAtAsync(row.Account, Instant.Never, cancel).ConfigureAwait(false);
        if (seq == 0) throw new JournalDamagedException($"The target lists account {row.Account}, which has no entry there.");
        ReadOnlyMemory<byte> hash = default;
        await foreach (var entry in target.EntriesAsync(row.Account, seq - 1, seq, cancel).ConfigureAwait(false)) hash = entry.Hash;
        return new(row, seq, hash);
    }
}
