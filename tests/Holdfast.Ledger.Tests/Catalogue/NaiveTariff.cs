namespace Holdfast.Ledger.Tests;

/// <summary>A tariff's price told as simply as it can be: walks along the units, and pays for each as it passes.</summary>
internal static class NaiveTariff
{
    /// <param name="before">Units that came before, where they count.</param>
    public static decimal Cost(Tariff tariff, decimal units, decimal before, int decimals)
    {
        var (sum, free) = (0m, D(tariff.Free));
        var (at, end) = (before - free, before - free + units);
        if (end <= 0 || units == 0) return 0;
        if (at < 0) at = 0;
        var reached = StepOf(tariff, end, onto: true);
        if (tariff.Tiers is { Kind: TierKind.Volume } && at <= reached.Start) sum += reached.Flat;
        while (at < end)
        {
            var graduated = tariff.Tiers is { Kind: TierKind.Graduated };
            var step = graduated ? StepOf(tariff, at, onto: false) : reached;
            if (graduated && at == step.Start) sum += step.Flat;
            var next = Math.Min(end, Math.Floor(at) + 1);
            if (graduated && step.End is { } last) next = Math.Min(next, last);
            if (tariff.Per is { } per)
            {
                var block = D(per);
                if (at % block == 0) sum += step.Each;
                next = Math.Min(next, (Math.Floor(at / block) + 1) * block);
            }
            else sum += (next - at) * step.Each;

            at = next;
        }

        return Math.Max(D(tariff.Minimum), RoundedUp(sum, decimals));
    }

    /// <summary>Where the sizes of a use end after which the price may fall, ascending.</summary>
    public static IEnumerable<decimal> Falls(Tariff? tariff, decimal before) => tariff?.Tiers is { Kind: TierKind.Volume } tiers
        ? tiers.Steps.Where(step => step.UpTo is not null).Select(step => D(step.UpTo!.Value) + D(tariff.Free) - before).Where(size => size > 0)
        : [];

    public static decimal RoundedUp(decimal amount, int decimals)
    {
        var scale = 1m;
        for (var digit = 0; digit < decimals; digit++) scale *= 10;
        return Math.Ceiling(amount * scale) / scale;
    }

    /// <param name="onto">Whether the place is that of the last unit, or that of the next.</param>
    private static (decimal Start, decimal? End, decimal Each, decimal Flat) StepOf(Tariff tariff, decimal place, bool onto)
    {
        if (tariff.Tiers is not { } tiers) return (0, null, D(tariff.Each), 0);
        var start = 0m;
        foreach (var step in tiers.Steps)
        {
            if (step.UpTo is not { } upTo) return (start, null, D(step.Each), D(step.Flat));
            var end = D(upTo);
            if (onto ? place <= end : place < end) return (start, end, D(step.Each), D(step.Flat));
            start = end;
        }

        throw new InvalidDataException("the last step is open");
    }

    private static decimal D(Amount amount) => amount.Micros / 1_000_000m;
}
