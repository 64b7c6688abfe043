using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>Which transactions a query asks for: all conditions hold. One that cannot be read is ignored, as is one that nobody knows.</summary>
internal sealed class TransactionFilter
{
    private readonly List<Func<Transaction, bool>> conditions = [];

    private delegate bool TryRead<T>(string text, out T value);

    internal TransactionFilter(IQueryCollection query)
    {
        Compare(query, "created_at", NaiveTime.TryParse, transaction => transaction.CreatedAt);
        Compare(query, "amount", TryReadAmount, transaction => transaction.Amount);
        Compare(query, "after_balance", TryReadAmount, transaction => transaction.AfterBalance);
        if (Text(query, "status__exact") is { } status) conditions.Add(transaction => transaction.Status == status);
        if (Text(query, "balance_type__exact") is { } type) conditions.Add(transaction => transaction.BalanceType == type);
    }

    internal bool Passes(Transaction transaction)
    {
        foreach (var condition in conditions) if (!condition(transaction)) return false;
        return true;
    }

    private void Compare<T>(IQueryCollection query, string field, TryRead<T> tryRead, Func<Transaction, T> of)
        where T : struct, IComparable<T>
    {
        Add("exact", (value, given) => value.CompareTo(given) == 0);
        Add("gt", (value, given) => value.CompareTo(given) > 0);
        Add("gte", (value, given) => value.CompareTo(given) >= 0);
        Add("lt", (value, given) => value.CompareTo(given) < 0);
        Add("lte", (value, given) => value.CompareTo(given) <= 0);
        if (Text(query, field + "__range")?.Split(',') is [var first, var last] && tryRead(first, out var from) && tryRead(last, out var to))
            conditions.Add(transaction => of(transaction).CompareTo(from) >= 0 && of(transaction).CompareTo(to) <= 0);

        void Add(string lookup, Func<T, T, bool> holds)
        {
            if (Text(query, $"{field}__{lookup}") is { } text && tryRead(text, out var given)) conditions.Add(transaction => holds(of(transaction), given));
        }
    }

    /// <summary>Of a parameter that comes several times the last counts.</summary>
    private static string? Text(IQueryCollection query, string name) => query[name] is [.., { Length: > 0 } text] ? text : null;

    private static bool TryReadAmount(string text, out Amount amount) => Amount.TryParse(text, out amount);
}
