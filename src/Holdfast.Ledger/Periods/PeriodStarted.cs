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
        var zone = account.Zone();
        var (expired, lapsing) = PlanTerms.EndPools(account);
        var terms = Next(account, catalogue, zone, at);
        return new()
        {
            Period = terms?.Period ?? Calendar.PeriodAt(AnchorOf(account), zone, 1, at),
            Plan = terms?.Held,
            Expired = expired,
            Grants = terms?.Grants ?? [],
            Postings = lapsing.AddRange(terms?.Postings ?? []),
        };
    }

    internal override AccountState Apply(AccountState account, Entry entry) => PlanTerms.Turn(account, Period) with { Plan = Plan };

    private static Instant AnchorOf(AccountState account) => account.Plan?.Anchor ?? account.Period.Start;

    private static PlanTerms? Next(AccountState account, Catalogue catalogue, TimeZoneInfo zone, Instant at)
    {
        if (account.Plan is not { } held) return null;
        if (held.Pending is { } change && change.At <= at)
        {
            if (change.Plan is null || !catalogue.Plans.TryGetValue(change.Plan, out var changed)) return null;
            return PlanTerms.Start(changed, changed.Status, change.Billing, held, held.Anchor, zone, at, account.Seq + 1);
        }

        if (!catalogue.Plans.TryGetValue(held.Name, out var plan)) plan = catalogue.DefaultPlan;
        var period = Calendar.PeriodAt(held.Anchor, zone, 1, at);
        var renews = held.RenewsAt is { } end && end > at ? end : PlanTerms.RenewsAt(held.Billing, held.Anchor, zone, at);
        var (grants, postings) = PlanTerms.Pools(plan, period, at, account.Seq + 1);
        return new(held with { RenewsAt = renews }, period, grants, postings);
    }
}
