using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

public sealed class CatalogueReaderTests
{
    private const string Small = """
        assets:
          eur: { decimals: 6 }
          credits: { decimals: 0, debt_max: 25 }
        meters:
          pages: { window: day }
        slots: [jobs]
        operations:
          read: { price: { eur: "0.01" }, meters: { pages: 1 }, slots: [jobs] }
        plans:
          free: { name: Free, meters: { pages: 5 }, slots: { jobs: 1 } }
        default_plan: free
        alerts: { used: [100, 80], left: { eur: ["1", "5"] } }
        """;

    [Fact]
    public void A_small_catalogue_is_read_whole()
    {
        var catalogue = CatalogueReader.Read(Small, new(5), null);

        Assert.Equal((1, new Instant(5)), (catalogue.Version, catalogue.Since));
        Assert.Equal((Amount.Zero, Amount.Units(25)), (catalogue.Assets["eur"].DebtMax, catalogue.Assets["credits"].DebtMax));
        Assert.Equal(new Tariff("eur", new(10_000)), catalogue.Operations["read"].Tariff);
        Assert.Equal(Amount.Units(5), catalogue.Plans["free"].Meters["pages"].Limit);
        Assert.Same(catalogue.Plans["free"], catalogue.DefaultPlan);
        Assert.Equal<int>([80, 100], catalogue.Alerts.Used);
        Assert.Equal<Amount>([Amount.Units(5), Amount.Units(1)], catalogue.Alerts.Left["eur"]);
    }

    [Theory]
    [InlineData("slots: [jobs, jobs]", null)]
    [InlineData("slots: { jobs: {} }", null)]
    [InlineData("slots: { jobs: { lease_seconds: 900 } }", 900)]
    public void Slots_are_a_list_or_a_mapping_that_says_more(string slots, int? lease)
    {
        var catalogue = CatalogueReader.Read(Small.Replace("slots: [jobs]\n", slots + "\n", StringComparison.Ordinal), new(0), null);
        Assert.Equal(new Slot("jobs", lease is { } seconds ? TimeSpan.FromSeconds(seconds) : null), Assert.Single(catalogue.Slots.Values));
    }

    [Fact]
    public void A_pool_is_an_amount_or_a_mapping_that_says_more()
    {
        const string Pools = "pools: { eur: \"1.5\", credits: { amount: 200, rollover: { max: 100, expire_after_periods: 1 } } },";
        var plan = CatalogueReader.Read(Small.Replace("name: Free,", "name: Free, " + Pools, StringComparison.Ordinal), new(0), null).Plans["free"];
        Assert.Equal(new Pool[] { new("eur", new(1_500_000)), new("credits", Amount.Units(200), new(Amount.Units(100), Periods: 1)) }, plan.Pools.AsEnumerable());
        Assert.Equal(new(Days: 30), Rolling("rollover: { expire_after_days: 30 }"));
        Assert.Equal(new(), Rolling("rollover: {}"));

        static Rollover? Rolling(string more) => CatalogueReader.Read(
            Small.Replace("name: Free,", "name: Free, pools: { credits: { amount: 5, " + more + " } },", StringComparison.Ordinal), new(0), null).Plans["free"].Pools[0].Rollover;
    }

