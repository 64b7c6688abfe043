namespace Holdfast.Ledger;

/// <summary>Where an amount of an asset stands. The sum over all books of an asset is zero, always.</summary>
public enum Book
{
    /// <summary>Where grants come from; minus everything ever given.</summary>
    Funding,

    /// <summary>What may be spent now.</summary>
    Available,

    /// <summary>Set aside by open holds.</summary>
    Held,

    /// <summary>Paid for work done.</summary>
    Consumed,

    /// <summary>Lapsed unused.</summary>
    Expired,

    /// <summary>What the customer owes, for postpaid work and as debt; negative while owed.</summary>
    Receivable,

    /// <summary>Corrections by the operator.</summary>
    Adjustment,
}

/// <summary>One movement of an amount from one book to another, so that nothing can appear or vanish.</summary>
/// <param name="Amount">Always positive.</param>
/// <param name="Grant">The grant whose money moves; null where none does (postpaid work, and what becomes debt).</param>
/// <param name="Debt">True for what becomes debt, for what pays it, and for what a refund takes off it.</param>
public readonly record struct Posting(string Asset, Book From, Book To, Amount Amount, string? Grant, bool Debt = false)
{
    /// <summary>What the movement adds to a book; negative for the one it comes from.</summary>
    public Amount In(Book book) => To == book ? Amount : From == book ? -Amount : Amount.Zero;
}
