using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// What an operation costs by its quantity. The first units may be free; those after them are priced one by one or by the
/// block, all alike or by tiers; a use that is not free costs the minimum at least. Every sum is exact, and each use is
/// rounded up once, to the asset's decimals.
/// </summary>
/// <param name="Each">The price of one unit, or of one block; means nothing where there are tiers.</param>
public sealed record Tariff(string Asset, Amount Each)
{
    /// <summary>Units of a block, of which every begun one counts; null where units, and fractions of them, count for themselves.</summary>
    public Amount? Per { get; init; }

    /// <summary>The least that a use costs, unless all its units are free.</summary>
    public Amount Minimum { get; init; }

    /// <summary>The first units, which cost nothing; blocks and tiers count the ones after them.</summary>
    public Amount Free { get; init; }

    /// <summary>Prices by how many; null for one price.</summary>
    public Tiers? Tiers { get; init; }

    /// <summary>
    /// True when free units, blocks and tiers count all units of the operation in the account's period; false when they count
    /// each use by itself.
    /// </summary>
    public bool CountsPeriod { get; init; }

    /// <summary>Whether more may cost less: where a volume price takes its next step.</summary>
    internal bool Falls => Tiers is { Kind: TierKind.Volume };

    private bool IsPlain => Per is null && Tiers is null && Free.IsZero && Minimum.IsZero;

    /// <summary>What units cost that come after others.</summary>
    /// <param name="before">Units of the period that came before; zero where each use counts by itself.</param>
    /// <param name="decimals">The asset's.</param>
    /// <exception cref="OverflowException">The price is out of range.</exception>
    public Amount For(Amount units, Amount before, int decimals)
    {
        if (IsPlain) return units.Times(Each, decimals);
        var (from, to) = (Payable(before.Micros), Payable((Int128)before.Micros + units.Micros));
        if (from == to) return Amount.Zero;
        var exact = Tiers switch
        {
            null => Cost(from, to, Each),
            { Kind: TierKind.Graduated } => Graduated(from, to, Tiers.Steps),
            { Kind: TierKind.Volume } => Volume(from, to, Tiers.Steps),
        };
        return Amount.Max(Minimum, Amount.RoundedUp(exact, decimals));
    }

    /// <summary>
    /// The largest size below another at which the price may be higher than at the next size; zero for none. Between two of
    /// these more never costs less.
    /// </summary>
    internal Amount FallBelow(Amount size, Amount before)
    {
        if (!Falls) return Amount.Zero;
        var steps = Tiers!.Steps;
        for (var at = steps.Length - 2; at >= 0; at--)
        {
            var last = (Int128)steps[at].UpTo!.Value.Micros + Free.Micros - before.Micros;
            if (last < size.Micros) return new((long)Int128.Max(0, last));
        }

        return Amount.Zero;
    }

    private Int128 Payable(Int128 units) => Int128.Max(0, units - Free.Micros);

    /// <summary>Every step's units at that step's price, and its fee for the use that enters it.</summary>
    private Int128 Graduated(Int128 from, Int128 to, ImmutableArray<TierStep> steps)
    {
        var (sum, start) = ((Int128)0, (Int128)0);
        foreach (var step in steps)
        {
            if (to <= start) break;
            var end = step.UpTo?.Micros ?? to;
            // Stryker disable once Equality : from its last unit on, a step has none to pay
            if (from < end) sum += Cost(Int128.Max(from, start), Int128.Min(to, end), step.Each);
            if (from <= start) sum += Exact(step.Flat);
            start = end;
        }

        return sum;
    }

    /// <summary>All units of the use at the price of the step that the last of them reaches, and the step's fee where the use enters it.</summary>
    private Int128 Volume(Int128 from, Int128 to, ImmutableArray<TierStep> steps)
    {
        var (at, start) = (0, (Int128)0);
        while (steps[at].UpTo is { } end && end.Micros < to) (at, start) = (at + 1, end.Micros);
        return Cost(from, to, steps[at].Each) + (from <= start ? Exact(steps[at].Flat) : 0);
    }

    /// <summary>What the units between two places cost, in millionths of a millionth.</summary>
    private Int128 Cost(Int128 from, Int128 to, Amount each) =>
        Per is { } per ? (Begun(to, per) - Begun(from, per)) * Exact(each) : (to - from) * each.Micros;

    private static Int128 Begun(Int128 units, Amount per) => (units + per.Micros - 1) / per.Micros;

    private static Int128 Exact(Amount amount) => (Int128)amount.Micros * Amount.One;
}

/// <summary>How the steps of tiers price a use.</summary>
public enum TierKind
{
    /// <summary>Each unit at the price of its own step.</summary>
    Graduated,

    /// <summary>All units at the price of the step that the last one reaches.</summary>
    Volume,
}

/// <summary>Prices by how many units.</summary>
/// <param name="Steps">Ascending; the last one is open.</param>
public sealed record Tiers(TierKind Kind, ImmutableArray<TierStep> Steps);

/// <summary>One step of tiers.</summary>
/// <param name="UpTo">The last unit of the step; null for the last step.</param>
/// <param name="Each">The price of one unit, or of one block.</param>
/// <param name="Flat">A fee, paid once by the use that enters the step.</param>
public readonly record struct TierStep(Amount? UpTo, Amount Each, Amount Flat = default);

/// <summary>The place that a use takes among all units of its operation in the account's period.</summary>
/// <param name="Period">The number of the entry that began the period.</param>
/// <param name="Before">Units that came before: used, and held in flight.</param>
public readonly record struct PeriodPlace(long Period, Amount Before);