    [Theory]
    [InlineData("", 72)]
    [InlineData("late_usage: {}", 72)]
    [InlineData("late_usage: { hours: 0 }", 0)]
    [InlineData("late_usage: { hours: 744 }", 744)]
    public void Late_usage_is_accepted_for_some_hours(string more, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), CatalogueReader.Read($"{Small}\n{more}\n", new(0), null).LateUsage);

    [Fact]
    public void JSON_is_read_as_well() =>
        Assert.Equal(2, CatalogueReader.Read("""
            {"assets":{"eur":{},"usd":{"decimals":2}},"meters":{},"operations":{},"plans":{"free":{"name":"Free"}},"default_plan":"free"}
            """, new(0), null).Assets.Count);

    /// <summary>Guarantees that an operator is told where and what is wrong.</summary>
    [Theory]
    [InlineData("debt_max: 25", "debt_max: -1", "line 3, column 37: debt_max is a decimal with at most 6 digits")]
    [InlineData("decimals: 6", "decimals: 7", "line 2, column 20: decimals is a whole number from 0 to 6")]
    [InlineData("price: { eur: \"0.01\" }", "price: { usd: \"0.01\" }", "line 8, column 25: there is no asset usd")]
    [InlineData("eur: \"0.01\"", "eur: \"0.0000001\"", "line 8, column 25: eur is a decimal with at most 6 digits")]
    [InlineData("price: { eur: \"0.01\" }", "price: { credits: \"0.5\" }", "line 8, column 29: credits has 0 digits after the point")]
    [InlineData("window: day", "window: fortnight", "line 5, column 20: window is one of period, day, week, month")]
    [InlineData("default_plan: free", "default_plan: gold", "line 11, column 15: there is no plan gold")]
    [InlineData("default_plan: free", "default_plan: free\ncolour: red", "line 12, column 1: the catalogue knows no colour")]
    [InlineData("default_plan: free", "default_plan: free\nlate_usage: { hours: 745 }", "line 12, column 22: hours is a whole number from 0 to 744")]
    [InlineData("default_plan: free", "default_plan: free\nlate_usage: { days: 3 }", "late_usage knows no days")]
    [InlineData("{ name: Free,", "{ title: Free,", "line 10, column 9: free lacks name")]
    [InlineData("used: [100, 80]", "used: [100, many]", "line 12, column 23: used is a whole number from 1 to 1000")]
    [InlineData("used: [100, 80]", "used: [80, 80]", "line 12, column 22: 80 stands there twice")]
    [InlineData("eur: [\"1\", \"5\"]", "usd: [\"1\"]", "line 12, column 41: there is no asset usd")]
    [InlineData("eur: [\"1\", \"5\"]", "eur: [\"-1\"]", "line 12, column 42: eur is a decimal")]
    [InlineData("alerts: {", "alerts: { told: [1],", "line 12, column 11: alerts knows no told")]
    [InlineData("slots: { jobs: 1 }", "slots: { jobs: many }", "jobs is a whole number from 0 to 1000000")]
    [InlineData("slots: { jobs: 1 }", "slots: { jobs: 1, jobs: 2 }", "Duplicate key")]
    [InlineData("meters: { pages: 5 }", "meters: [pages]", "meters is a mapping")]
    [InlineData("name: Free,", "name: Free, pools: { usd: 5 },", "there is no asset usd")]
    [InlineData("name: Free,", "name: Free, pools: { credits: \"0.5\" },", "credits has 0 digits after the point")]
    [InlineData("name: Free,", "name: Free, pools: { credits: { rollover: {} } },", "credits lacks amount")]
    [InlineData("name: Free,", "name: Free, pools: { credits: { amount: many } },", "amount is a decimal with at most 6 digits")]
    [InlineData("name: Free,", "name: Free, pools: { credits: { amount: 5, days: 3 } },", "credits knows no days")]
    [InlineData("name: Free,", "name: Free, pools: { credits: { amount: 5, rollover: { max: \"0.5\" } } },", "credits has 0 digits after the point")]
    [InlineData("name: Free,", "name: Free, pools: { credits: { amount: 5, rollover: { expire_after_periods: 0 } } },", "expire_after_periods is a whole number from 1 to 120")]
    [InlineData("name: Free,", "name: Free, pools: { credits: { amount: 5, rollover: { expire_after_days: 3651 } } },", "expire_after_days is a whole number from 1 to 3650")]
    [InlineData("name: Free,", "name: Free, pools: { credits: { amount: 5, rollover: { expire_after_days: 3, expire_after_periods: 1 } } },", "expires after periods or after days, not both")]
    [InlineData("name: Free,", "name: Free, pools: { credits: { amount: 5, rollover: 7 } },", "rollover is a mapping")]
    [InlineData("slots: [jobs]", "slots: { jobs: { lease_seconds: 0 } }", "line 6, column 33: lease_seconds is a whole number from 1 to 2678400")]
    [InlineData("slots: [jobs]", "slots: { jobs: { lease_seconds: 2678401 } }", "lease_seconds is a whole number from 1 to 2678400")]
    [InlineData("slots: [jobs]", "slots: { jobs: { places: 3 } }", "jobs knows no places")]
    [InlineData("slots: [jobs]", "slots: { tasks: {} }", "there is no slot jobs")]
    [InlineData("slots: [jobs]", "slots: [jobs", "the document ends where it should go on")]
    public void What_is_wrong_is_named_with_line_and_column(string good, string bad, string finding)
    {
        Assert.Contains(good, Small, StringComparison.Ordinal);
        var error = Assert.Throws<CatalogueException>(() => CatalogueReader.Read(Small.Replace(good, bad, StringComparison.Ordinal), new(0), null));
        Assert.Contains(finding, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a string")]
    [InlineData("[1, 2]")]
    [InlineData("a: 1\n---\nb: 2")]
    public void What_is_no_mapping_is_no_catalogue(string document) =>
        Assert.Throws<CatalogueException>(() => CatalogueReader.Read(document, new(0), null));

    /// <summary>Guarantees that nothing an account may hold is taken away by a new version.</summary>
    [Theory]
    [InlineData("  credits: { decimals: 0, debt_max: 25 }\n", "", "credits was in the version before")]
    [InlineData("eur: { decimals: 6 }", "eur: { decimals: 2 }", "eur had 6 decimals")]
    public void What_may_be_in_use_stays(string good, string bad, string finding)
    {
        var first = CatalogueReader.Read(Small, new(0), null);
        var error = Assert.Throws<CatalogueException>(() => CatalogueReader.Read(Small.Replace(good, bad, StringComparison.Ordinal), new(1), first));
        Assert.Contains(finding, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_built_in_catalogue_is_valid()
    {
        var catalogue = CatalogueReader.Read(Catalogues.BuiltIn, new(0), null);
        Assert.Equal(Amount.Units(10_000), catalogue.Plans["business"].Pool("credits"));
        Assert.Equal("business_plus", catalogue.Plans["business"].DialectNames["heygen"]);
        Assert.Equal(9, catalogue.Plans.Count);
    }

    [Fact]
    public async Task Versions_follow_each_other_and_the_same_document_changes_nothing()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var engine = fixture.Engine;
        Assert.Equal(1, engine.Catalogues.Newest.Version);
        await engine.Catalogues.ChangeAsync(Catalogues.BuiltIn, engine.Now, CancellationToken.None);
        Assert.Equal(1, engine.Catalogues.Newest.Version);

        var changed = Catalogues.BuiltIn.Replace("pools: { credits: 200 }", "pools: { credits: 300 }", StringComparison.Ordinal);
        await engine.Catalogues.ChangeAsync(changed, engine.Now, CancellationToken.None);
        await fixture.RestartAsync();

        var newest = fixture.Engine.Catalogues.Newest;
        Assert.Equal(2, newest.Version);
        Assert.Equal(Amount.Units(200), newest.OfVersion(1).Plans["creator"].Pool("credits"));
        Assert.Equal(Amount.Units(300), newest.Plans["creator"].Pool("credits"));
        Assert.Equal(1, newest.At(newest.Since + TimeSpan.FromSeconds(-1)).Version);
    }

    /// <summary>Guarantees that a document nested without end is a finding: loading it would end the process.</summary>
    [Fact]
    public void Nesting_without_end_is_a_finding()
    {
        var error = Assert.Throws<CatalogueException>(() => CatalogueReader.Read(new string('[', 1_000_000), new(0), null));
        Assert.Equal(new Finding(1, 15, "a catalogue is nested 16 deep at most"), error.Findings[0]);
    }
}
