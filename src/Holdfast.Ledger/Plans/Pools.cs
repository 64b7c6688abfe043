using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>A plan's pools as an account meets them: given with a period, ended with it, and rolled over where the plan says so.</summary>
internal static class Pools
{
    /// <summary>The pools of a plan for one period: each lapses with it. What would leave the range of amounts is not given.</summary>
    /// <param name="account">Null for a new one.</param>
    /// <param name="taken">By asset, what a pool is given less, since it was taken of another one in the same period.</param>
    internal static ImmutableArray<Grant> Given(AccountState? account, Plan plan, Instant now, Period period, ImmutableArray<AssetAmount> taken) =>
    [
        .. from pool in plan.Pools
           let amount = Amount.Min(pool.Amount - taken.In(pool.Asset), Amount.EverHadMax - (account?.EverGiven(pool.Asset) ?? Amount.Zero))
           where amount.IsPositive
           select new Grant
           {
               Id = $"g{(account?.Seq ?? 0) + 1}-{pool.Asset}",
               Asset = pool.Asset,
               Source = GrantSource.Plan,
               Amount = amount,
               Priority = Grant.PriorityPool,
               GivenAt = now,
               ExpiresAt = period.End,
           },
    ];

    /// <summary>Ends the pools of the period until now; what was left of them lapses.</summary>
    internal static PoolsEnded End(AccountState account, Instant now) => End(account, now, _ => null);

    /// <summary>Ends the pools of the period until now. What was left of them lapses, and what goes on is brought back, so that it counts as given once.</summary>
    /// <param name="goesOn">What goes on of a pool; null for nothing.</param>
    internal static PoolsEnded End(AccountState account, Instant now, Func<Grant, Grant?> goesOn)
    {
        var pools = account.Grants.Where(grant => grant.IsPool && grant.CanEnd(now)).ToImmutableArray();
        var rolled = pools.Where(pool => pool.Remaining.IsPositive).Select(goesOn).OfType<Grant>().ToImmutableArray();
        return new(
            [.. pools.Select(pool => pool.Id)],
            rolled,
            [
                .. pools.SelectMany(pool => pool.Expiry()),
                .. rolled.Select(grant => new Posting(grant.Asset, Book.Expired, Book.Available, grant.Amount, grant.Id)),
            ]);
    }

    /// <summary>What goes on of a pool when its period has ended by time, by the terms of the plan that gave it.</summary>
    /// <param name="next">The period that begins.</param>
    internal static Grant? RolledOver(AccountState account, Plan plan, Grant pool, Period next)
    {
        if (plan.Pools.FirstOrDefault(terms => terms.Asset == pool.Asset)?.Rollover is not { } rollover) return null;
        var amount = Amount.Min(pool.Remaining, rollover.Max ?? pool.Remaining);
        return amount.IsPositive ? GoingOn(account, pool, amount, next.Start, Expiry(account, rollover, next)) : null;
    }

    /// <summary>All that is left of a pool goes on until it would have expired, though its plan is another one from here on.</summary>
    internal static Grant Kept(AccountState account, Grant pool, Instant now) => GoingOn(account, pool, pool.Remaining, now, pool.ExpiresAt);

    /// <summary>
    /// By asset, what was taken of the pools of the period that goes on, used or held, when they have ended; and what goes on
    /// of them, which is the customer's besides all that comes.
    /// </summary>
    internal static ImmutableArray<AssetAmount> Taken(AccountState account, PoolsEnded ended)
    {
        var taken = ImmutableArray.CreateBuilder<AssetAmount>();
        foreach (var given in account.PoolsGiven)
        {
            var amount = given.Amount;
            foreach (var grant in account.Grants) if (grant.IsPool && grant.Asset == given.Asset) amount -= grant.Remaining;
            foreach (var rolled in ended.Rolled) if (rolled.Asset == given.Asset) amount += rolled.Amount;
            if (amount.IsPositive) taken.Add(given with { Amount = amount });
        }

        return taken.DrainToImmutable();
    }

    /// <summary>The account after an entry that ended pools and gave these.</summary>
    internal static AccountState WithPools(this AccountState account, ImmutableArray<Grant> grants, ImmutableArray<AssetAmount> taken, long seq)
    {
        foreach (var grant in grants) if (grant.IsPool) taken = taken.Plus(grant.Asset, grant.Amount);
        return account with { PoolsGiven = taken, PoolsSeq = seq };
    }

    private static Grant GoingOn(AccountState account, Grant pool, Amount amount, Instant now, Instant? expires) => new()
    {
        Id = $"g{account.Seq + 1}-{pool.Asset}{RolledSuffix}",
        Asset = pool.Asset,
        Source = GrantSource.Plan,
        Amount = amount,
        Priority = Grant.PriorityRolledOver,
        GivenAt = now,
        ExpiresAt = expires,
        RolledOver = true,
    };

    private const string RolledSuffix = "-rolled";

    private static Instant? Expiry(AccountState account, Rollover rollover, Period next)
    {
        if (rollover.Days is { } days) return next.Start + TimeSpan.FromDays(days);
        if (rollover.Periods is not { } periods) return null;
        var end = next.End;
        while (--periods > 0) end = Calendar.PeriodAt(account.Anchor, account.Zone(), 1, end).End;
        return end;
    }
}

/// <summary>How pools ended.</summary>
/// <param name="Expired">The pools.</param>
/// <param name="Rolled">What goes on of them.</param>
internal readonly record struct PoolsEnded(ImmutableArray<string> Expired, ImmutableArray<Grant> Rolled, ImmutableArray<Posting> Postings);
