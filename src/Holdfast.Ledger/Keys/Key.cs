using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>A customer's secret, without the secret. Money never belongs to it: it carries scopes and an expiry, and limits bind it.</summary>
public sealed record Key
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The id of the member it belongs to; null for nobody's.</summary>
    public string? Member { get; init; }

    /// <summary>What the key may do; empty for everything.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>SHA-256 of the secret in lower-case hex.</summary>
    public required string SecretHash { get; init; }

    /// <summary>The first six and the last four characters of the secret.</summary>
    public required string Preview { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    /// <summary>Null for never.</summary>
    public Instant? ExpiresAt { get; init; }

    public Instant? RevokedAt { get; init; }

    /// <summary>The first of the keys that it came from by rotation; null when it is the first itself.</summary>
    public string? RotatedFrom { get; init; }

    /// <summary>Stands for the key and all its rotations: the first of them. Limits bind a line.</summary>
    public string Line => RotatedFrom ?? Id;

    /// <summary>Whether the key lives: <see cref="Status.Done"/>, <see cref="Status.KeyRevoked"/> or <see cref="Status.KeyExpired"/>.</summary>
    public Status Validity(Instant now) =>
        RevokedAt <= now ? Status.KeyRevoked
        : ExpiresAt <= now ? Status.KeyExpired
        : Status.Done;

    public bool Allows(string scope) => Scopes.IsEmpty || Scopes.Contains(scope);

    /// <summary>True when it died so long ago that nobody knows it any more.</summary>
    internal bool IsForgotten(Instant now) => RevokedAt + Bounds.DeadKeyKept < now || ExpiresAt + Bounds.DeadKeyKept < now;
}

/// <summary>The most that a key may spend in each window: the limit that it is made with.</summary>
public sealed record Budget(string Asset, Amount Amount, Window Per);
