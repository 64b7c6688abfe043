using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Moves money: the one place where balances and grants change.</summary>
internal static class Posted
{
    /// <summary>The state after an entry's grants and postings, with the entry's number and instant.</summary>
    internal static AccountState Apply(AccountState account, Entry entry)
    {
        var body = entry.Body;
        if (body.Postings.IsEmpty && body.Grants.IsEmpty && body.Expired.IsEmpty) return account with { Seq = entry.Seq, At = entry.At };

        var balances = account.Balances.ToBuilder();
        var grants = account.Grants.ToBuilder();
        foreach (var grant in body.Grants) Insert(grants, grant);
        foreach (var posting in body.Postings)
        {
            Move(balances, posting);
            if (posting.Grant is { } id) Move(grants, id, posting);
        }

        foreach (var id in body.Expired)
        {
            var at = IndexOf(grants, id);
            var expired = grants[at] with { ExpiresAt = entry.At, Status = GrantStatus.Active };
            grants.RemoveAt(at);
            Insert(grants, expired);
        }

        grants.RemoveAll(grant => grant.IsSpent);
        return account with { Seq = entry.Seq, At = entry.At, Balances = balances.DrainToImmutable(), Grants = grants.DrainToImmutable() };
    }

    /// <summary>A rule's body with what follows from its postings: the debt that they pay, and what is available after them.</summary>
    internal static EntryBody Completed(AccountState account, EntryBody body)
    {
        if (body.Postings.IsEmpty) return body;
        var postings = Debts.Paying(account, body.Postings);
        return body with { Postings = postings, After = After(account, postings) };
    }

    /// <summary>What will be available after these postings, of each asset they move.</summary>
    private static ImmutableArray<AssetAmount> After(AccountState account, ImmutableArray<Posting> postings)
    {
        var after = ImmutableArray.CreateBuilder<AssetAmount>(1);
        foreach (var posting in postings)
        {
            var at = 0;
            while (at < after.Count && after[at].Asset != posting.Asset) at++;
            if (at == after.Count) after.Add(new(posting.Asset, account.Balance(posting.Asset).Available));
            after[at] = new(posting.Asset, after[at].Amount + posting.In(Book.Available));
        }

        return after.DrainToImmutable();
    }

    private static void Insert(ImmutableArray<Grant>.Builder grants, Grant grant)
    {
        var at = grants.Count;
        while (at > 0 && grants[at - 1].CompareDrawOrder(grant) > 0) at--;
        grants.Insert(at, grant);
    }

    private static void Move(ImmutableArray<Balance>.Builder balances, Posting posting)
    {
        var at = 0;
        while (at < balances.Count && balances[at].Asset != posting.Asset) at++;
        if (at == balances.Count) balances.Add(new() { Asset = posting.Asset });
        var moved = balances[at].Moved(posting);
        balances[at] = posting.Grant is null && !posting.Debt ? Spend(moved, posting) : moved;
    }

    /// <summary>Money without a grant that is no debt is postpaid: it is spend, or set aside to become spend.</summary>
    private static Balance Spend(Balance balance, Posting posting) => (posting.From, posting.To) switch
    {
        (Book.Receivable, Book.Held) => balance with { SpentHeld = balance.SpentHeld + posting.Amount },
        (Book.Held, Book.Receivable) => balance with { SpentHeld = balance.SpentHeld - posting.Amount },
        (Book.Held, Book.Consumed) => balance with { SpentHeld = balance.SpentHeld - posting.Amount, Spent = balance.Spent + posting.Amount },
        (Book.Receivable, Book.Consumed) => balance with { Spent = balance.Spent + posting.Amount },
        _ => balance,
    };

    private static void Move(ImmutableArray<Grant>.Builder grants, string id, Posting posting)
    {
        var at = IndexOf(grants, id);
        if (at < 0) throw new InvalidOperationException($"Posting names the grant {id}, which the account does not have.");
        var grant = grants[at];
        grants[at] = grant with
        {
            Remaining = grant.Remaining + posting.In(Book.Available),
            Held = grant.Held + posting.In(Book.Held),
        };
    }

    private static int IndexOf(ImmutableArray<Grant>.Builder grants, string id)
    {
        for (var at = 0; at < grants.Count; at++) if (grants[at].Id == id) return at;
        return -1;
    }
}
