using System.Collections.Frozen;
using System.Collections.Immutable;
using Holdfast.Ledger;
using YamlDotNet.RepresentationModel;

namespace Holdfast.Engine;

/// <summary>Turns the sections of a document into a catalogue, each name checked against what stands before it.</summary>
internal sealed class Reading(Findings findings)
{
    private Dictionary<string, Asset> assets = [];
    private Dictionary<string, Meter> meters = [];
    private Dictionary<string, Slot> slots = [];
    private Dictionary<string, Operation> operations = [];
    private Dictionary<string, Plan> plans = [];

    internal Catalogue? Catalogue(YamlMappingNode node, Instant since, Catalogue? previous)
    {
        var root = new Section(node, "the catalogue", findings);
        assets = Named(root, "assets", Asset);
        meters = Named(root, "meters", Meter);
        slots = Slots(root);
        operations = Named(root, "operations", Operation);
        plans = Named(root, "plans", Plan);
        var defaultPlan = root.Text("default_plan", required: true);
        if (defaultPlan is not null && !plans.ContainsKey(defaultPlan)) findings.Add(root.Node("default_plan")!, $"there is no plan {defaultPlan}");
        var refunds = root.Part("refunds");
        var addOns = root.Part("add_ons");
        var refundDays = refunds is null ? 30 : refunds.Whole("expire_after_days", 1, 3650);
        var addOnDays = addOns is null ? 90 : addOns.Whole("expire_days_after_renewal", 0, 3650);
        var lateUsage = root.Part("late_usage");
        var lateHours = lateUsage?.Whole("hours", 0, (int)Bounds.LateUsageMax.TotalHours) ?? 72;
        lateUsage?.End();
        refunds?.End();
        addOns?.End();
        var alerts = root.Part("alerts") is { } part ? Alerts(part) : AlertRules.None;
        var dialects = Dialects(root);
        root.End();
        if (previous is not null) CheckNothingIsGone(root, previous);
        if (!findings.IsEmpty) return null;
        return new()
        {
            Version = (previous?.Version ?? 0) + 1,
            Since = since,
            Previous = previous,
            Assets = assets.ToFrozenDictionary(),
            Meters = meters.ToFrozenDictionary(),
            Slots = slots.ToFrozenDictionary(),
            Operations = operations.ToFrozenDictionary(),
            Plans = plans.ToFrozenDictionary(),
            DefaultPlan = plans[defaultPlan!],
            LateUsage = TimeSpan.FromHours(lateHours),
            RefundDays = refundDays,
            AddOnDays = addOnDays,
            Alerts = alerts,
            Dialects = dialects,
        };
    }

    private Dictionary<string, T> Named<T>(Section root, string field, Func<string, Section, T> read)
    {
        var named = new Dictionary<string, T>();
        if (root.Part(field, required: true) is not { } part) return named;
        foreach (var (name, value) in part.Items())
        {
            var section = new Section(value, name, findings);
            named[name] = read(name, section);
            section.End();
        }

        return named;
    }

    private AlertRules Alerts(Section section)
    {
        var used = new SortedSet<int>();
        foreach (var (text, node) in section.List("used"))
            if (Section.Whole(node, "used", 1, 1_000, findings) is { } percent && !used.Add(percent)) findings.Add(node, $"{text} stands there twice");
        var left = new Dictionary<string, ImmutableArray<Amount>>();
        if (section.Part("left") is { } part)
            foreach (var (asset, node) in part.Items())
                if (Known(assets, asset, "asset", node))
                    left[asset] = [.. part.List(asset).Select(figure => Section.Amount(figure.Node, asset, findings) ?? default).Distinct().OrderByDescending(figure => figure)];
        section.End();
        return new() { Used = [.. used], Left = left.ToFrozenDictionary() };
    }

    private Asset Asset(string name, Section section) => new()
    {
        Name = name,
        Decimals = section.Whole("decimals", 0, Amount.DecimalsMax) ?? Amount.DecimalsMax,
        DecimalsShown = section.Whole("shown", 0, Amount.DecimalsMax) ?? 0,
        ExpiryMonths = section.Whole("expires_after_months", 1, 120),
        PurchaseMax = section.Node("purchase_max") is { } max ? Section.Amount(max, "purchase_max", findings) : null,
        Postpaid = section.Flag("postpaid"),
        DebtMax = section.Node("debt_max") is { } debt ? Section.Amount(debt, "debt_max", findings) ?? default : default,
    };

    private static Meter Meter(string name, Section section) => new()
    {
        Name = name,
        Window = section.Word("window", Window.Period, ("period", Window.Period), ("day", Window.Day), ("week", Window.Week), ("month", Window.Month)),
        Utc = section.Word("zone", false, ("account", false), ("utc", true)),
    };

