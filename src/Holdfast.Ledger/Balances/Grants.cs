using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>The life of grants, as postings and as what the account knows of them.</summary>
internal static class Grants
{
    /// <summary>Brings a grant's money into the account.</summary>
    internal static Posting Activation(this Grant grant) =>
        new(grant.Asset, grant.Source == GrantSource.Adjustment ? Book.Adjustment : Book.Funding, Book.Available, grant.Amount, grant.Id);

    /// <summary>Takes what is left of a grant out of the account. What is held stays with its hold.</summary>
    internal static IEnumerable<Posting> Expiry(this Grant grant)
    {
        if (grant.Remaining.IsPositive) yield return new(grant.Asset, Book.Available, Book.Expired, grant.Remaining, grant.Id);
    }

    /// <summary>What was given and waits for its start, or for the customer's e-mail address.</summary>
    internal static Amount ToCome(this AccountState account, string asset)
    {
        var waiting = Amount.Zero;
        foreach (var grant in account.Grants)
            if (grant.Asset == asset && grant.Status != GrantStatus.Active) waiting += grant.Amount;
        return waiting;
    }

    /// <summary>All that the account was ever given, or is to get.</summary>
    internal static Amount EverGiven(this AccountState account, string asset)
    {
        var balance = account.Balance(asset);
        return account.ToCome(asset) - balance.Funding - balance.Adjustment;
    }

    /// <summary>The grants that postings have brought in are active, and the customer has not seen them. One that has paid debt with all it had is gone.</summary>
    internal static AccountState Activated(this AccountState account, ImmutableArray<Posting> postings, Instant at)
    {
        foreach (var posting in postings)
        {
            if (posting.Grant is null || account.Grant(posting.Grant) is not { Status: not GrantStatus.Active } grant) continue;
            var active = grant with { Status = GrantStatus.Active };
            account = (account with { Grants = active.IsSpent ? account.Grants.Remove(grant) : account.Grants.Replace(grant, active) }).Notify(grant, at);
        }

        return account;
    }

    /// <summary>Notes a grant that the customer did not ask for: not his own purchase, not the plan's pool, no correction.</summary>
    internal static AccountState Notify(this AccountState account, Grant grant, Instant at)
    {
        if (grant.Source is GrantSource.Purchase or GrantSource.Plan or GrantSource.Adjustment) return account;
        for (var index = 0; index < account.Notices.Length; index++)
        {
            var notice = account.Notices[index];
            if (notice.Asset == grant.Asset) return account with { Notices = account.Notices.SetItem(index, notice with { Grants = notice.Grants + 1 }) };
        }

        return account with { Notices = account.Notices.Add(new(grant.Asset, 1, at)) };
    }

    internal static AccountState With(this AccountState account, Balance changed)
    {
        for (var at = 0; at < account.Balances.Length; at++)
            if (account.Balances[at].Asset == changed.Asset) return account with { Balances = account.Balances.SetItem(at, changed) };
        return account with { Balances = account.Balances.Add(changed) };
    }
}
