using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// Gives back what a charge or a capture took, to the grants it came from, the last drawn first. All that is left of it
/// when no amount is named; only that gives back meters too.
/// </summary>
public sealed record Refund : Command
{
    /// <summary>The number of the entry that charged.</summary>
    public required long Charge { get; init; }

    /// <summary>Positive; null for all that was not refunded yet.</summary>
    public Amount? Amount { get; init; }

    /// <summary>The charge as it stands in the journal; null when there is none with that number.</summary>
    public Entry? Charged { get; init; }

    /// <summary>The grants it drew, as they were given.</summary>
    public ImmutableArray<Grant> Drawn { get; init; } = [];

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Charge);
        hash.Add(Amount);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (Charged is null) return Status.EntryUnknown;
        if (UseOf(Charged.Body) is not { } use || Charged.At + Bounds.RefundableFor <= now) return Status.EntryNotRefundable;
        var decimals = use.Asset is null ? 0 : catalogue.Assets[use.Asset].Decimals;
        if (Amount is { } asked && Price.Check(asked, decimals) is var shape && shape != Status.Done) return shape;
        if (Amount is { IsPositive: false }) return Status.AmountOutOfRange;

        var already = account.Refunded.TryGetValue(Charge, out var before) ? before.Amount : Ledger.Amount.Zero;
        var left = use.Amount - already;
        var whole = Amount is null || Amount == left;
        var amount = Amount ?? left;
        if (account.Refunded.ContainsKey(Charge) && left.IsZero || amount > left)
            return new(Status.RefundExceedsCharge, Lack: new("entry:" + Charge, left, left));

        var priced = use.Catalogue ?? Charged.Catalogue;
        var returns = Back(account, use, catalogue, already, amount, now);
        return new Refunded
        {
            Charge = Charge,
            ChargedAt = Charged.At,
            UsedAt = (Charged.Body as Charged)?.UsedAt,
            Use = use with
            {
                Quantity = whole ? use.Quantity : Ledger.Amount.Zero,
                Amount = amount,
                Meters = whole ? use.Meters : [],
                Catalogue = priced == catalogue.Version ? null : priced,
            },
            Grants = returns.Grants,
            Postings = whole ? returns.Postings.AddRange(use.BilledPostings().Select(billed => billed with { From = billed.To, To = billed.From })) : returns.Postings,
        };
    }

    private static Use? UseOf(EntryBody body) => body switch
    {
        Charged charged => charged.Use,
        HoldCaptured captured => captured.Use,
        _ => null,
    };

    /// <summary>Where the money goes: what was drawn last comes back first.</summary>
    private (ImmutableArray<Grant> Grants, ImmutableArray<Posting> Postings) Back(
        AccountState account, Use use, Catalogue catalogue, Amount already, Amount amount, Instant now)
    {
        var grants = ImmutableArray.CreateBuilder<Grant>();
        var postings = ImmutableArray.CreateBuilder<Posting>();
        var late = Ledger.Amount.Zero;
        var billed = use.Meters.Count(meter => meter.Billed is not null);
        var drawn = Charged!.Body.Postings.Where(posting => posting.To == Book.Consumed).SkipLast(billed).Reverse();
        foreach (var posting in drawn)
        {
            var skipped = Ledger.Amount.Min(posting.Amount, already);
            already -= skipped;
            var part = Ledger.Amount.Min(posting.Amount - skipped, amount);
            amount -= part;
            if (part.IsZero) continue;
            if (posting.Grant is null)
            {
                // Debt that was paid since was paid with money of the customer's, which comes back.
                var owed = posting.Debt ? Ledger.Amount.Min(part, account.Balance(posting.Asset).Debt) : part;
                if (owed.IsPositive) postings.Add(new(posting.Asset, Book.Consumed, Book.Receivable, owed, null, posting.Debt));
                late += part - owed;
            }
            else if (Alive(account, posting, now) is not { } grant) late += part;
            else
            {
                // A grant may have paid twice: for what its hold set aside, and for what the capture took beyond it.
                if (account.Grant(grant.Id) is null && !grants.Any(again => again.Id == grant.Id))
                    grants.Add(grant with { Remaining = Ledger.Amount.Zero, Held = Ledger.Amount.Zero, Status = GrantStatus.Active });
                postings.Add(new(posting.Asset, Book.Consumed, Book.Available, part, grant.Id));
            }
        }

        if (late.IsPositive)
        {
            var grant = Replacement(account, use.Asset!, late, catalogue, now);
            grants.Add(grant);
            postings.Add(new(grant.Asset, Book.Consumed, Book.Available, late, grant.Id));
        }

        return (grants.DrainToImmutable(), postings.DrainToImmutable());
    }

    /// <summary>The grant that money came from, if it can still be spent; null when it has expired, by itself or with its balance.</summary>
    private Grant? Alive(AccountState account, Posting drawn, Instant now)
    {
        // Stryker disable once Linq : it is always there; what was drawn comes with the command
        var grant = account.Grant(drawn.Grant!) ?? Drawn.First(grant => grant.Id == drawn.Grant);

        // What a hold had drawn before the balance expired is captured from a grant that has ended. At one instant a balance
        // expires before anything is drawn.
        var drawnAt = Charged!.Body is HoldCaptured captured && drawn.From == Book.Held ? captured.PlacedAt : Charged.At;
        var expiredWithBalance = account.Balance(grant.Asset).ExpiredAt > drawnAt;
        var endedPool = grant.IsPool && grant.Number < account.PoolsSeq;
        return grant.HasExpired(now) || expiredWithBalance || endedPool ? null : grant;
    }

    private static Grant Replacement(AccountState account, string asset, Amount amount, Catalogue catalogue, Instant now) => new()
    {
        Id = $"g{account.Seq + 1}",
        Asset = asset,
        Source = GrantSource.Refund,
        Amount = amount,
        Priority = Grant.PriorityDefault,
        GivenAt = now,
        ExpiresAt = catalogue.RefundDays is { } days ? now + TimeSpan.FromDays(days) : null,
    };
}

