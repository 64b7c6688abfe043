using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>A customer's secret, without the secret. Money never belongs to it: it carries scopes, an expiry and a budget.</summary>
public sealed record Key
{
    public required string Id { get; init; }

    public required string Name { get; init; }

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

    public Budget? Budget { get; init; }

    /// <summary>The first of the keys that it came from by rotation; null when it is the first itself.</summary>
    public string? RotatedFrom { get; init; }

    /// <summary>Stands for the budget: that of the first key, which all its rotations share.</summary>
    public string BudgetId => RotatedFrom ?? Id;

    /// <summary>What the budget's window has seen, by whichever key.</summary>
    public Counter Spent { get; init; }

    /// <summary>Whether the key lives: <see cref="Status.Done"/>, <see cref="Status.KeyRevoked"/> or <see cref="Status.KeyExpired"/>.</summary>
    public Status Validity(Instant now) =>
        RevokedAt <= now ? Status.KeyRevoked
        : ExpiresAt <= now ? Status.KeyExpired
        : Status.Done;

    public bool Allows(string scope) => Scopes.IsEmpty || Scopes.Contains(scope);

    /// <summary>True when it died so long ago that nobody knows it any more.</summary>
    internal bool IsForgotten(Instant now) => RevokedAt + Bounds.DeadKeyKept < now || ExpiresAt + Bounds.DeadKeyKept < now;
}

/// <summary>The most that may be spent in each window.</summary>
public sealed record Budget(string Asset, Amount Amount, Window Per);
