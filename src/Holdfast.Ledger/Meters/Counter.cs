namespace Holdfast.Ledger;

/// <summary>
/// What was used and is held within one window of time. Outside its window it counts nothing: a counter starts again by
/// time alone, and no entry is needed for it.
/// </summary>
public readonly record struct Counter(Period Window, Amount Used, Amount Held)
{
    public Amount Taken => Used + Held;

    /// <summary>This counter where it counts for the window, else an empty one.</summary>
    public Counter In(Period window) => Window == window ? this : new(window, Amount.Zero, Amount.Zero);

    /// <summary>
    /// Adds to what is used and held. Never below zero: an account that moves to another time zone and back comes into the
    /// same window again with an empty counter, and what was counted before may still be given back.
    /// </summary>
    public Counter Add(Amount used, Amount held) =>
        this with { Used = Amount.Max(Amount.Zero, Used + used), Held = Amount.Max(Amount.Zero, Held + held) };

    /// <summary>When the figures change by time alone; <see cref="Instant.Never"/> while they are zero.</summary>
    public Instant ChangesAt => Taken.IsZero ? Instant.Never : Window.End;
}
