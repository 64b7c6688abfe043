using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>What is set aside for work in flight.</summary>
public sealed record Hold
{
    /// <summary>The caller's.</summary>
    public required string Id { get; init; }

    public required string Operation { get; init; }

    /// <summary>Units; 1 where the caller named the amount.</summary>
    public required Amount Quantity { get; init; }

    /// <summary>Null when the operation costs no money.</summary>
    public string? Asset { get; init; }

    /// <summary>The money set aside at first.</summary>
    public Amount Amount { get; init; }

    /// <summary>The version of the catalogue that priced it, and prices its captures.</summary>
    public required int Catalogue { get; init; }

    /// <summary>The plan whose tariff priced it, and prices its captures, whatever the account's plan is by then; null for the operation's own.</summary>
    public string? TariffPlan { get; init; }

    /// <summary>The place that its units take in the period in which it was placed; null where its price does not count the period.</summary>
    public PeriodPlace? Place { get; init; }

    public required Instant PlacedAt { get; init; }

    public required Instant ExpiresAt { get; init; }

    /// <summary>The key that asked; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Whose work it is; null for nobody's.</summary>
    public string? Member { get; init; }

    /// <summary>Units captured so far.</summary>
    public Amount Captured { get; init; }

    /// <summary>Money captured so far.</summary>
    public Amount Paid { get; init; }

    /// <summary>What is set aside now, in draw order.</summary>
    public ImmutableArray<Draw> Draws { get; init; } = [];

    /// <summary>What is reserved on meters, and in which window.</summary>
    public ImmutableArray<MeterHold> Meters { get; init; } = [];

    /// <summary>The slots in which it occupies a place.</summary>
    public ImmutableArray<string> Slots { get; init; } = [];

    /// <summary>The limits that it counts in.</summary>
    public ImmutableArray<LimitWindow> Limits { get; init; } = [];
}

/// <summary>A part of a hold or charge.</summary>
/// <param name="Grant">Null for what is owed.</param>
public readonly record struct Draw(string? Grant, Amount Amount);

/// <summary>A part of a meter that a hold has reserved or a charge has used.</summary>
/// <param name="Window">The window it counts in, whenever the work ends.</param>
/// <param name="Overage">The terms of overage under which it was reserved; null for none.</param>
public readonly record struct MeterHold(string Meter, Period Window, Amount Quantity, Overage? Overage = null);
