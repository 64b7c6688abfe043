using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>What an account gets when a plan, or a new period of one, begins.</summary>
internal sealed record PlanTerms(PlanHeld Held, Period Period, ImmutableArray<Grant> Grants, ImmutableArray<Posting> Postings)
{
    /// <param name="before">The plan until now; null for none.</param>
    /// <param name="anchor">Periods begin at its day of the month and time of day.</param>
    /// <param name="seq">The number of the entry that gives it.</param>
    internal static PlanTerms Start(
        Plan plan, PlanStatus status, BillingPeriod billing, PlanHeld? before, Instant anchor, TimeZoneInfo zone, Instant now, long seq)
    {
        var period = Calendar.PeriodAt(anchor, zone, 1, now);
        var held = new PlanHeld
        {
            Name = plan.Name,
            Status = status,
            StatusBefore = before?.Status,
            Since = now,
            Anchor = anchor,
            Billing = billing,
            RenewsAt = RenewsAt(billing, anchor, zone, now),
        };
        var (grants, postings) = Pools(plan, period, now, seq);
        return new(held, period, grants, postings);
    }

    /// <summary>The plan's pools for one period: each lapses with it.</summary>
    internal static (ImmutableArray<Grant> Grants, ImmutableArray<Posting> Postings) Pools(Plan plan, Period period, Instant now, long seq)
    {
        var grants = ImmutableArray.CreateRange(plan.Pools, pool => new Grant
        {
            Id = $"g{seq}-{pool.Asset}",
            Asset = pool.Asset,
            Source = GrantSource.Plan,
            Amount = pool.Amount,
            Priority = Grant.PriorityPool,
            GivenAt = now,
            ExpiresAt = period.End,
        });
        return (grants, ImmutableArray.CreateRange(grants, grant => grant.Activation()));
    }

    /// <summary>The end of the billing period that contains the instant; null when the plan is never paid.</summary>
    internal static Instant? RenewsAt(BillingPeriod billing, Instant anchor, TimeZoneInfo zone, Instant now) =>
        Months(billing) is { } months ? Calendar.PeriodAt(anchor, zone, months, now).End : null;

    internal static int? Months(BillingPeriod billing) => billing switch
    {
        BillingPeriod.None => null,
        BillingPeriod.Monthly => 1,
        BillingPeriod.Quarterly => 3,
        BillingPeriod.HalfYearly => 6,
        BillingPeriod.Annual => 12,
    };

    /// <summary>Ends the pools of the period until now.</summary>
    internal static (ImmutableArray<string> Expired, ImmutableArray<Posting> Postings) EndPools(AccountState account)
    {
        var pools = account.Grants.Where(grant => grant.Source == GrantSource.Plan).ToImmutableArray();
        return ([.. pools.Select(pool => pool.Id)], [.. pools.SelectMany(pool => pool.Expiry())]);
    }

    /// <summary>Everything that counts within a period begins again.</summary>
    internal static AccountState Turn(AccountState account, Period period) => account with
    {
        Period = period,
        Balances = ImmutableArray.CreateRange(account.Balances, balance => balance.Spent.IsZero ? balance : balance with { Spent = Amount.Zero }),
        Totals = ImmutableArray.CreateRange(account.Totals, totals => totals.Period == Total.None ? totals : totals with { Period = Total.None }),
    };
}
