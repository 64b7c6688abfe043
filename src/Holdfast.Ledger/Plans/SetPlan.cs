using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// Gives an account another plan, now or at the end of the billing period, or changes the payment state of the one it has.
/// A change now ends the pools there are and begins a period with full ones, unless it says otherwise; naming the plan that
/// the account has, without an anchor or another billing period, changes the status alone.
/// </summary>
public sealed record SetPlan : Command
{
    /// <summary>Null cancels.</summary>
    public string? Plan { get; init; }

    /// <summary>Null for the plan's usual one; for the same plan, the status it has.</summary>
    public PlanStatus? Status { get; init; }

    /// <summary>Null for now. Means nothing where the period goes on.</summary>
    public Instant? Anchor { get; init; }

    /// <summary>Null for the plan's usual one; for the same plan, the one it has.</summary>
    public BillingPeriod? Billing { get; init; }

    /// <summary>True to wait for the end of the billing period; what follows means nothing then.</summary>
    public bool AtPeriodEnd { get; init; }

    /// <summary>True for what is left of the pools there are to go on until they would have expired; else it lapses.</summary>
    public bool KeepsLeft { get; init; }

    /// <summary>
    /// True for the period to go on, with its anchor and its counters, as if it had begun with the new plan: the new pools are
    /// given less what was taken of others in it. Else a new period begins, with full ones.
    /// </summary>
    public bool KeepsPeriod { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Plan);
        hash.Add(Status is { } status ? 1 + (long)status : 0);
        hash.Add(Anchor);
        hash.Add(Billing is { } billing ? 1 + (long)billing : 0);
        hash.Add(AtPeriodEnd);
        hash.Add(KeepsLeft);
        hash.Add(KeepsPeriod);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Ledger.Status.AccountClosed;
        Plan? plan = null;
        if (Plan is not null && !catalogue.Plans.TryGetValue(Plan, out plan)) return Ledger.Status.PlanUnknown;
        if (AtPeriodEnd && account.Plan is null) return Ledger.Status.PlanUnknown;
        if (Anchor is { } far && (far > now + MonthsAway || far < now + -MonthsAway * 1200)) return Ledger.Status.InstantOutOfRange;
        if (AtPeriodEnd)
        {
            var held = account.Plan!;
            var at = held.RenewsAt ?? account.Period.End;
            var same = Plan == held.Name && (Billing ?? held.Billing) == held.Billing;
            return new PlanChangeSet { Change = same ? null : new(Plan, Billing ?? plan?.Billing ?? BillingPeriod.None, at) };
        }

        if (plan is not null && account.Plan is { } current && current.Name == plan.Name && Anchor is null && (Billing ?? current.Billing) == current.Billing)
            return new PlanStatusChanged { Status = Status ?? current.Status };
        return KeepsLeft && account.Grants.Length >= Bounds.GrantsMax ? Ledger.Status.TooMany : Changed(account, plan, now);
    }

    /// <param name="plan">Null for none.</param>
    private PlanChanged Changed(AccountState account, Plan? plan, Instant now)
    {
        var anchor = KeepsPeriod ? account.Anchor : plan is null ? now : Anchor ?? now;
        var period = KeepsPeriod ? account.Period : Period(account, anchor, now);
        var ended = KeepsLeft ? Pools.End(account, now, pool => Pools.Kept(account, pool, now)) : Pools.End(account, now);
        var taken = KeepsPeriod ? Pools.Taken(account, ended) : [];
        var terms = plan is null
            ? null
            : PlanTerms.Start(account, plan, Status ?? plan.Status, Billing ?? plan.Billing, anchor, account.Zone(), now, period, taken);
        return new()
        {
            Plan = terms?.Held,
            Period = period,
            PeriodKept = KeepsPeriod,
            Closing = KeepsPeriod ? null : Closing.Of(account, now),
            PoolsTaken = taken,
            Expired = ended.Expired,
            Grants = ended.Rolled.AddRange(terms?.Pools ?? []),
            Postings = ended.Postings.AddRange(terms?.Postings ?? []),
        };
    }

    /// <summary>
    /// The period that begins now. Where one began at this very instant before, as while a test's clock stands still, and
    /// something was counted in it, the new one is told from it by a microsecond, so that counters begin anew like all the rest.
    /// </summary>
    private static Period Period(AccountState account, Instant anchor, Instant now)
    {
        var period = Calendar.PeriodAt(anchor, account.Zone(), 1, now) with { Start = now };
        foreach (var limit in account.Limits)
            if (limit.Per == Window.Period && limit.Counter.Window.Start >= period.Start) period = period with { Start = new(limit.Counter.Window.Start.Micros + 1) };
        while (account.Meters.Any(use => use.Find(period) is not null)) period = period with { Start = new(period.Start.Micros + 1) };
        return period;
    }

    /// <summary>An anchor lies at most this far ahead, and a century back.</summary>
    private static readonly TimeSpan MonthsAway = TimeSpan.FromDays(31);
}

/// <summary>The account has another plan, or none, from here on.</summary>
public sealed record PlanChanged : EntryBody
{
    public override string Kind => "plan_changed";

    /// <summary>Null for none.</summary>
    public PlanHeld? Plan { get; init; }

    public required Period Period { get; init; }

    /// <summary>Whether the period that there was goes on.</summary>
    public bool PeriodKept { get; init; }

    /// <summary>What the period that ended leaves to be paid; null when nothing happened in it, or when it goes on.</summary>
    public Closing? Closing { get; init; }

    /// <summary>By asset, what counts as taken of the pools of a period that goes on, besides what will be taken of the new ones.</summary>
    public ImmutableArray<AssetAmount> PoolsTaken { get; init; } = [];

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        account = PeriodKept
            ? account.On(Plan)
            : PlanTerms.Turn(account, Plan, Period, Closing, entry.Seq) with { Anchor = Plan?.Anchor ?? entry.At };
        return account.WithPools(Grants, PoolsTaken, entry.Seq);
    }
}

/// <summary>The payment state of the plan changed.</summary>
public sealed record PlanStatusChanged : EntryBody
{
    public override string Kind => "plan_status_changed";

    public required PlanStatus Status { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        var plan = account.Plan!;
        return Status == plan.Status ? account : account with { Plan = plan with { Status = Status, StatusBefore = plan.Status } };
    }
}

/// <summary>What happens to the plan at the end of the billing period is decided, or is nothing any more.</summary>
public sealed record PlanChangeSet : EntryBody
{
    public override string Kind => "plan_change_set";

    public PlanChange? Change { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) =>
        account with { Plan = account.Plan! with { Pending = Change } };
}
