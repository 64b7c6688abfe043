namespace Holdfast.Ledger.Tests;

/// <summary>What time does by itself.</summary>
internal sealed partial class Oracle
{
    /// <summary>The next instant at which something happens by itself.</summary>
    public Instant NextDue
    {
        get
        {
            var due = closed ? Instant.Never : periodEnd;
            foreach (var hold in holds) if (!hold.Over) due = Instant.Min(due, hold.Ends);
            foreach (var place in places) due = Instant.Min(due, place.Ends ?? Instant.Never);
            foreach (var (ahead, _) in expiries.Values) due = Instant.Min(due, ahead ?? Instant.Never);
            foreach (var lot in lots) due = Instant.Min(due, Instant.Min(StartOf(lot), EndOf(lot)));
            return due;
        }
    }

    public void Advance(Instant now)
    {
        while (NextDue <= now)
        {
            Time = NextDue;
            var seen = Seen(Time);
            if (!Lapse(Time) && !Vacate(Time) && !ExpireBalance(Time) && !Turn(Time) && !ExpireLot(Time)) Begin(lots.First(lot => StartOf(lot) <= Time), Time);
            Seq++;
            Tell(seen, Time);
        }

        Time = now;
    }

    private static Instant StartOf(LotOf lot) => lot is { Begun: false, Waits: false, Starts: { } start } ? start : Instant.Never;

    private static Instant EndOf(LotOf lot) => lot.Ends is { } end && !lot.Gone && (!lot.Begun || lot.Left > 0) ? end : Instant.Never;

    private bool Lapse(Instant at)
    {
        var hold = holds.Where(hold => !hold.Over && hold.Ends <= at).MinBy(hold => hold.Id, StringComparer.Ordinal);
        if (hold is null) return false;
        GiveBack(hold, at);
        return true;
    }

    private bool Vacate(Instant at)
    {
        var over = places.FindIndex(place => place.Ends <= at);
        if (over >= 0) places.RemoveAt(over);
        return over >= 0;
    }

    private bool ExpireBalance(Instant at)
    {
        foreach (var (asset, (ahead, _)) in expiries)
        {
            if (!(ahead <= at)) continue;
            foreach (var lot in lots.Where(lot => lot.Asset == asset && lot.Begun)) End(lot, at);
            expiries[asset] = (null, at);
            return true;
        }

        return false;
    }

    private bool ExpireLot(Instant at)
    {
        // Of several the one that would be drawn first, so that each entry is known.
        var ended = lots.Where(lot => EndOf(lot) <= at).OrderBy(lot => lot.Priority).ThenBy(lot => lot.Ends).ThenBy(lot => lot.Given).ThenBy(lot => lot.Number);
        if (ended.FirstOrDefault() is not { } expired) return false;
        End(expired, at);
        return true;
    }

    /// <summary>A lot can be spent no more; what is held of it stays held.</summary>
    private void End(LotOf lot, Instant at)
    {
        if (lot.Ends is null || lot.Ends > at) lot.Ends = at;
        if (!lot.Begun) lot.Gone = true;
        if (lot.Left > 0) Move(lot.Asset, Ledger.Book.Available, Ledger.Book.Expired, lot.Left);
        lot.Left = 0;
    }

    private void Begin(LotOf lot, Instant at)
    {
        lot.Begun = true;
        lot.Waits = false;
        Comes(lot, lot.Source == GrantSource.Adjustment ? Ledger.Book.Adjustment : Ledger.Book.Funding, lot.Amount);
        if (lot.Source is GrantSource.Purchase or GrantSource.Plan or GrantSource.Adjustment) return;
        var notice = notices.Find(notice => notice.Asset == lot.Asset);
        if (notice is null) notices.Add(notice = new() { Asset = lot.Asset, Since = at });
        notice.Grants++;
    }

    private bool Turn(Instant at)
    {
        if (closed || periodEnd > at) return false;
        var catalogue = InForce(at);
        var left = Pools().Where(pool => pool.Left > 0).Select(pool => (pool.Asset, pool.Left, Terms(catalogue).Pools.FirstOrDefault(terms => terms.Asset == pool.Asset)?.Rollover)).ToList();
        EndPools(at);
        ClosePeriod(at);
        period++;
        spent.Clear();
        periodEnd = BoundaryAfter(at + TimeSpan.FromDays(14), 1);
        if (plan is null) return true;
        if (plan.Pending is { } change && change.At <= at + TimeSpan.FromDays(14))
        {
            var before = plan;
            (plan, endedAs) = (null, before.Status);
            if (change.Plan is null || !catalogue.Plans.TryGetValue(change.Plan, out var next)) return true;
            plan = new() { Name = next.Name, Status = next.Status, Before = before.Status, Since = at, Billing = change.Billing };
        }

        plan.Renews = RenewalOf(plan.Billing);
        GivePools(Terms(catalogue), at);
        foreach (var (asset, amount, terms) in left)
            if (terms is not null) GoOn(asset, terms.Max is null ? amount : Math.Min(amount, D(terms.Max)), at, EndOfRolled(terms, at));
        return true;
    }

