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

    /// <summary>Adds to what is used and held, where the window is still the counter's; work that was begun in another window leaves it alone.</summary>
    public Counter Add(Period window, Amount used, Amount held) =>
        Window == window ? this with { Used = Amount.Max(Amount.Zero, Used + used), Held = Held + held } : this;

    /// <summary>When the figures change by time alone; <see cref="Instant.Never"/> while they are zero.</summary>
    public Instant ChangesAt => Taken.IsZero ? Instant.Never : Window.End;
}

/// <summary>A meter of an account.</summary>
public sealed record MeterUse
{
    public required string Meter { get; init; }

    public Counter Counter { get; init; }

    /// <summary>What was billed in the counter's window for units beyond the limit, in the asset of the plan's overage price.</summary>
    public Amount Billed { get; init; }

    /// <summary>Whether an extension was ever set; else <see cref="Extension"/> means nothing.</summary>
    public bool Extended { get; init; }

    /// <summary>Overage allowed beyond the limit, if the plan entitles to it; null for unlimited.</summary>
    public Amount? Extension { get; init; }

    /// <summary>This meter where it counts for the window, else one that starts again.</summary>
    public MeterUse In(Period window) => Counter.Window == window ? this : this with { Counter = Counter.In(window), Billed = Amount.Zero };

    /// <summary>The overage allowed: zero when none was set or the plan does not entitle to any; null for unlimited.</summary>
    public Amount? ExtensionUnder(MeterLimit? limit) => Extended && limit is { Extendable: true } ? Extension : Amount.Zero;
}
