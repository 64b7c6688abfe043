using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Gives an account a lot of an asset.</summary>
public sealed record GiveGrant : Command
{
    public required string Asset { get; init; }

    /// <summary>Positive, within the asset's decimals.</summary>
    public required Amount Amount { get; init; }

    /// <summary>Any but <see cref="GrantSource.Plan"/>, which only a plan gives.</summary>
    public required GrantSource Source { get; init; }

    /// <summary>Lower goes first, -1 000 to 1 000; null for the default.</summary>
    public int? Priority { get; init; }

    /// <summary>Null for at once.</summary>
    public Instant? StartsAt { get; init; }

    /// <summary>Null for never; for an add-on by the catalogue's rule.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>True to wait until the customer's e-mail address is verified.</summary>
    public bool UntilVerified { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Asset);
        hash.Add(Amount);
        hash.Add((long)Source);
        hash.Add(Priority ?? Grant.PriorityDefault);
        hash.Add(StartsAt);
        hash.Add(ExpiresAt);
        hash.Add(UntilVerified);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (!catalogue.Assets.TryGetValue(Asset, out var asset)) return Status.AssetUnknown;
        if (!Amount.IsPositive || account.EverGiven(Asset) + Amount > Amount.EverGivenMax) return Status.AmountOutOfRange;
        if (Price.Check(Amount, asset.Decimals) is var amount && amount != Status.Done) return amount;
        var starts = StartsAt > now ? StartsAt : null;
        var expires = ExpiresAt ?? AddOnExpiry(account, catalogue);
        if (expires <= (starts ?? now) || ExpiresAt > Instant.InputMax) return Status.ExpiryOutOfRange;
        if (StartsAt > Instant.InputMax) return Status.InstantOutOfRange;
        if (account.Grants.Length >= Bounds.GrantsMax) return Status.TooMany;
        if (Source == GrantSource.Purchase && Exceeds(account, catalogue) is { } lack) return new(Status.PurchaseLimitExceeded, Lack: lack);

        var status = UntilVerified && !account.Profile.EmailVerified ? GrantStatus.Pending
            : starts is not null ? GrantStatus.Scheduled
            : GrantStatus.Active;
        var grant = new Grant
        {
            Id = $"g{account.Seq + 1}",
            Asset = Asset,
            Source = Source,
            Amount = Amount,
            Priority = Priority ?? Grant.PriorityDefault,
            GivenAt = now,
            StartsAt = starts,
            ExpiresAt = expires,
            Status = status,
        };
        return new GrantGiven
        {
            Grants = [grant],
            Postings = status == GrantStatus.Active ? [grant.Activation()] : [],
            BalanceExpiresAt = Source == GrantSource.Purchase && asset.ExpiryMonths is { } months
                ? Calendar.AddMonths(now, account.Zone(), months)
                : null,
        };
    }

    /// <summary>What is lacking for a purchase; what was bought and has not begun counts as if it had, and what pays debt is not there to stay.</summary>
    private Lack? Exceeds(AccountState account, Catalogue catalogue)
    {
        if (catalogue.PurchaseMaxOf(account, Asset) is not { } max) return null;
        var balance = account.Balance(Asset);
        var has = balance.Available + (balance.Held - balance.SpentHeld) + account.ToCome(Asset);
        var room = Amount.Max(Amount.Zero, Amount.Min(max, max + balance.Debt - has));
        return Amount > room ? new("purchase:" + Asset, room, room) : null;
    }

    /// <summary>An add-on outlives the renewal of the plan it was bought beside by a number of days.</summary>
    private Instant? AddOnExpiry(AccountState account, Catalogue catalogue) =>
        Source == GrantSource.AddOn && account.Plan is { } plan && catalogue.AddOnDays is { } days
            ? (plan.RenewsAt ?? account.Period.End) + TimeSpan.FromDays(days)
            : null;
}

/// <summary>A grant was given; its money is there when a posting says so.</summary>
public sealed record GrantGiven : EntryBody
{
    public override string Kind => "grant_given";

    /// <summary>The new expiry of the asset's whole balance; null where it does not move.</summary>
    public Instant? BalanceExpiresAt { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        var grant = Grants[0];
        if (grant.Source == GrantSource.Trial) account = account with { TrialGiven = true };
        if (grant.Status == GrantStatus.Active) account = account.Notify(grant, entry.At);
        return BalanceExpiresAt is { } expires ? account.With(account.Balance(grant.Asset) with { ExpiresAt = expires }) : account;
    }
}

/// <summary>A scheduled grant's start has come.</summary>
public sealed record GrantStarted : EntryBody
{
    public override string Kind => "grant_started";

    internal static GrantStarted Of(Grant grant) => new() { Postings = [grant.Activation()] };

    internal override AccountState Apply(AccountState account, Entry entry) => account.Activated(Postings, entry.At);
}

/// <summary>A grant's expiry has come: what was left of it lapsed.</summary>
public sealed record GrantExpired : EntryBody
{
    public override string Kind => "grant_expired";

    internal static GrantExpired Of(Grant grant) => new() { Expired = [grant.Id], Postings = [.. grant.Expiry()] };

    internal override AccountState Apply(AccountState account, Entry entry) => account;
}

/// <summary>The expiry of an asset's whole balance has come.</summary>
public sealed record BalanceExpired : EntryBody
{
    public override string Kind => "balance_expired";

    public required string Asset { get; init; }

    internal static BalanceExpired Of(AccountState account, string asset, Instant at)
    {
        // Grants that have not begun are no part of the balance yet.
        var grants = account.Grants.Where(grant => grant.Asset == asset && grant.Status == GrantStatus.Active && grant.CanEnd(at)).ToImmutableArray();
        return new() { Asset = asset, Expired = [.. grants.Select(grant => grant.Id)], Postings = [.. grants.SelectMany(grant => grant.Expiry())] };
    }

    internal override AccountState Apply(AccountState account, Entry entry) =>
        account.With(account.Balance(Asset) with { ExpiresAt = null, ExpiredAt = entry.At });
}
