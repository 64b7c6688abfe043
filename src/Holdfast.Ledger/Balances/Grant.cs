using System.Globalization;

namespace Holdfast.Ledger;

/// <summary>Where a grant comes from.</summary>
public enum GrantSource
{
    Purchase,
    Trial,
    Promo,
    Plan,
    AddOn,
    Refund,
    Adjustment,
}

public enum GrantStatus
{
    /// <summary>Its money may be spent.</summary>
    Active,

    /// <summary>Its start has not come.</summary>
    Scheduled,

    /// <summary>It waits for the customer's e-mail address to be verified.</summary>
    Pending,
}

/// <summary>A lot of an asset given to an account.</summary>
public sealed record Grant
{
    /// <summary>Names the entry that gave it: <c>g</c> and its seq, and what else tells it from others that the entry gave.</summary>
    public required string Id { get; init; }

    public required string Asset { get; init; }

    public required GrantSource Source { get; init; }

    public required Amount Amount { get; init; }

    /// <summary>Lower goes first.</summary>
    public required int Priority { get; init; }

    public required Instant GivenAt { get; init; }

    /// <summary>Null for at once.</summary>
    public Instant? StartsAt { get; init; }

    /// <summary>Null for never, or with the asset's whole balance.</summary>
    public Instant? ExpiresAt { get; init; }

    public GrantStatus Status { get; init; }

    /// <summary>What may be spent; zero until the grant is active.</summary>
    public Amount Remaining { get; init; }

    /// <summary>What open holds have drawn.</summary>
    public Amount Held { get; init; }

    /// <summary>True for what was left of a plan's pool and goes on beyond its period: no turn ends it, only its own expiry.</summary>
    public bool RolledOver { get; init; }

    /// <summary>The priority of every source but the plan's pool.</summary>
    public const int PriorityDefault = 100;

    /// <summary>The priority of the plan's pool, which goes first.</summary>
    public const int PriorityPool = 50;

    /// <summary>The priority of what was rolled over, which goes before the pool that came after it.</summary>
    public const int PriorityRolledOver = 40;

    /// <summary>Draw order: lower priority number, then soonest expiry, then older; of two given at one instant, the one with the lower number.</summary>
    internal int CompareDrawOrder(Grant other)
    {
        var byPriority = Priority.CompareTo(other.Priority);
        if (byPriority != 0) return byPriority;
        var byExpiry = (ExpiresAt ?? Instant.Never).CompareTo(other.ExpiresAt ?? Instant.Never);
        if (byExpiry != 0) return byExpiry;
        var byAge = GivenAt.CompareTo(other.GivenAt);
        // Stryker disable once Conditional : the older one has the lower number, too; the instant is the quicker to compare
        return byAge != 0 ? byAge : Number.CompareTo(other.Number);
    }

    /// <summary>The seq of the entry that gave it.</summary>
    public long Number => NumberOf(Id);

    /// <summary>The seq of the entry that gave the grant with an id.</summary>
    public static long NumberOf(string id)
    {
        var end = id.IndexOf('-');
        return long.Parse(end == -1 ? id.AsSpan(1) : id.AsSpan(1, end - 1), CultureInfo.InvariantCulture);
    }

    /// <summary>True for a plan's pool, which ends with its period.</summary>
    internal bool IsPool => Source == GrantSource.Plan && !RolledOver;

    /// <summary>True when nothing is left of it in the account.</summary>
    internal bool IsSpent => Status == GrantStatus.Active && Remaining.IsZero && Held.IsZero;

    internal bool HasExpired(Instant now) => ExpiresAt <= now;

    /// <summary>False when it ended before, and all that is left of it is held.</summary>
    internal bool CanEnd(Instant now) => Remaining.IsPositive || !HasExpired(now);
}
