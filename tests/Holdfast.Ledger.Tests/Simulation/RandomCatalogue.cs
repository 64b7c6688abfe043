using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Holdfast.Ledger.Tests;

/// <summary>Small catalogues by chance: tight limits, so that every one of them is met.</summary>
internal static class RandomCatalogue
{
    private static readonly string[] Slots = ["rooms", "seats"];

    public static Catalogue First(Random random)
    {
        var assets = new[]
        {
            new Asset { Name = "coins", Decimals = 0, DebtMax = Debt(random, 0), PurchaseMax = random.Next(2) == 0 ? Ledger.Amount.Units(60) : null, Postpaid = random.Next(4) == 0 },
            new Asset { Name = "dimes", Decimals = 1, DebtMax = Debt(random, 1), Postpaid = random.Next(3) > 0 },
            new Asset { Name = "cents", Decimals = 2, DebtMax = Debt(random, 2), ExpiryMonths = random.Next(1, 5), PurchaseMax = random.Next(2) == 0 ? Ledger.Amount.Units(40) : null, Postpaid = random.Next(4) == 0 },
        };
        var meters = new[]
        {
            new Meter { Name = "steps" },
            new Meter { Name = "daily", Window = Window.Day, Utc = random.Next(2) == 0 },
            new Meter { Name = "weekly", Window = Window.Week },
            new Meter { Name = "monthly", Window = Window.Month, Utc = random.Next(2) == 0 },
            new Meter { Name = "ever", Window = Window.Total },
        };
        var named = meters.ToFrozenDictionary(meter => meter.Name);
        var operations = Operations(random, assets, meters, count: 7);
        var plans = Plans(random, assets, meters, operations);
        return new()
        {
            Version = 1,
            Since = new(0),
            Assets = assets.ToFrozenDictionary(asset => asset.Name),
            Meters = named,
            Slots = SlotsOf(random),
            Operations = operations,
            Plans = plans,
            DefaultPlan = plans["p0"],
            LateUsage = LateUsage(random),
            RefundDays = random.Next(3) == 0 ? null : random.Next(1, 40),
            AddOnDays = random.Next(3) == 0 ? null : random.Next(0, 60),
            Alerts = Alerts(random, assets),
        };
    }

    private static TimeSpan LateUsage(Random random) => random.Next(5) switch
    {
        0 => TimeSpan.Zero,
        1 => Ledger.Bounds.LateUsageMax,
        _ => TimeSpan.FromHours(random.Next(1, 200)),
    };

    private static AlertRules Alerts(Random random, Asset[] assets) => random.Next(3) == 0 ? AlertRules.None : new()
    {
        Used = [.. new[] { 20, 50, 80, 100, 150 }.Where(_ => random.Next(2) == 0)],
        Left = assets.Where(_ => random.Next(2) == 0).ToFrozenDictionary(
            asset => asset.Name,
            asset => new[] { Amount(random, asset.Decimals, 20), Amount(random, asset.Decimals, 5) }.Distinct().OrderDescending().ToImmutableArray()),
    };

    private static Amount Debt(Random random, int decimals) => random.Next(3) == 0 ? Ledger.Amount.Zero : Amount(random, decimals, 12);

    /// <summary>Other operations, plans and bounds of debt; assets, meters and the names of slots stay, as the reader of catalogues demands.</summary>
    public static Catalogue Next(Random random, Catalogue before, Instant since)
    {
        var assets = before.Assets.Values.OrderBy(asset => asset.Name, StringComparer.Ordinal).Select(asset => asset with { DebtMax = Debt(random, asset.Decimals) }).ToArray();
        var meters = before.Meters.Values.ToArray();
        var operations = Operations(random, assets, meters, count: random.Next(5, 9));
        var plans = Plans(random, assets, meters, operations);
        return before with
        {
            Version = before.Version + 1,
            Since = since,
            Previous = before,
            LateUsage = random.Next(2) == 0 ? before.LateUsage : LateUsage(random),
            Alerts = random.Next(2) == 0 ? before.Alerts : Alerts(random, assets),
            Assets = assets.ToFrozenDictionary(asset => asset.Name),
            Slots = SlotsOf(random),
            Operations = operations,
            Plans = plans,
            DefaultPlan = plans["p0"],
        };
    }

    private static FrozenDictionary<string, Slot> SlotsOf(Random random) =>
        Slots.ToFrozenDictionary(slot => slot, slot => new Slot(slot, random.Next(3) == 0 ? TimeSpan.FromMinutes(random.Next(1, 5_000)) : null));

