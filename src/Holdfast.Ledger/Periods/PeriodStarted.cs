namespace Holdfast.Ledger;

/// <summary>
/// A period ended and the next began: pools lapse and are filled again, counters of the period start at zero, a plan change
/// that waited takes effect.
/// </summary>
public sealed record PeriodStarted : EntryBody
{
    public override string Kind => "period_started";

    public required Period Period { get; init; }

    /// <summary>The plan from here on; null for none.</summary>
    public PlanHeld? Plan { get; init; }

    internal static PeriodStarted Of(AccountState account, Catalogue catalogue, Instant at)
    {
        var period = PlanTerms.Turning(account.Anchor, account.Zone(), at);
        var (expired, lapsing) = PlanTerms.EndPools(account, at);
        var terms = Next(account, catalogue, period);
        return new()
        {
            Period = period,
            Plan = terms?.Held,
            Expired = expired,
            Grants = terms?.Grants ?? [],
            Postings = lapsing.AddRange(terms?.Postings ?? []),
        };
    }

    internal override AccountState Apply(AccountState account, Entry entry) => PlanTerms.Turn(account, Plan, Period, entry.Seq);

    /// <summary>The plan from here on: the one that was to come, or the one there is. Null for none.</summary>
    private static PlanTerms? Next(AccountState account, Catalogue catalogue, Period period)
    {
        if (account.Plan is not { } held) return null;
        if (held.Pending is not { } change || !PlanTerms.IsDue(change, period.Start))
            return PlanTerms.Continue(account, catalogue.PlanOf(account), held, period);
        return change.Plan is not null && catalogue.Plans.TryGetValue(change.Plan, out var plan)
            ? PlanTerms.Start(account, plan, plan.Status, change.Billing, held.Anchor, account.Zone(), period.Start, period)
            : null;
    }
}
