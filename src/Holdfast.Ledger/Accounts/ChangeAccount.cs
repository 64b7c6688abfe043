using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Changes who the customer is, how he pays, and whether he is suspended. What is not given stays.</summary>
public sealed record ChangeAccount : Command
{
    public Optional<string?> ExternalId { get; init; }

    public Optional<string?> Email { get; init; }

    public Optional<string?> Username { get; init; }

    public Optional<string?> FirstName { get; init; }

    public Optional<string?> LastName { get; init; }

    public Optional<string?> Name { get; init; }

    public Optional<bool> EmailVerified { get; init; }

    public Optional<bool> TwoFactorEnabled { get; init; }

    public Optional<ImmutableArray<string>> Providers { get; init; }

    public Optional<bool> PromptAnalysisOptIn { get; init; }

    public Optional<Instant?> PasswordChangedAt { get; init; }

    public Optional<bool> Suspended { get; init; }

    public Optional<Billing> Billing { get; init; }

    public Optional<string> TimeZone { get; init; }

    /// <summary>Merged by name; a JSON null removes.</summary>
    public ImmutableArray<ProfileAttribute> Attributes { get; init; } = [];

    internal override void Describe(ref RequestHasher hash)
    {
        Profiles.Describe(After(new()), ref hash);
        foreach (var given in (ReadOnlySpan<bool>)[ExternalId.IsGiven, Email.IsGiven, Username.IsGiven, FirstName.IsGiven, LastName.IsGiven, Name.IsGiven,
            EmailVerified.IsGiven, TwoFactorEnabled.IsGiven, Providers.IsGiven, PromptAnalysisOptIn.IsGiven, PasswordChangedAt.IsGiven])
            hash.Add(given);
        hash.Add(Suspended.IsGiven ? Suspended.Value ? 2 : 1 : 0);
        hash.Add(Billing.IsGiven ? 1 + (long)Billing.Value : 0);
        hash.Add(TimeZone.IsGiven);
        hash.Add(TimeZone.Value);
        foreach (var attribute in Attributes) hash.Add(attribute.Name + "\n" + attribute.Json);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (PasswordChangedAt.Value > now) return Status.InstantOutOfRange;
        if (TimeZone.IsGiven && Calendar.FindZone(TimeZone.Value) is null) return Status.TimeZoneUnknown;
        var profile = After(account.Profile);
        if (profile.Attributes.Length > Bounds.AttributesMax) return Status.TooMany;

        // Money that waited for the address comes when the address is verified.
        var verified = profile.EmailVerified && !account.Profile.EmailVerified
            ? account.Grants.Where(grant => grant.Status == GrantStatus.Pending).ToImmutableArray()
            : [];
        return new AccountChanged
        {
            Profile = profile,
            Suspended = Suspended.Or(account.Status == AccountStatus.Suspended),
            Billing = Billing.Or(account.Billing),
            TimeZone = TimeZone.Or(account.TimeZone),
            Scheduled = [.. verified.Where(grant => grant.StartsAt > now).Select(grant => grant.Id)],
            Postings = [.. verified.Where(grant => !(grant.StartsAt > now)).Select(grant => grant.Activation())],
        };
    }

    private Profile After(Profile profile) => (profile with
    {
        ExternalId = ExternalId.Or(profile.ExternalId),
        Email = Email.Or(profile.Email),
        Username = Username.Or(profile.Username),
        FirstName = FirstName.Or(profile.FirstName),
        LastName = LastName.Or(profile.LastName),
        Name = Name.Or(profile.Name),
        EmailVerified = EmailVerified.Or(profile.EmailVerified),
        TwoFactorEnabled = TwoFactorEnabled.Or(profile.TwoFactorEnabled),
        Providers = Providers.Or(profile.Providers),
        PromptAnalysisOptIn = PromptAnalysisOptIn.Or(profile.PromptAnalysisOptIn),
        PasswordChangedAt = PasswordChangedAt.Or(profile.PasswordChangedAt),
    }).WithAttributes(Attributes);
}

/// <summary>The account as it is from here on.</summary>
public sealed record AccountChanged : EntryBody
{
    public override string Kind => "account_changed";

    public required Profile Profile { get; init; }

    public bool Suspended { get; init; }

    public Billing Billing { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>Grants that waited for verification and now wait for their start.</summary>
    public ImmutableArray<string> Scheduled { get; init; } = [];

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        account = account.Activated(Postings, entry.At);
        foreach (var id in Scheduled)
        {
            var grant = account.Grant(id)!;
            account = account with { Grants = account.Grants.Replace(grant, grant with { Status = GrantStatus.Scheduled }) };
        }

        return account with
        {
            Profile = Profile,
            Status = Suspended ? AccountStatus.Suspended : AccountStatus.Active,
            Billing = Billing,
            TimeZone = TimeZone,
        };
    }
}

/// <summary>Closes an account for ever. Work in flight may end, its books stay, its keys die.</summary>
public sealed record CloseAccount : Command
{
    internal override void Describe(ref RequestHasher hash)
    {
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now) =>
        account.Status == AccountStatus.Closed ? Status.Repeated : new AccountClosed();
}

/// <summary>The account was closed.</summary>
public sealed record AccountClosed : EntryBody
{
    public override string Kind => "account_closed";

    internal override AccountState Apply(AccountState account, Entry entry) => account with { Status = AccountStatus.Closed };
}

internal static class Profiles
{
    internal static void Describe(Profile profile, ref RequestHasher hash)
    {
        hash.Add(profile.ExternalId);
        hash.Add(profile.Email);
        hash.Add(profile.Username);
        hash.Add(profile.FirstName);
        hash.Add(profile.LastName);
        hash.Add(profile.Name);
        hash.Add(profile.EmailVerified);
        hash.Add(profile.TwoFactorEnabled);
        hash.Add(profile.Providers);
        hash.Add(profile.PromptAnalysisOptIn);
        hash.Add(profile.PasswordChangedAt);
        foreach (var attribute in profile.Attributes)
        {
            hash.Add(attribute.Name);
            hash.Add(attribute.Json);
        }
    }
}