    private static FrozenDictionary<string, Operation> Operations(Random random, Asset[] assets, Meter[] meters, int count) =>
        Enumerable.Range(0, count).Select(number => Operation(random, "o" + number, assets, meters)).ToFrozenDictionary(operation => operation.Name);

    private static Operation Operation(Random random, string name, Asset[] assets, Meter[] meters)
    {
        var byCaller = random.Next(3) == 0;
        var fractional = !byCaller && random.Next(4) == 0;
        ImmutableArray<string> callers = byCaller ? [.. assets.Where(_ => random.Next(2) == 0).Select(each => each.Name).DefaultIfEmpty("dimes")] : [];
        return new()
        {
            Name = name,
            Scope = random.Next(3) == 0 ? "special" : "work",
            CallerAssets = callers,
            CallerBounds = [.. callers.Where(_ => random.Next(3) == 0).Select(asset => Bounds(random, assets.Single(each => each.Name == asset)))],
            Tariff = byCaller || random.Next(4) == 0 ? null : RandomTariff.Of(random, assets, fractional),
            Meters = [.. meters.Where(_ => random.Next(4) == 0).Select(meter => new MeterShare(meter.Name, random.Next(3) == 0 ? new(random.Next(1, 3_000_000)) : Ledger.Amount.Units(random.Next(1, 4))))],
            Slots = [.. Slots.Where(_ => random.Next(5) == 0)],
            Fractional = fractional,
        };
    }

    private static AmountBounds Bounds(Random random, Asset asset)
    {
        Amount? min = random.Next(4) == 0 ? null : Amount(random, asset.Decimals, 2);
        return new(asset.Name, min, min is not null && random.Next(3) == 0 ? null : (min ?? default) + Amount(random, asset.Decimals, 8));
    }

    private static FrozenDictionary<string, Plan> Plans(Random random, Asset[] assets, Meter[] meters, FrozenDictionary<string, Operation> operations) =>
        Enumerable.Range(0, 4).Select(number => Plan(random, "p" + number, assets, meters, operations)).ToFrozenDictionary(plan => plan.Name);

    private static Plan Plan(Random random, string name, Asset[] assets, Meter[] meters, FrozenDictionary<string, Operation> operations) => new()
    {
        Name = name,
        DisplayName = name,
        Billing = (BillingPeriod)random.Next(5),
        Status = (PlanStatus)random.Next(6),
        Pools = [.. assets.Where(_ => random.Next(3) == 0).Select(asset => new Pool(asset.Name, random.Next(8) == 0 ? Ledger.Amount.Zero : Amount(random, asset.Decimals, 60), Rollover(random, asset)))],
        Meters = meters.Where(_ => random.Next(8) > 0).ToFrozenDictionary(meter => meter.Name, _ => Limit(random, assets)),
        Slots = Slots.Where(_ => random.Next(6) > 0).ToFrozenDictionary(slot => slot, _ => random.Next(0, 5)),
        Prices = operations.Values.OrderBy(operation => operation.Name, StringComparer.Ordinal).Where(operation => !operation.PricedByCaller && random.Next(4) == 0)
            .ToFrozenDictionary(operation => operation.Name, operation => RandomTariff.Of(random, assets, operation.Fractional)),
        PurchaseMax = assets.Where(_ => random.Next(6) == 0).ToFrozenDictionary(asset => asset.Name, asset => Amount(random, asset.Decimals, 80)),
    };

    private static Rollover? Rollover(Random random, Asset asset)
    {
        if (random.Next(2) == 0) return null;
        var lives = random.Next(3);
        return new(random.Next(4) == 0 ? null : Amount(random, asset.Decimals, 40), lives == 1 ? random.Next(1, 4) : null, lives == 2 ? random.Next(1, 70) : null);
    }

    private static MeterLimit Limit(Random random, Asset[] assets)
    {
        var priced = assets[random.Next(assets.Length)];
        return new(
            random.Next(8) == 0 ? null : random.Next(4) == 0 ? new(random.Next(60_000_000)) : Ledger.Amount.Units(random.Next(40)),
            Extendable: random.Next(3) > 0,
            OveragePrice: random.Next(2) == 0 ? new(priced.Name, Amount(random, priced.Decimals, 2)) : null);
    }

    /// <summary>Up to so many units, with the asset's decimals.</summary>
    public static Amount Amount(Random random, int decimals, int units)
    {
        var step = Ledger.Amount.One;
        while (decimals-- > 0) step /= 10;
        return new(random.NextInt64(0, units * Ledger.Amount.One / step + 1) * step);
    }
}
