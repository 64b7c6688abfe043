namespace Holdfast.Ledger;

/// <summary>What a person is in an account.</summary>
public enum Role
{
    Admin,
    Member,
    LiteMember,
}

/// <summary>A person in an account: keys belong to him, limits bind him, and what he uses is recorded as his. Money is never his.</summary>
public sealed record Member
{
    /// <summary>The operator's name for him, unique in the account.</summary>
    public required string Id { get; init; }

    public required Role Role { get; init; }

    /// <summary>Null where it is not known.</summary>
    public string? Name { get; init; }

    /// <summary>Null where it is not known.</summary>
    public string? Email { get; init; }

    public required Instant JoinedAt { get; init; }
}
