namespace Holdfast.Ledger;

/// <summary>The plan of an account.</summary>
public sealed record PlanHeld
{
    public required string Name { get; init; }

    public required PlanStatus Status { get; init; }

    /// <summary>The status before the last change of plan or status; null before the first change.</summary>
    public PlanStatus? StatusBefore { get; init; }

    public required Instant Since { get; init; }

    /// <summary>Periods begin at this instant's day of the month and time of day, in the account's time zone.</summary>
    public required Instant Anchor { get; init; }

    public required BillingPeriod Billing { get; init; }

    /// <summary>The end of the billing period now; null when the plan is never paid.</summary>
    public Instant? RenewsAt { get; init; }

    /// <summary>What happens at the end of the billing period; null for nothing.</summary>
    public PlanChange? Pending { get; init; }
}

/// <summary>A change of plan to come.</summary>
/// <param name="Plan">Null for cancellation.</param>
/// <param name="At">When; a period's end.</param>
public sealed record PlanChange(string? Plan, BillingPeriod Billing, Instant At);
