using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Debt is paid by whatever becomes available, wherever that comes from, in the very entry that brings it.</summary>
internal static class Debts
{
    /// <summary>Postings, and behind them those that pay debt: what they bring to an asset in debt goes on to what is owed, from the same grant.</summary>
    internal static ImmutableArray<Posting> Paying(AccountState account, ImmutableArray<Posting> postings)
    {
        foreach (var balance in account.Balances)
            if (balance.Debt.IsPositive) postings = Paying(balance, postings);
        return postings;
    }

    private static ImmutableArray<Posting> Paying(Balance balance, ImmutableArray<Posting> postings)
    {
        // What a refund takes off the debt need not be paid.
        var debt = balance.Debt;
        foreach (var posting in postings)
            if (posting.Debt && posting.Asset == balance.Asset) debt -= posting.In(Book.Receivable);

        var paid = postings.ToBuilder();
        foreach (var posting in postings)
        {
            if (posting.To != Book.Available || posting.Asset != balance.Asset || debt.IsZero) continue;
            var part = Amount.Min(debt, posting.Amount);
            debt -= part;
            paid.Add(new(posting.Asset, Book.Available, Book.Receivable, part, posting.Grant, Debt: true));
        }

        return paid.ToImmutable();
    }
}
