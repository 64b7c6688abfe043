using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// Gives an account another plan, now or at the end of the billing period, or changes the payment state of the one it has.
/// A change now ends the pools there are and begins a period with full ones; naming the plan that the account has, without
/// an anchor or another billing period, changes the status alone.
/// </summary>
public sealed record SetPlan : Command
{
    /// <summary>Null cancels.</summary>
    public string? Plan { get; init; }

    /// <summary>Null for the plan's usual one; for the same plan, the status it has.</summary>
    public PlanStatus? Status { get; init; }

    /// <summary>Null for now.</summary>
    public Instant? Anchor { get; init; }

    /// <summary>Null for the plan's usual one; for the same plan, the one it has.</summary>
    public BillingPeriod? Billing { get; init; }

    /// <summary>True to wait for the end of the billing period.</summary>
    public bool AtPeriodEnd { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Plan);
        hash.Add(Status is { } status ? 1 + (long)status : 0);
        hash.Add(Anchor);
        hash.Add(Billing is { } billing ? 1 + (long)billing : 0);
        hash.Add(AtPeriodEnd);
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

        if (plan is null) return PlanChanged.Of(account, now, Period(account, now, now), null);
        if (account.Plan is { } current && current.Name == plan.Name && Anchor is null && (Billing ?? current.Billing) == current.Billing)
            return new PlanStatusChanged { Status = Status ?? current.Status };

        var anchor = Anchor ?? now;
        var period = Period(account, anchor, now);
        var terms = PlanTerms.Start(account, plan, Status ?? plan.Status, Billing ?? plan.Billing, anchor, account.Zone(), now, period);
        return PlanChanged.Of(account, now, period, terms);
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

    /// <param name="terms">Null for no plan.</param>
    internal static PlanChanged Of(AccountState account, Instant now, Period period, PlanTerms? terms)
    {
        var ended = Pools.End(account, now);
        return new()
        {
            Plan = terms?.Held,
            Period = period,
            Expired = ended.Expired,
            Grants = terms?.Pools ?? [],
            Postings = ended.Postings.AddRange(terms?.Postings ?? []),
        };
    }

    internal override AccountState Apply(AccountState account, Entry entry) =>
        PlanTerms.Turn(account, Plan, Period, entry.Seq) with { Anchor = Plan?.Anchor ?? entry.At };
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
