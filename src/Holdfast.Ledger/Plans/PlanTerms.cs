using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>What an account gets when a plan, or a new period of one, begins.</summary>
internal sealed record PlanTerms(PlanHeld Held, ImmutableArray<Grant> Pools)
{
    /// <summary>
    /// A turn looks for its period this long after itself. Where the account has moved to another time zone, the boundaries
    /// of the new one lie hours away from the turn, or days where months are clamped, and it shall not begin a period of an hour.
    /// </summary>
    private static readonly TimeSpan WellInside = TimeSpan.FromDays(14);

    /// <param name="account">Null for a new one.</param>
    /// <param name="anchor">Periods end at its day of the month and time of day.</param>
    /// <param name="period">The one that begins, or goes on.</param>
    /// <param name="taken">What its pools are given less.</param>
    internal static PlanTerms Start(
        AccountState? account, Plan plan, PlanStatus status, BillingPeriod billing, Instant anchor, TimeZoneInfo zone, Instant now, Period period,
        ImmutableArray<AssetAmount> taken = default)
    {
        var held = new PlanHeld
        {
            Name = plan.Name,
            Status = status,
            StatusBefore = account?.Plan?.Status,
            Since = now,
            Anchor = anchor,
            Billing = billing,
            RenewsAt = RenewsAt(billing, anchor, zone, period),
        };
        return new(held, Ledger.Pools.Given(account, plan, now, period, taken.IsDefault ? [] : taken));
    }

    /// <summary>The plan goes on in a new period: its pools are filled, its billing period is the one that has come.</summary>
    internal static PlanTerms Continue(AccountState account, Plan plan, PlanHeld held, Period period) => new(
        held with { RenewsAt = RenewsAt(held.Billing, held.Anchor, account.Zone(), period) },
        Ledger.Pools.Given(account, plan, period.Start, period, []));

    /// <summary>The money of the pools.</summary>
    internal ImmutableArray<Posting> Postings => ImmutableArray.CreateRange(Pools, pool => pool.Activation());

    /// <summary>The period that begins at an instant which is about a boundary.</summary>
    internal static Period Turning(Instant anchor, TimeZoneInfo zone, Instant at) => Calendar.PeriodAt(anchor, zone, 1, at + WellInside) with { Start = at };

    /// <summary>Whether a change that waits for a boundary takes effect at a turn.</summary>
    internal static bool IsDue(PlanChange change, Instant turn) => change.At <= turn + WellInside;

    /// <summary>The end of the billing period that the period lies in; null when the plan is never paid.</summary>
    private static Instant? RenewsAt(BillingPeriod billing, Instant anchor, TimeZoneInfo zone, Period period) =>
        Months(billing) is { } months ? Calendar.PeriodAt(anchor, zone, months, new(period.End.Micros - 1)).End : null;

    private static int? Months(BillingPeriod billing) => billing switch
    {
        BillingPeriod.None => null,
        BillingPeriod.Monthly => 1,
        BillingPeriod.Quarterly => 3,
        BillingPeriod.HalfYearly => 6,
        BillingPeriod.Annual => 12,
    };

    /// <summary>Everything that counts within a period begins again.</summary>
    internal static AccountState Turn(AccountState account, PlanHeld? plan, Period period, Closing? closing, long seq) => account.On(plan) with
    {
        Period = period,
        PeriodSeq = seq,
        EndedPeriods = account.PeriodsEnded(),
        ClosedSeq = closing is null ? account.ClosedSeq : seq,
        Balances = ImmutableArray.CreateRange(account.Balances, Again),
        Totals = ImmutableArray.CreateRange(account.Totals, Again),
        Meters = ImmutableArray.CreateRange(account.Meters, use => use.OverageInPeriod == Total.None ? use : use with { OverageInPeriod = Total.None }),
    };

    private static OperationTotals Again(OperationTotals totals) => totals.Period == Total.None && totals.Late.IsEmpty && totals.Placed.IsZero
        ? totals
        : totals with { Period = Total.None, Late = [], Placed = Amount.Zero };

    private static Balance Again(Balance balance) => balance.Spent.IsZero && balance.Refunded.IsZero && balance.Credited.IsZero
        ? balance
        : balance with { Spent = Amount.Zero, Refunded = Amount.Zero, Credited = Amount.Zero };
}

internal static class PlansHeld
{
    /// <summary>The account on another plan, or on none.</summary>
    internal static AccountState On(this AccountState account, PlanHeld? plan) => account with
    {
        Plan = plan,
        PlanEndedAs = plan is not null ? null : account.Plan?.Status ?? account.PlanEndedAs,
    };
}
