namespace Holdfast.Ledger;

/// <summary>An account's books in one asset. Their sum is zero.</summary>
public sealed record Balance
{
    public required string Asset { get; init; }

    public Amount Funding { get; init; }

    public Amount Available { get; init; }

    public Amount Held { get; init; }

    public Amount Consumed { get; init; }

    public Amount Expired { get; init; }

    public Amount Receivable { get; init; }

    public Amount Adjustment { get; init; }

    /// <summary>When the whole balance expires, for an asset with that policy; null for never.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>When the whole balance expired last.</summary>
    public Instant? ExpiredAt { get; init; }

    /// <summary>Postpaid spend in this period; what is held is not in it.</summary>
    public Amount Spent { get; init; }

    /// <summary>What refunds have taken off <see cref="Spent"/> in this period.</summary>
    public Amount Refunded { get; init; }

    /// <summary>What was refunded in this period of what was owed for earlier ones: a credit on the next bill.</summary>
    public Amount Credited { get; init; }

    /// <summary>What open holds may add to <see cref="Spent"/>; part of <see cref="Held"/>.</summary>
    public Amount SpentHeld { get; init; }

    /// <summary>What was captured beyond all that was available; the next money that comes pays it. Part of <see cref="Receivable"/>, never of <see cref="Spent"/>.</summary>
    public Amount Debt { get; init; }

    public Amount this[Book book] => book switch
    {
        Book.Funding => Funding,
        Book.Available => Available,
        Book.Held => Held,
        Book.Consumed => Consumed,
        Book.Expired => Expired,
        Book.Receivable => Receivable,
        Book.Adjustment => Adjustment,
    };

    /// <summary>The balance after one movement.</summary>
    internal Balance Moved(Posting posting) => this with
    {
        Funding = Funding + posting.In(Book.Funding),
        Available = Available + posting.In(Book.Available),
        Held = Held + posting.In(Book.Held),
        Consumed = Consumed + posting.In(Book.Consumed),
        Expired = Expired + posting.In(Book.Expired),
        Receivable = Receivable + posting.In(Book.Receivable),
        Adjustment = Adjustment + posting.In(Book.Adjustment),
        Debt = posting.Debt ? Debt - posting.In(Book.Receivable) : Debt,
    };
}

/// <summary>Top-up by itself when the balance falls below a threshold. The settings only: paying is the payment provider's.</summary>
public sealed record AutoReload(bool Enabled, string Asset, Amount Threshold, Amount Amount);

/// <summary>Grants of an asset that the customer has not seen.</summary>
public sealed record Notice(string Asset, int Grants, Instant Since);
