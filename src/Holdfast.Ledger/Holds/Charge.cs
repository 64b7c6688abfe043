using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Pays for an operation at once: a hold that is captured when it is placed.</summary>
public sealed record Charge : Command
{
    public required string Operation { get; init; }

    /// <summary>For an operation priced by quantity.</summary>
    public Amount? Quantity { get; init; }

    /// <summary>For an operation whose amount the caller names.</summary>
    public AssetAmount? Amount { get; init; }

    /// <summary>The id of the key that asks; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The id of the member whose work it is; null for the key's.</summary>
    public string? Member { get; init; }

    /// <summary>When the work was done, where it is told of late; null for now.</summary>
    public Instant? UsedAt { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Operation);
        hash.Add(Quantity);
        hash.Add(Amount);
        hash.Add(Key);
        hash.Add(Member);
        hash.Add(UsedAt);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (account.Status == AccountStatus.Suspended) return Status.AccountSuspended;
        var plan = catalogue.PlanOf(account);
        if (Price.Of(account, catalogue, plan, Operation, Quantity, Amount, out var price) is var priced && priced.Status != Status.Done) return priced;
        if (UsedAt is { } used && LateUsage.Check(account, catalogue, used, now) is var late && late != Status.Done) return late;

        var admission = new Admission(account, catalogue, plan, Key, Member, now, UsedAt);
        if (admission.Refusal(price) is { } refusal) return refusal;
        var use = new Use
        {
            Operation = Operation,
            Quantity = price.Quantity,
            Asset = price.Asset,
            Amount = price.Amount,
            Key = Key,
            Member = admission.Member,
            Limits = admission.Limits(price),
            Meters = Metered(account, price, catalogue, plan, now),
            TariffPlan = price.TariffPlan,
            Place = price.Place,
        };
        var draws = Admission.Draws(account, price.Asset, price.Amount);
        return new Charged
        {
            Use = use,
            UsedAt = UsedAt == now ? null : UsedAt,
            Postings =
            [
                .. draws.Select(draw => new Posting(price.Asset!, draw.Grant is null ? Book.Receivable : Book.Available, Book.Consumed, draw.Amount, draw.Grant)),
                .. use.BilledPostings(),
            ],
        };
    }

    private static ImmutableArray<MeterUsed> Metered(AccountState account, Price price, Catalogue catalogue, Plan plan, Instant now)
    {
        return ImmutableArray.CreateRange(price.Operation.Meters, share =>
        {
            var overage = Overage.Under(plan.Meters.GetValueOrDefault(share.Meter));
            var window = account.MeterUse(share.Meter, catalogue, now).Latest with { Overage = overage };
            var quantity = price.Of(share);
            var bill = window.ToBill(quantity, catalogue);
            return new MeterUsed(share.Meter, window.Counter.Window, quantity, bill, overage, bill is null ? Ledger.Amount.Zero : window.UnitsToBill(quantity));
        });
    }
}

/// <summary>An operation was paid for at once.</summary>
public sealed record Charged : EntryBody
{
    public override string Kind => "charged";

    public override string? OperationName => Use.Operation;

    internal override string? KeyId => Use.Key;

    public required Use Use { get; init; }

    /// <summary>When the work was done, where that was before the entry; else null.</summary>
    public Instant? UsedAt { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) => account.Count(Use, entry, begins: true, completes: true, UsedAt);
}
