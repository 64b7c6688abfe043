namespace Holdfast.Ledger;

/// <summary>The stretch of time over which a meter or a limit counts.</summary>
public enum Window
{
    /// <summary>The account's period: a month from the plan's anchor, in the account's time zone.</summary>
    Period,

    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>From Monday to Monday.</summary>
    Week,

    /// <summary>From the first to the first.</summary>
    Month,

    /// <summary>For ever.</summary>
    Total,
}

/// <summary>A counter over a window, with the plan's limit.</summary>
public sealed record Meter
{
    public required string Name { get; init; }

    public Window Window { get; init; } = Window.Period;

    /// <summary>True when days, weeks and months are UTC's and not the account's.</summary>
    public bool Utc { get; init; }
}

/// <summary>A countable thing occupied now.</summary>
/// <param name="Lease">How long a thing keeps its place when its caller does not say; null for until it is freed.</param>
public sealed record Slot(string Name, TimeSpan? Lease = null);
