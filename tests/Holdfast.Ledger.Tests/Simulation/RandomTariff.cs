using System.Collections.Immutable;

namespace Holdfast.Ledger.Tests;

/// <summary>Tariffs by chance: half of them plain, the others with few units in every step, so that every step is met.</summary>
internal static class RandomTariff
{
    public static Tariff Of(Random random, Asset[] assets, bool fractional)
    {
        var asset = assets[random.Next(assets.Length)];
        if (random.Next(2) == 0) return new(asset.Name, RandomCatalogue.Amount(random, asset.Decimals, 3));
        Amount? per = random.Next(3) > 0 ? null : fractional && random.Next(2) == 0 ? new(500_000) : Amount.Units(random.Next(1, 5));
        var tiers = random.Next(3) == 0 ? null : Tiers(random, asset, per ?? (fractional && random.Next(2) == 0 ? new(250_000) : Amount.Units(1)));
        return new(asset.Name, tiers is null ? RandomCatalogue.Amount(random, asset.Decimals, 3) : default)
        {
            Per = per,
            Minimum = random.Next(3) == 0 ? RandomCatalogue.Amount(random, asset.Decimals, 3) : default,
            Free = random.Next(3) > 0 ? default : fractional && random.Next(2) == 0 ? new(random.Next(3_000_000)) : Amount.Units(random.Next(6)),
            Tiers = tiers,
            CountsPeriod = random.Next(2) == 0,
        };
    }

    /// <param name="unit">The ends of steps are multiples of it.</param>
    private static Tiers Tiers(Random random, Asset asset, Amount unit)
    {
        var steps = ImmutableArray.CreateBuilder<TierStep>();
        var end = 0L;
        for (var count = random.Next(4); count > 0; count--)
        {
            end += random.Next(1, 12) * unit.Micros;
            steps.Add(new(new(end), Price(random, asset), Flat(random, asset)));
        }

        // The last step has a price, so that what is affordable has an end.
        var last = Price(random, asset);
        steps.Add(new(null, last.IsZero ? new((long)Math.Pow(10, Amount.DecimalsMax - asset.Decimals)) : last, Flat(random, asset)));
        return new(random.Next(2) == 0 ? TierKind.Graduated : TierKind.Volume, steps.DrainToImmutable());
    }

    private static Amount Price(Random random, Asset asset) => RandomCatalogue.Amount(random, asset.Decimals, random.Next(1, 4));

    private static Amount Flat(Random random, Asset asset) => random.Next(3) > 0 ? default : RandomCatalogue.Amount(random, asset.Decimals, 3);
}
