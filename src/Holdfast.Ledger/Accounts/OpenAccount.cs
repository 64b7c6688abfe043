using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Opens an account.</summary>
public sealed record OpenAccount : Command
{
    public required AccountId Id { get; init; }

    public Profile Profile { get; init; } = new();

    public Billing Billing { get; init; }

    /// <summary>Null for none.</summary>
    public string? Plan { get; init; }

    /// <summary>An IANA name.</summary>
    public string TimeZone { get; init; } = "UTC";

    internal override void Describe(ref RequestHasher hash)
    {
        // The id is left out: where the caller gave none it is made from the idempotency key.
        Profiles.Describe(Profile, ref hash);
        hash.Add((long)Billing);
        hash.Add(Plan);
        hash.Add(TimeZone);
    }

    private protected override Decision DecideAt(AccountState? account, Catalogue catalogue, Instant now)
    {
        if (account is not null) return new() { Status = Status.AccountExists, State = account };
        catalogue = catalogue.At(now);
        Plan? plan = null;
        if (Plan is not null && !catalogue.Plans.TryGetValue(Plan, out plan)) return new() { Status = Status.PlanUnknown };
        if (now > Instant.InputMax || Profile.PasswordChangedAt > now) return new() { Status = Status.InstantOutOfRange };
        if (Calendar.FindZone(TimeZone) is not { } zone) return new() { Status = Status.TimeZoneUnknown };
        if (Profile.Attributes.Length > Bounds.AttributesMax) return new() { Status = Status.TooMany };

        var period = Calendar.PeriodAt(now, zone, 1, now);
        var terms = plan is null ? null : PlanTerms.Start(account: null, plan, plan.Status, plan.Billing, anchor: now, zone, now, period);
        var entry = new Entry
        {
            Seq = 1,
            At = now,
            Catalogue = catalogue.Version,
            CallerId = CallerId,
            RequestHash = CallerId is null ? 0 : RequestHash,
            Body = new AccountOpened
            {
                Profile = Profile,
                Billing = Billing,
                TimeZone = TimeZone,
                Plan = terms?.Held,
                Period = period,
                Grants = terms?.Pools ?? [],
                Postings = terms?.Postings ?? [],
                After = terms is null ? [] : ImmutableArray.CreateRange(terms.Postings, posting => new AssetAmount(posting.Asset, posting.Amount)),
            },
        };
        return new() { Status = Status.Done, Entries = [entry], State = AccountState.Open(Id, entry) };
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now) => Status.AccountExists;
}

/// <summary>The account was opened.</summary>
public sealed record AccountOpened : EntryBody
{
    public override string Kind => "account_opened";

    public required Profile Profile { get; init; }

    public Billing Billing { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>Null for none.</summary>
    public PlanHeld? Plan { get; init; }

    public required Period Period { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) => (account with
    {
        Profile = Profile,
        Billing = Billing,
        TimeZone = TimeZone,
        Plan = Plan,
        Anchor = entry.At,
        Period = Period,
        PeriodSeq = entry.Seq,
    }).WithPools(Grants, [], entry.Seq);
}