    /// <summary>A list of names; or a mapping, where a slot has more to say than its name.</summary>
    private Dictionary<string, Slot> Slots(Section root)
    {
        if (root.Node("slots") is YamlMappingNode) return Named(root, "slots", Slot);
        return root.List("slots").DistinctBy(slot => slot.Text).ToDictionary(slot => slot.Text, slot => new Slot(slot.Text));
    }

    private static Slot Slot(string name, Section section) =>
        new(name, section.Whole("lease_seconds", 1, LeaseSecondsMax) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    private static readonly int LeaseSecondsMax = (int)Bounds.LeaseMax.TotalSeconds;

    private Operation Operation(string name, Section section)
    {
        var tariffs = new TariffReading(assets, findings);
        var (price, fractional) = (section.Part("price"), section.Flag("fractional"));
        var (callers, bounds) = tariffs.CallerAssets(section);
        if (price is not null && section.Node("amount_in") is not null) findings.Add(section.Start, $"{name} has a price or amount_in, not both");
        var taken = section.List("slots");
        foreach (var (slot, node) in taken) Known(slots, slot, "slot", node);
        return new()
        {
            Name = name,
            Scope = section.Text("scope") ?? "work",
            Tariff = tariffs.Tariff(name, price, fractional),
            CallerAssets = callers,
            CallerBounds = bounds,
            Meters = [.. Amounts(section, "meters", meters, "meter").Select(share => new MeterShare(share.Name, share.Amount))],
            Slots = [.. taken.Select(slot => slot.Text).Distinct()],
            Fractional = fractional,
        };
    }

    private Plan Plan(string name, Section section) => new()
    {
        Name = name,
        DisplayName = section.Text("name", required: true) ?? name,
        DialectNames = Words(section, "dialect_names"),
        Billing = section.Word("billing", BillingPeriod.Monthly, ("none", BillingPeriod.None), ("monthly", BillingPeriod.Monthly),
            ("quarterly", BillingPeriod.Quarterly), ("half_yearly", BillingPeriod.HalfYearly), ("annual", BillingPeriod.Annual)),
        Status = section.Word("status", PlanStatus.Active, ("active", PlanStatus.Active), ("trialing", PlanStatus.Trialing),
            ("incomplete", PlanStatus.Incomplete), ("past_due", PlanStatus.PastDue), ("free", PlanStatus.Free), ("free_disabled", PlanStatus.FreeDisabled)),
        Currency = section.Word<string?>("currency", null, ("usd", "usd"), ("eur", "eur"), ("inr", "inr")),
        Price = section.Node("price") is { } price ? Section.Amount(price, "price", findings) : null,
        Pools = Pools(section),
        Prices = new TariffReading(assets, findings).Prices(section, operations),
        Meters = MeterLimits(section),
        Slots = Places(section),
        Features = section.List("features").Select(feature => feature.Text).ToFrozenSet(),
        WalletAsset = section.Text("wallet") is { } wallet && Known(assets, wallet, "asset", section.Node("wallet")!) ? wallet : null,
        PurchaseMax = AssetAmounts(section, "purchase_max").ToFrozenDictionary(max => max.Asset, max => max.Amount),
    };

    /// <summary>An amount for each asset; or a mapping, where a pool has more to say than its amount.</summary>
    private ImmutableArray<Pool> Pools(Section plan)
    {
        var pools = ImmutableArray.CreateBuilder<Pool>();
        foreach (var (asset, value) in plan.Part("pools")?.Items() ?? [])
        {
            if (!Known(assets, asset, "asset", value)) continue;
            if (value is not YamlMappingNode)
            {
                if (AmountOf(asset, value, asset) is { } given) pools.Add(new(asset, given));
                continue;
            }

            var section = new Section(value, asset, findings);
            if (section.Node("amount") is not { } node) findings.Add(value, $"{asset} lacks amount");
            else if (AmountOf(asset, node, "amount") is { } amount) pools.Add(new(asset, amount, Rollover(asset, section)));
            section.End();
        }

        return pools.DrainToImmutable();
    }

    private Rollover? Rollover(string asset, Section pool)
    {
        if (pool.Part("rollover") is not { } section) return null;
        var max = section.Node("max") is { } node ? AmountOf(asset, node, "max") : null;
        var periods = section.Whole("expire_after_periods", 1, 120);
        var days = section.Whole("expire_after_days", 1, 3650);
        if (periods is not null && days is not null) findings.Add(section.Start, "what is rolled over expires after periods or after days, not both");
        section.End();
        return new(max, periods, days);
    }

    private FrozenDictionary<string, MeterLimit> MeterLimits(Section plan)
    {
        var limits = new Dictionary<string, MeterLimit>();
        foreach (var (name, value) in plan.Part("meters")?.Items() ?? [])
        {
            if (!Known(meters, name, "meter", value)) continue;
            if (value is not YamlMappingNode)
            {
                limits[name] = new(Limit(value));
                continue;
            }

            var section = new Section(value, name, findings);
            var overage = AssetAmounts(section, "overage");
            if (overage.Length > 1) findings.Add(value, "overage has one price");
            var limit = section.Node("limit");
            if (limit is null) findings.Add(value, $"{name} lacks limit");
            limits[name] = new(limit is null ? null : Limit(limit), section.Flag("extendable"), overage.IsEmpty ? null : overage[0]);
            section.End();
        }

        return limits.ToFrozenDictionary();
    }

    private Amount? Limit(YamlNode value) => value is YamlScalarNode { Value: "unlimited" } ? null : Section.Amount(value, "a limit (or 'unlimited')", findings);

    private FrozenDictionary<string, int> Places(Section plan)
    {
        var places = new Dictionary<string, int>();
        foreach (var (name, value) in plan.Part("slots")?.Items() ?? [])
            if (Known(slots, name, "slot", value)) places[name] = Section.Whole(value, name, 0, 1_000_000, findings) ?? 0;
        return places.ToFrozenDictionary();
    }

    private ImmutableArray<AssetAmount> AssetAmounts(Section section, string field)
    {
        var amounts = Amounts(section, field, assets, "asset");
        foreach (var (asset, amount, node) in amounts) CheckDecimals(asset, amount, node);
        return [.. amounts.Select(item => new AssetAmount(item.Name, item.Amount))];
    }

    /// <summary>An amount of an asset; null when it is none, which has been said then.</summary>
    private Amount? AmountOf(string asset, YamlNode value, string field)
    {
        var amount = Section.Amount(value, field, findings);
        if (amount is { } read) CheckDecimals(asset, read, value);
        return amount;
    }

    private void CheckDecimals(string asset, Amount amount, YamlNode where)
    {
        if (!amount.FitsDecimals(assets[asset].Decimals)) findings.Add(where, $"{asset} has {assets[asset].Decimals} digits after the point");
    }

    private List<(string Name, Amount Amount, YamlNode Node)> Amounts<T>(Section section, string field, Dictionary<string, T> known, string kind)
    {
        var amounts = new List<(string, Amount, YamlNode)>();
        foreach (var (name, value) in section.Part(field)?.Items() ?? [])
            if (Known(known, name, kind, value) && Section.Amount(value, name, findings) is { } amount) amounts.Add((name, amount, value));
        return amounts;
    }

    private FrozenDictionary<string, string> Words(Section section, string field) => (section.Part(field)?.Items() ?? [])
        .Where(item => Word(item.Value) is not null)
        .ToFrozenDictionary(item => item.Name, item => Word(item.Value)!);

    private string? Word(YamlNode value)
    {
        if (value is YamlScalarNode { Value: { Length: > 0 and <= 256 } text }) return text;
        findings.Add(value, "a text of 1 to 256 characters is missing");
        return null;
    }

    private FrozenDictionary<string, FrozenDictionary<string, string>> Dialects(Section root)
    {
        var dialects = new Dictionary<string, FrozenDictionary<string, string>>();
        if (root.Part("dialects") is not { } part) return dialects.ToFrozenDictionary();
        foreach (var (name, _) in part.Items()) dialects[name] = Words(part, name);
        return dialects.ToFrozenDictionary();
    }

    private bool Known<T>(Dictionary<string, T> known, string name, string kind, YamlNode where)
    {
        if (known.ContainsKey(name)) return true;
        findings.Add(where, $"there is no {kind} {name}");
        return false;
    }

    /// <summary>Accounts may hold any of these, so they stay; an asset's decimals are part of every amount ever written.</summary>
    private void CheckNothingIsGone(Section root, Catalogue previous)
    {
        var gone = previous.Assets.Keys.Except(assets.Keys)
            .Concat(previous.Meters.Keys.Except(meters.Keys))
            .Concat(previous.Slots.Keys.Except(slots.Keys))
            .Concat(previous.Plans.Keys.Except(plans.Keys));
        foreach (var name in gone.Order(StringComparer.Ordinal)) findings.Add(root.Start, $"{name} was in the version before and may be in use, so it must stay");
        foreach (var asset in previous.Assets.Values)
            if (assets.TryGetValue(asset.Name, out var now) && now.Decimals < asset.Decimals)
                findings.Add(root.Start, $"{asset.Name} had {asset.Decimals} decimals and cannot have fewer");
    }
}
