namespace Holdfast.Ledger;

/// <summary>Prolongs a hold: it lapses this long after now instead.</summary>
public sealed record ExtendHold : Command
{
    public required string Hold { get; init; }

    /// <summary>From 1 second to <see cref="Bounds.HoldLifetimeMax"/>.</summary>
    public required TimeSpan Lifetime { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Hold);
        hash.Add(Lifetime);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Holds.Find(Hold) is null) return Status.HoldUnknown;
        if (Lifetime < TimeSpan.FromSeconds(1) || Lifetime > Bounds.HoldLifetimeMax) return Status.LifetimeOutOfRange;
        return new HoldExtended { Hold = Hold, ExpiresAt = now + Lifetime };
    }
}

/// <summary>A hold lapses at another instant.</summary>
public sealed record HoldExtended : EntryBody
{
    public override string Kind => "hold_extended";

    public override string? HoldId => Hold;

    public required string Hold { get; init; }

    public required Instant ExpiresAt { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) =>
        account with { Holds = account.Holds.With(account.Holds.Find(Hold)! with { ExpiresAt = ExpiresAt }) };
}