/// <summary>A charge was given back, in part or whole.</summary>
public sealed record Refunded : EntryBody
{
    public override string Kind => "refunded";

    public override string? OperationName => Use.Operation;

    internal override string? KeyId => Use.Key;

    /// <summary>The number of the entry that charged.</summary>
    public required long Charge { get; init; }

    public required Instant ChargedAt { get; init; }

    /// <summary>When the work was done, where it was told of late; else null.</summary>
    public Instant? UsedAt { get; init; }

    /// <summary>What is given back.</summary>
    public required Use Use { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        var inPeriod = IsInPeriod(account);
        foreach (var meter in Use.Meters)
        {
            account = account.Count(meter.Meter, meter.Window, -meter.Quantity, Amount.Zero, -(meter.Billed?.Amount ?? Amount.Zero), -meter.Beyond);
            if (inPeriod) account = account.Bill(meter, times: -1);
        }

        account = account.Count(Use.Limits, -Use.Extent, default, begins: false);
        account = Unowe(account, inPeriod);
        var totals = account.TotalsOf(Use.Operation);
        var ended = inPeriod ? account.EndedPeriodOf(UsedAt) : null;
        var left = totals.In(ended).Refund(Use.Quantity, Use.Asset, Use.Amount, Use.Owed(Postings));
        return account.With(totals with
        {
            Lifetime = totals.Lifetime.Add(0, -Use.Quantity, Use.Asset, -Use.Amount),
            Period = ended is null && inPeriod ? left : totals.Period,
            Late = ended is { } before ? totals.Late.With(before, left) : totals.Late,
            Placed = Use.Place?.Period == account.PeriodSeq ? totals.Placed - Use.Quantity : totals.Placed,
        }) with { Refunded = Remember(account, entry.At) };
    }

    /// <summary>Whether the charge is in what this period counts.</summary>
    // Stryker disable once Equality : the entry that begins a period charges nothing
    private bool IsInPeriod(AccountState account) => Charge > account.PeriodSeq;

    /// <summary>What was owed for this period is spend no more; what was owed before is a credit on the next bill.</summary>
    private AccountState Unowe(AccountState account, bool inPeriod)
    {
        foreach (var posting in Postings)
        {
            if (posting.To != Book.Receivable || posting.Debt) continue;
            var balance = account.Balance(posting.Asset);
            account = account.With(inPeriod
                ? balance with { Spent = balance.Spent - posting.Amount, Refunded = balance.Refunded + posting.Amount }
                : balance with { Credited = balance.Credited + posting.Amount });
        }

        return account;
    }

    /// <summary>Notes the refund, and forgets charges that can be refunded no more.</summary>
    private ImmutableSortedDictionary<long, RefundedCharge> Remember(AccountState account, Instant now)
    {
        var already = account.Refunded.TryGetValue(Charge, out var before) ? before.Amount : Amount.Zero;
        return account.Refunded
            .RemoveRange(account.Refunded.Where(charge => charge.Value.ChargedAt + Bounds.RefundableFor <= now).Select(charge => charge.Key))
            .SetItem(Charge, new(already + Use.Amount, ChargedAt));
    }
}

/// <summary>What was given back of a charge.</summary>
public readonly record struct RefundedCharge(Amount Amount, Instant ChargedAt);