    /// <summary>What is left of a pool goes on as a lot of its own.</summary>
    private void GoOn(string asset, decimal amount, Instant at, Instant? end)
    {
        if (amount == 0) return;
        lots.Add(new()
        {
            Id = $"g{Seq + 1}-{asset}-rolled", Number = Seq + 1, Asset = asset, Source = GrantSource.Plan, Amount = amount, Priority = 40, Given = at, Ends = end,
            Rolled = true, Begun = true, Left = amount,
        });
        Move(asset, Ledger.Book.Expired, Ledger.Book.Available, amount);
    }

    private Instant? EndOfRolled(Rollover terms, Instant at)
    {
        if (terms.Days is { } days) return at + TimeSpan.FromDays(days);
        if (terms.Periods is null) return null;
        var end = periodEnd;
        for (var more = 1; more < terms.Periods; more++) end = BoundaryAfter(end, 1);
        return end;
    }

    private IEnumerable<LotOf> Pools() => lots.Where(lot => lot.Source == GrantSource.Plan && !lot.Rolled);

    private void EndPools(Instant at)
    {
        foreach (var pool in Pools()) End(pool, at);
    }

    private void GivePools(Plan terms, Instant at)
    {
        foreach (var pool in terms.Pools)
        {
            // What was taken in this period of pools that are gone.
            var taken = Pools().Where(lot => lot.Asset == pool.Asset && lot.Period == period).Sum(lot => lot.Amount - lot.Lapsed);
            if (D(pool.Amount) <= taken) continue;
            var lot = new LotOf
            {
                Id = $"g{Seq + 1}-{pool.Asset}", Number = Seq + 1, Asset = pool.Asset, Source = GrantSource.Plan, Amount = D(pool.Amount) - taken, Priority = 50, Given = at, Ends = periodEnd,
                Period = period,
            };
            lots.Add(lot);
            Begin(lot, at);
        }
    }

    /// <summary>The first end of so many months after an instant.</summary>
    private Instant BoundaryAfter(Instant instant, int months)
    {
        var n = (int)((instant - anchor).TotalDays / 31 / months) - 3;
        while (Calendar.Boundary(anchor, zone, months, n) <= instant) n++;
        return Calendar.Boundary(anchor, zone, months, n);
    }

    private Instant? RenewalOf(BillingPeriod paid)
    {
        var months = paid switch { BillingPeriod.None => 0, BillingPeriod.Monthly => 1, BillingPeriod.Quarterly => 3, BillingPeriod.HalfYearly => 6, _ => 12 };
        return months == 0 ? null : BoundaryAfter(new(periodEnd.Micros - 1), months);
    }

    private Verdict Plan(SetPlan set, Catalogue catalogue, Instant now)
    {
        if (closed) return Status.AccountClosed;
        if (set.Plan is not null && !catalogue.Plans.ContainsKey(set.Plan)) return Status.PlanUnknown;
        if (set.AtPeriodEnd && plan is null) return Status.PlanUnknown;
        if (set.Anchor is { } wish && (wish - now > TimeSpan.FromDays(31) || now - wish > TimeSpan.FromDays(31 * 1_200))) return Status.InstantOutOfRange;
        var next = set.Plan is null ? null : catalogue.Plans[set.Plan];
        if (set.AtPeriodEnd)
        {
            var stays = set.Plan == plan!.Name && (set.Billing is null || set.Billing == plan.Billing);
            plan.Pending = stays ? null : (set.Plan, set.Billing ?? next?.Billing ?? BillingPeriod.None, plan.Renews ?? periodEnd);
            return Done();
        }

        if (plan is not null && next is not null && plan.Name == next.Name && set.Anchor is null && (set.Billing is null || set.Billing == plan.Billing))
        {
            if (set.Status is { } status && status != plan.Status) (plan.Before, plan.Status) = (plan.Status, status);
            return Done();
        }

        var left = Pools().Where(pool => pool.Left > 0).Select(pool => (Pool: pool, pool.Left, pool.Ends)).ToList();
        EndPools(now);
        foreach (var (pool, rest, end) in left)
        {
            if (set.KeepsLeft) GoOn(pool.Asset, rest, now, end);
            else pool.Lapsed = rest;
        }

        if (!set.KeepsPeriod)
        {
            ClosePeriod(now);
            period++;
            spent.Clear();
            anchor = next is null ? now : set.Anchor ?? now;
            periodEnd = BoundaryAfter(now, 1);
        }

        endedAs = next is not null ? null : plan?.Status ?? endedAs;
        plan = next is null ? null : new() { Name = next.Name, Status = set.Status ?? next.Status, Before = plan?.Status, Since = now, Billing = set.Billing ?? next.Billing };
        if (plan is not null) plan.Renews = RenewalOf(plan.Billing);
        if (next is not null) GivePools(next, now);
        return Done();
    }
}
