using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// Compares the account before and after an entry with the catalogue's thresholds. What the entry leaves alone is told by its
/// reference and not looked at, so an entry that moves a balance far from any threshold costs a few comparisons.
/// </summary>
internal readonly ref struct Alerts(AccountState before, AccountState after, Catalogue catalogue, Instant at)
{
    /// <summary>The alerts that an entry carries, in the order in which limits are checked.</summary>
    internal ImmutableArray<Alert> Of(EntryBody body)
    {
        ImmutableArray<Alert>.Builder? alerts = null;
        if (!catalogue.Alerts.Used.IsEmpty)
        {
            if (before.Limits != after.Limits) Limits(body, ref alerts);
            if (before.Meters != after.Meters || before.Plan != after.Plan || before.TimeZone != after.TimeZone) Meters(ref alerts);
        }

        // Stryker disable once Logical,Equality : nothing crosses a figure where nothing moves, or no figure stands
        if (!body.After.IsEmpty && catalogue.Alerts.Left.Count > 0) Funds(body, ref alerts);
        if (!catalogue.Alerts.Used.IsEmpty && after.Cap is { } cap) Cap(cap, ref alerts);
        return alerts?.DrainToImmutable() ?? [];
    }

    private void Limits(EntryBody body, ref ImmutableArray<Alert>.Builder? alerts)
    {
        foreach (var limit in after.Limits)
        {
            var old = Find(before.Limits, limit.Seq);
            // Stryker disable once Statement : what stands as it stood crosses nothing
            if (ReferenceEquals(old, limit)) continue;
            var was = old is null ? default : new Share(old.CounterAt(before, at).Taken, old.Amount);
            Used(limit.LabelFor(body.KeyId is { } key ? after.Key(key) : null), was, new(limit.CounterAt(after, at).Taken, limit.Amount), ref alerts);
        }
    }

    private void Meters(ref ImmutableArray<Alert>.Builder? alerts)
    {
        var (planBefore, plan) = (catalogue.PlanOf(before), catalogue.PlanOf(after));
        foreach (var use in after.Meters) Used("meter:" + use.Meter, ShareOf(before, use.Meter, planBefore), ShareOf(after, use.Meter, plan), ref alerts);
    }

    private void Funds(EntryBody body, ref ImmutableArray<Alert>.Builder? alerts)
    {
        foreach (var (asset, left) in body.After)
        {
            if (!catalogue.Alerts.Left.TryGetValue(asset, out var figures)) continue;
            var was = before.Balance(asset).Available;
            foreach (var figure in figures)
                if (was >= figure && left < figure) (alerts ??= ImmutableArray.CreateBuilder<Alert>()).Add(new("funds:" + asset, left, Below: figure));
        }
    }

    private void Cap(AssetAmount cap, ref ImmutableArray<Alert>.Builder? alerts)
    {
        if (ReferenceEquals(before.Balance(cap.Asset), after.Balance(cap.Asset)) && before.Meters == after.Meters && before.Cap == after.Cap) return;
        var was = before.Cap is { } old && old.Asset == cap.Asset ? new Share(old.Amount - before.CapRoom(old, catalogue), old.Amount) : default;
        Used("cap:" + cap.Asset, was, new(cap.Amount - after.CapRoom(cap, catalogue), cap.Amount), ref alerts);
    }

    /// <summary>What is taken of a meter, and of how much: with an extension without end, of the plan's own limit.</summary>
    private Share ShareOf(AccountState account, string meter, Plan plan)
    {
        var (use, terms) = (account.MeterUse(meter, catalogue, at), plan.Meters.GetValueOrDefault(meter));
        return new(use.Counter.Taken, use.LimitUnder(terms) ?? terms?.Limit ?? Amount.Zero);
    }

    private void Used(string limit, Share was, Share now, ref ImmutableArray<Alert>.Builder? alerts)
    {
        foreach (var percent in catalogue.Alerts.Used)
            if (!was.Reaches(percent) && now.Reaches(percent))
                (alerts ??= ImmutableArray.CreateBuilder<Alert>()).Add(new(limit, Amount.Max(Amount.Zero, now.Most - now.Taken), percent));
    }

    private static Limit? Find(ImmutableArray<Limit> limits, long seq)
    {
        foreach (var limit in limits) if (limit.Seq == seq) return limit;
        return null;
    }

    /// <summary>How much is used and held of how much there may be.</summary>
    private readonly record struct Share(Amount Taken, Amount Most)
    {
        internal bool Reaches(int percent) => Most.IsPositive && (Int128)Taken.Micros * 100 >= (Int128)Most.Micros * percent;
    }
}
