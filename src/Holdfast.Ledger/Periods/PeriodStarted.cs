namespace Holdfast.Ledger;

/// <summary>
/// A period ended and the next began: pools lapse or roll over and are filled again, counters of the period start at zero, a
/// plan change that waited takes effect.
/// </summary>
public sealed record PeriodStarted : EntryBody
{
    public override string Kind => "period_started";

    public required Period Period { get; init; }

    /// <summary>The plan from here on; null for none.</summary>
    public PlanHeld? Plan { get; init; }

    /// <summary>What the period that ended leaves to be paid; null when nothing happened in it.</summary>
    public Closing? Closing { get; init; }

    internal static PeriodStarted Of(AccountState account, Catalogue catalogue, Instant at)
    {
        var period = PlanTerms.Turning(account.Anchor, account.Zone(), at);
        var terms = Next(account, catalogue, period);

        // Without a plan there is nothing that what is left could go on for.
        var ended = terms is null ? Pools.End(account, at) : Pools.End(account, at, pool => Pools.RolledOver(account, catalogue.PlanOf(account), pool, period));
        return new()
        {
            Period = period,
            Plan = terms?.Held,
            Closing = Closing.Of(account, at),
            Expired = ended.Expired,
            Grants = ended.Rolled.AddRange(terms?.Pools ?? []),
            Postings = ended.Postings.AddRange(terms?.Postings ?? []),
        };
    }

    internal override AccountState Apply(AccountState account, Entry entry) => PlanTerms.Turn(account, Plan, Period, Closing, entry.Seq).WithPools(Grants, [], entry.Seq);

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
