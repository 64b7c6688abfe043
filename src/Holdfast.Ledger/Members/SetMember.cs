using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Takes a person into the account, or says anew who and what he is.</summary>
public sealed record SetMember : Command
{
    /// <summary>The operator's name for the person.</summary>
    public required string Member { get; init; }

    public required Role Role { get; init; }

    /// <summary>Null where it is not known.</summary>
    public string? Name { get; init; }

    /// <summary>Null where it is not known.</summary>
    public string? Email { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Member);
        hash.Add((long)Role);
        hash.Add(Name);
        hash.Add(Email);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        var before = account.Member(Member);
        if (before is null && account.Members.Length >= Bounds.MembersMax) return Status.TooMany;
        return new MemberSet { Member = new() { Id = Member, Role = Role, Name = Name, Email = Email, JoinedAt = before?.JoinedAt ?? now } };
    }
}

/// <summary>A person is in the account, as he is from here on.</summary>
public sealed record MemberSet : EntryBody
{
    public override string Kind => "member_set";

    public required Member Member { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) => account with
    {
        Members = account.Member(Member.Id) is { } before ? account.Members.Replace(before, Member) : account.Members.Add(Member),
    };
}

/// <summary>
/// Takes a person out of the account. His keys are revoked and his limits go in the same step; work that he has in flight
/// may end. It passes on a closed account, too: ending somebody's access never has to wait.
/// </summary>
public sealed record RemoveMember : Command
{
    public required string Member { get; init; }

    internal override void Describe(ref RequestHasher hash) => hash.Add(Member);

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Member(Member) is null) return Status.MemberUnknown;
        var keys = account.Keys.Where(key => key.Member == Member && !(key.RevokedAt <= now) && !key.IsForgotten(now));
        return new MemberRemoved { Member = Member, Keys = [.. keys.Select(key => key.Id)] };
    }
}

/// <summary>A person is in the account no more.</summary>
public sealed record MemberRemoved : EntryBody
{
    public override string Kind => "member_removed";

    public required string Member { get; init; }

    /// <summary>His keys that are revoked with this.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    internal override AccountState Apply(AccountState account, Entry entry) => account with
    {
        Members = account.Members.Remove(account.Member(Member)!),
        Keys = ImmutableArray.CreateRange(account.Keys, key => Keys.Contains(key.Id) ? key with { RevokedAt = entry.At, UpdatedAt = entry.At } : key),
        Limits = account.Limits.RemoveAll(limit => limit.Member == Member),
    };
}
