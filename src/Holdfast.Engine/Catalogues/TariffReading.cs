using System.Collections.Frozen;
using System.Collections.Immutable;
using Holdfast.Ledger;
using YamlDotNet.RepresentationModel;

namespace Holdfast.Engine;

/// <summary>Reads what operations cost: <c>price</c>, <c>amount_in</c> and a plan's <c>prices</c>.</summary>
internal sealed class TariffReading(IReadOnlyDictionary<string, Asset> assets, Findings findings)
{
    /// <summary>The one price of a mapping from assets to prices; null where there is none that can be used.</summary>
    /// <param name="name">Of the operation.</param>
    /// <param name="fractional">Whether the operation's quantities may have fractions.</param>
    internal Tariff? Tariff(string name, Section? prices, bool fractional)
    {
        if (prices is null) return null;
        var items = prices.Items().ToList();
        if (items.Count > 1) findings.Add(prices.Start, $"{name} has one price");
        foreach (var (asset, value) in items)
            if (Known(asset, value) is { } known) return value is YamlMappingNode ? Terms(known, value, fractional) : Each(known, value);
        return null;
    }

    /// <summary>The assets in which a caller may name the amount, some of them within bounds: a list of assets, or a mapping from assets to bounds.</summary>
    internal (ImmutableArray<string> Assets, ImmutableArray<AmountBounds> Bounds) CallerAssets(Section operation)
    {
        if (operation.Node("amount_in") is YamlMappingNode node)
        {
            var bounds = new Section(node, "amount_in", findings).Items().Where(item => Known(item.Name, item.Value) is not null)
                .Select(item => Bounds(assets[item.Name], item.Value)).ToImmutableArray();
            if (node.Children.Count == 0) findings.Add(node, "amount_in names one asset at least");
            return (ImmutableArray.CreateRange(bounds, each => each.Asset), bounds.RemoveAll(each => each is { Min: null, Max: null }));
        }

        var list = operation.List("amount_in");
        foreach (var (asset, where) in list) Known(asset, where);
        return ([.. list.Select(asset => asset.Text)], []);
    }

    /// <summary>What operations cost with a plan.</summary>
    internal FrozenDictionary<string, Tariff> Prices(Section plan, IReadOnlyDictionary<string, Operation> operations)
    {
        var prices = new Dictionary<string, Tariff>();
        foreach (var (name, value) in plan.Part("prices")?.Items() ?? [])
        {
            if (!operations.TryGetValue(name, out var operation)) findings.Add(value, $"there is no operation {name}");
            else if (operation.PricedByCaller) findings.Add(value, $"the caller names the amount of {name}, so a plan has no price for it");
            else if (Tariff(name, new(value, name, findings), operation.Fractional) is { } tariff) prices[name] = tariff;
            else if (value is YamlMappingNode { Children.Count: 0 }) findings.Add(value, $"{name} lacks a price");
        }

        return prices.ToFrozenDictionary();
    }

    private Tariff? Each(Asset asset, YamlNode value) => Amount(value, asset.Name, asset) is { } each ? new(asset.Name, each) : null;

    private Tariff Terms(Asset asset, YamlNode value, bool fractional)
    {
        var section = new Section(value, asset.Name, findings);
        var (each, tiers, per) = (Amount(section, "each", asset), section.Part("tiers"), Units(section, "per", fractional, positive: true));
        if (section.Node("each") is null == tiers is null) findings.Add(value, $"{asset.Name} has each or tiers, one of them");
        var tariff = new Tariff(asset.Name, each ?? default)
        {
            Per = per,
            Minimum = Amount(section, "minimum", asset) ?? default,
            Free = Units(section, "free", fractional, positive: false) ?? default,
            Tiers = tiers is null ? null : Tiers(tiers, asset, per, fractional),
            CountsPeriod = section.Word("counts", false, ("use", false), ("period", true)),
        };
        if (tariff is { CountsPeriod: true, Per: null, Tiers: null, Free.IsZero: true })
            findings.Add(section.Node("counts")!, "counts is about free units, blocks and tiers, and there are none");
        section.End();
        return tariff;
    }

    private Tiers? Tiers(Section tiers, Asset asset, Amount? per, bool fractional)
    {
        if (tiers.Start is not YamlMappingNode) return null;
        var kind = tiers.Word<TierKind?>("kind", null, ("graduated", TierKind.Graduated), ("volume", TierKind.Volume));
        if (tiers.Node("kind") is null) findings.Add(tiers.Start, "tiers lacks kind");
        var steps = ImmutableArray.CreateBuilder<TierStep>();
        var node = tiers.Node("steps");
        if (node is YamlSequenceNode { Children: { Count: > 0 } items })
            foreach (var item in items) steps.Add(Step(item, asset, steps.Count == 0 ? null : steps[^1].UpTo, per, last: steps.Count == items.Count - 1, fractional));
        else findings.Add(node ?? tiers.Start, "steps is a list of steps, the last of them open");
        tiers.End();
        return kind is { } known ? new(known, steps.DrainToImmutable()) : null;
    }

    private TierStep Step(YamlNode value, Asset asset, Amount? before, Amount? per, bool last, bool fractional)
    {
        var section = new Section(value, "a step", findings);
        if (value is not YamlMappingNode) return default;
        var upTo = Units(section, "up_to", fractional, positive: true);
        var where = section.Node("up_to") ?? value;
        if (last != section.Node("up_to") is null) findings.Add(where, "every step has up_to but the last, which is open");
        if (upTo <= before) findings.Add(where, $"up_to is above {before}, where the step before ends");
        if (upTo is { } end && per is { } block && end.Micros % block.Micros != 0) findings.Add(where, $"up_to is a multiple of {block}, so that no block lies in two steps");
        if (section.Node("each") is null) findings.Add(value, "a step lacks each");
        var step = new TierStep(upTo, Amount(section, "each", asset) ?? default, Amount(section, "flat", asset) ?? default);
        section.End();
        return step;
    }

    private AmountBounds Bounds(Asset asset, YamlNode value)
    {
        var section = new Section(value, asset.Name, findings);
        var bounds = new AmountBounds(asset.Name, Amount(section, "min", asset), Amount(section, "max", asset));
        if (bounds.Max < bounds.Min || bounds.Max is { IsPositive: false }) findings.Add(section.Node("max")!, "max is above zero and not below min");
        section.End();
        return bounds;
    }

    private Amount? Units(Section section, string field, bool fractional, bool positive)
    {
        if (section.Node(field) is not { } value || Section.Amount(value, field, findings) is not { } units) return null;
        if (!fractional && !units.IsWhole) findings.Add(value, $"{field} is a whole number, as the operation's quantities are");
        else if (positive && !units.IsPositive) findings.Add(value, $"{field} is above zero");
        else return units;
        return null;
    }

    private Amount? Amount(Section section, string field, Asset asset) => section.Node(field) is { } value ? Amount(value, field, asset) : null;

    private Amount? Amount(YamlNode value, string field, Asset asset)
    {
        if (Section.Amount(value, field, findings) is not { } amount) return null;
        if (amount.FitsDecimals(asset.Decimals)) return amount;
        findings.Add(value, $"{asset.Name} has {asset.Decimals} digits after the point");
        return null;
    }

    private Asset? Known(string name, YamlNode where)
    {
        if (assets.TryGetValue(name, out var asset)) return asset;
        findings.Add(where, $"there is no asset {name}");
        return null;
    }
}
