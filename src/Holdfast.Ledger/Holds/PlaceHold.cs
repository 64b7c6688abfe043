using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Holdfast.Ledger;

/// <summary>Sets an amount aside, so that the work in flight can always be paid for.</summary>
public sealed record PlaceHold : Command
{
    /// <summary>The caller's name for the hold, which is its idempotency id too.</summary>
    public required string Hold
    {
        get;
        init
        {
            field = value;
            CallerId = HoldReference + value;
        }
    }

    public required string Operation { get; init; }

    /// <summary>For an operation priced by quantity.</summary>
    public Amount? Quantity { get; init; }

    /// <summary>For an operation whose amount the caller names.</summary>
    public AssetAmount? Amount { get; init; }

    /// <summary>From 1 second to <see cref="Bounds.HoldLifetimeMax"/>; null for <see cref="Bounds.HoldLifetimeDefault"/>.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>The id of the key that asks; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The id of the member whose work it is; null for the key's.</summary>
    public string? Member { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Hold);
        hash.Add(Operation);
        hash.Add(Quantity);
        hash.Add(Amount);
        hash.Add(Lifetime);
        hash.Add(Key);
        hash.Add(Member);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        // The journal finds a repeat before it comes here; money is not to depend on that.
        if (account.Holds.Find(Hold) is not null) return Status.ExistsWithDifferentRequest;
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (account.Status == AccountStatus.Suspended) return Status.AccountSuspended;
        var plan = catalogue.PlanOf(account);
        if (Price.Of(account, catalogue, plan, Operation, Quantity, Amount, out var price) is var priced && priced.Status != Status.Done) return priced;
        var lifetime = Lifetime ?? Bounds.HoldLifetimeDefault;
        if (lifetime < TimeSpan.FromSeconds(1) || lifetime > Bounds.HoldLifetimeMax) return Status.LifetimeOutOfRange;
        if (account.Holds.Count >= Bounds.HoldsMax) return Status.TooMany;

        var admission = new Admission(account, catalogue, plan, Key, Member, now);
        if (admission.Refusal(price) is { } refusal) return refusal;
        var draws = Admission.Draws(account, price.Asset, price.Amount);
        return new HoldPlaced
        {
            Hold = Hold,
            Operation = Operation,
            Quantity = price.Quantity,
            ExpiresAt = now + lifetime,
            Key = Key,
            Member = admission.Member,
            Meters = admission.Meters(price),
            Limits = admission.Limits(price),
            Slots = price.Slots,
            TariffPlan = price.TariffPlan,
            Place = price.Place,
            Postings = Postings(price.Asset, draws),
        };
    }

    private static ImmutableArray<Posting> Postings(string? asset, ImmutableArray<Draw> draws)
    {
        if (draws.IsEmpty) return [];
        var postings = new Posting[draws.Length];
        for (var at = 0; at < postings.Length; at++)
            postings[at] = new(asset!, draws[at].Grant is null ? Book.Receivable : Book.Available, Book.Held, draws[at].Amount, draws[at].Grant);
        return ImmutableCollectionsMarshal.AsImmutableArray(postings);
    }
}

/// <summary>A hold was placed; its postings say what it drew.</summary>
public sealed record HoldPlaced : EntryBody
{
    public override string Kind => "hold_placed";

    public override string? HoldId => Hold;

    public override string? OperationName => Operation;

    internal override string? KeyId => Key;

    public required string Hold { get; init; }

    public required string Operation { get; init; }

    public required Amount Quantity { get; init; }

    public required Instant ExpiresAt { get; init; }

    public string? Key { get; init; }

    /// <summary>Whose work it is; null for nobody's.</summary>
    public string? Member { get; init; }

    public ImmutableArray<MeterHold> Meters { get; init; } = [];

    /// <summary>The limits that the hold counts in.</summary>
    public ImmutableArray<LimitWindow> Limits { get; init; } = [];

    public ImmutableArray<string> Slots { get; init; } = [];

    /// <summary>The plan whose tariff priced it; null for the operation's own.</summary>
    public string? TariffPlan { get; init; }

    /// <summary>The place that its units take in the period; null where its price does not count the period.</summary>
    public PeriodPlace? Place { get; init; }

    /// <summary>The hold as it was placed.</summary>
    public Hold AsHold(Instant at, int catalogue) => new()
    {
        Id = Hold,
        Operation = Operation,
        Quantity = Quantity,
        Asset = Postings.IsEmpty ? null : Postings[0].Asset,
        Amount = Sum(),
        Catalogue = catalogue,
        PlacedAt = at,
        ExpiresAt = ExpiresAt,
        Key = Key,
        Member = Member,
        Draws = Draws(),
        Meters = Meters,
        Slots = Slots,
        Limits = Limits,
        TariffPlan = TariffPlan,
        Place = Place,
    };

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        var hold = AsHold(entry.At, entry.Catalogue);
        account = account.Reserve(hold);
        foreach (var slot in Slots) account = account.Take(slot, new(Hold, entry.At, Hold));
        var totals = account.TotalsOf(Operation).OnDay(entry.At);
        totals = totals with { OpenedOnDay = totals.OpenedOnDay + 1, Placed = Place is null ? totals.Placed : totals.Placed + Quantity };
        return account with { Holds = account.Holds.With(hold), Totals = account.Totals.With(totals) };
    }

    private Amount Sum()
    {
        var sum = Amount.Zero;
        foreach (var posting in Postings) sum += posting.Amount;
        return sum;
    }

    private ImmutableArray<Draw> Draws()
    {
        var draws = new Draw[Postings.Length];
        for (var at = 0; at < draws.Length; at++) draws[at] = new(Postings[at].Grant, Postings[at].Amount);
        return ImmutableCollectionsMarshal.AsImmutableArray(draws);
    }
}
