using System.Collections.Frozen;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// The catalogue of the scenario tables: few names, round figures. <c>eur</c> has cents and expires as a whole balance,
/// <c>usd</c> may be owed, <c>credits</c> are whole; each may have some debt.
/// </summary>
internal static class SmallCatalogue
{
    public static readonly Asset[] Assets =
    [
        new() { Name = "eur", Decimals = 2, ExpiryMonths = 12, PurchaseMax = Amount.Units(1_000), DebtMax = Amount.Units(5) },
        new() { Name = "usd", Postpaid = true, DebtMax = Amount.Units(4) },
        new() { Name = "credits", Decimals = 0, DebtMax = Amount.Units(10) },
    ];

    public static readonly Meter[] Meters =
    [
        new() { Name = "chars" },
        new() { Name = "searches", Window = Window.Day, Utc = true },
        new() { Name = "edits", Window = Window.Day },
        new() { Name = "exports", Window = Window.Week },
        new() { Name = "reports", Window = Window.Month },
        new() { Name = "imports", Window = Window.Total },
    ];

    public static readonly Operation[] Operations =
    [
        // The caller names the amount.
        new() { Name = "draw", CallerAssets = ["eur"] },
        new() { Name = "render", CallerAssets = ["usd", "credits"], Scope = "video" },
        // One unit has a price.
        new() { Name = "find", Tariff = new("credits", Amount.Units(1)) },
        new() { Name = "print", Tariff = new("eur", Of("0.05")), Fractional = true },
        new() { Name = "scan", Tariff = new("usd", Of("0.5")) },
        // One unit takes something of a meter, and costs nothing.
        new() { Name = "speak", Scope = "speech", Meters = [new("chars", Amount.Units(1))] },
        new() { Name = "edit", Meters = [new("edits", Amount.Units(1))] },
        new() { Name = "export", Meters = [new("exports", Amount.Units(1))] },
        new() { Name = "report", Meters = [new("reports", Amount.Units(1))] },
        new() { Name = "import", Meters = [new("imports", Amount.Units(1))] },
        new() { Name = "whisper", Fractional = true, Meters = [new("chars", Of("0.000001"))] },
        // Several limits at once.
        new() { Name = "search", Tariff = new("credits", Amount.Units(1)), Meters = [new("searches", Amount.Units(1))], Slots = ["parallel"] },
        new() { Name = "dub", Tariff = new("usd", Of("0.1")), Meters = [new("chars", Amount.Units(10))], Slots = ["parallel"] },
        new() { Name = "wait", Slots = ["parallel", "voices"] },
    ];

    public static readonly Plan[] Plans =
    [
        // Whose limits hold without a plan.
        Make("free", BillingPeriod.None, "", "chars 100, searches 2, edits 5, exports 5, reports 5, imports 5", "voices 2, parallel 1", PlanStatus.Free),
        Make("basic", BillingPeriod.Monthly, "credits 100", "chars 1000+ at usd 0.01, searches 5, edits 10", "voices 3, parallel 2"),
        Make("pro", BillingPeriod.Annual, "credits 1000, usd 20", "chars 5000+ at usd 0.005, searches unlimited, edits 3+", "voices 10, parallel 5"),
        Make("vast", BillingPeriod.Quarterly, "", "chars unlimited, searches 3+ at usd 1", "voices 100, parallel 100"),
    ];

    public static Catalogue First { get; } = new()
    {
        Version = 1,
        Since = new(0),
        Assets = Assets.ToFrozenDictionary(asset => asset.Name),
        Meters = Meters.ToFrozenDictionary(meter => meter.Name),
        Slots = new[] { new Slot("voices"), new Slot("parallel") }.ToFrozenDictionary(slot => slot.Name),
        Operations = Operations.ToFrozenDictionary(operation => operation.Name),
        Plans = Plans.ToFrozenDictionary(plan => plan.Name),
        DefaultPlan = Plans[0],
    };

    /// <summary>The next version, in force from an instant on.</summary>
    public static Catalogue Next(Catalogue catalogue, Instant since, Func<Catalogue, Catalogue> change) =>
        change(catalogue) with { Version = catalogue.Version + 1, Since = since, Previous = catalogue };

    public static Catalogue With(this Catalogue catalogue, Plan plan) => catalogue with
    {
        Plans = catalogue.Plans.Values.Where(old => old.Name != plan.Name).Append(plan).ToFrozenDictionary(each => each.Name),
        DefaultPlan = catalogue.DefaultPlan.Name == plan.Name ? plan : catalogue.DefaultPlan,
    };

    public static Catalogue With(this Catalogue catalogue, Operation operation) => catalogue with
    {
        Operations = catalogue.Operations.Values.Where(old => old.Name != operation.Name).Append(operation).ToFrozenDictionary(each => each.Name),
    };

    public static Catalogue With(this Catalogue catalogue, Asset asset) => catalogue with
    {
        Assets = catalogue.Assets.Values.Where(old => old.Name != asset.Name).Append(asset).ToFrozenDictionary(each => each.Name),
    };

    public static Catalogue Without(this Catalogue catalogue, string operation) => catalogue with
    {
        Operations = catalogue.Operations.Values.Where(old => old.Name != operation).ToFrozenDictionary(each => each.Name),
    };

    /// <summary>A plan in few words. A pool may say <c>rolls</c>, how much of it (or <c>all</c>), and for how many days or periods: <c>credits 100 rolls 40 1p</c>. A meter's <c>+</c> means that it may be extended, <c>at</c> what one unit beyond the limit costs.</summary>
    public static Plan Make(string name, BillingPeriod billing, string pools, string meters, string slots, PlanStatus status = PlanStatus.Active) => new()
    {
        Name = name,
        DisplayName = name,
        Billing = billing,
        Status = status,
        Pools = [.. Items(pools).Select(words => new Pool(words[0], Of(words[1]), words is [_, _, "rolls", var max, ..] ? Rolls(max, words.ElementAtOrDefault(4)) : null))],
        Meters = Items(meters).ToFrozenDictionary(words => words[0], words => new MeterLimit(
            words[1] == "unlimited" ? null : Of(words[1].TrimEnd('+')),
            Extendable: words[1].EndsWith('+'),
            OveragePrice: words is [_, _, "at", var asset, var price] ? new(asset, Of(price)) : null)),
        Slots = Items(slots).ToFrozenDictionary(words => words[0], words => (int)Of(words[1]).WholeUnits),
    };

    private static Rollover Rolls(string max, string? lives) => new(
        max == "all" ? null : Of(max),
        Periods: lives is [.., 'p'] ? int.Parse(lives[..^1], null) : null,
        Days: lives is [.., 'd'] ? int.Parse(lives[..^1], null) : null);

    public static Amount Of(string text) => Amount.TryParse(text, out var amount) ? amount : throw new InvalidDataException(text + " is no amount");

    private static IEnumerable<string[]> Items(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(item => item.Split(' '));
}
