namespace Holdfast.Ledger.Tests;

/// <summary>Tariffs that count all units of the account's period: a use takes its place when it is placed, and keeps its price.</summary>
public class TariffsCountThePeriod
{
    private static readonly Catalogue Catalogue = SmallCatalogue.First
        .With(new Operation { Name = "steps", Tariff = Steps(TierKind.Graduated) })
        .With(new Operation { Name = "bulk", Tariff = Steps(TierKind.Volume) })
        .With(new Operation { Name = "cheap", Tariff = new("eur", default) { Tiers = new(TierKind.Volume, [new(Amount.Units(1_000), Of("1")), new(null, Of("0.5"))]), CountsPeriod = true } })
        .With(new Operation { Name = "gift", Tariff = new("eur", Of("0.5")) { Free = Amount.Units(10), CountsPeriod = true } })
        .With(new Operation { Name = "block", Tariff = new("eur", Of("1")) { Per = Amount.Units(10), CountsPeriod = true } });

    [Fact]
    public void Charges_and_holds_take_their_places_one_after_another() => Check("""
        grant eur 10
        charge steps 6
        balance eur consumed=0.6
        hold h1 steps 6
        hold? h1 amount=0.42 before=6
        charge steps 10
        balance eur consumed=0.7 held=0.42
        totals steps placed=22
        """);

    /// <summary>Guarantees that nothing that happens later changes what a use costs.</summary>
    [Fact]
    public void Releases_and_refunds_do_not_reprice_what_came_after() => Check("""
        grant eur 10
        charge steps 6 as=c
        hold h1 steps 6
        hold h2 steps 2
        hold? h2 amount=0.02 before=12
        release h1
        refund c
        totals steps placed=2
        hold? h2 amount=0.02 before=12
        capture h2
        balance eur consumed=0.02
        # What was given back is there for what comes now.
        hold h3 steps 10
        hold? h3 amount=0.82 before=2
        """);

    [Fact]
    public void Captures_are_priced_from_the_place_of_their_hold() => Check("""
        grant eur 10
        charge steps 6
        hold h1 steps 6
        charge steps 100
        capture h1 3 part
        hold? h1 paid=0.3
        capture h1 2
        totals steps placed=111
        balance eur consumed=2.01 held=0
        """);

    [Fact]
    public void The_end_of_the_period_starts_the_count_again_and_holds_keep_their_place() => Check("""
        grant eur 10
        charge steps 12 as=c
        at 2026-01-31T23:59
        hold h1 steps 5 for=1h
        hold? h1 amount=0.05 before=12
        at 2026-02-01
        totals steps placed=0
        charge steps 1
        balance eur consumed=1.12
        capture h1 3 part
        totals steps placed=1 period_quantity=4
        capture h1 1
        refund c
        totals steps placed=1
        balance eur consumed=0.14 held=0
        hold h2 steps 9
        hold? h2 amount=0.9 before=1
        """);

    [Fact]
    public void A_change_of_plan_starts_the_count_again() => Check("""
        grant eur 10
        charge steps 12
        hold h1 steps 5
        plan basic
        totals steps placed=0
        charge steps 1
        balance eur consumed=1.12
        release h1
        totals steps placed=1
        """);

    [Fact]
    public void A_volume_price_is_that_of_the_step_which_the_period_reaches() => Check("""
        grant eur 10
        charge bulk 10
        balance eur consumed=1
        charge bulk 1
        balance eur consumed=1.01
        hold h1 bulk 3
        hold? h1 amount=0.03 before=11
        refund 3
        capture h1
        balance eur consumed=0.04
        totals bulk placed=4
        charge bulk 6
        balance eur consumed=0.64
        charge bulk 100     -> Done
        charge bulk 900     -> FundsInsufficient affordable=836
        """);

    /// <summary>Guarantees that a customer hears of the largest size, though many between it and the next smaller one are too dear.</summary>
    [Fact]
    public void What_is_affordable_is_found_beyond_a_wide_gap() => Check("""
        grant eur 800
        charge cheap 500
        charge cheap 5000    -> FundsInsufficient available=300 affordable=600
        charge cheap 600
        charge cheap 5000    -> FundsInsufficient available=0 affordable=0
        grant eur 1
        charge cheap 5000    -> FundsInsufficient affordable=2
        """);

    [Fact]
    public void Free_units_are_free_once_a_period() => Check("""
        grant eur 10
        charge gift 8
        charge gift 4
        balance eur consumed=1
        charge gift 1
        balance eur consumed=1.5
        charge gift 100     -> FundsInsufficient affordable=17
        at 2026-02-01
        charge gift 10
        balance eur consumed=1.5
        """);

    [Fact]
    public void A_block_that_was_begun_is_used_up_first() => Check("""
        grant eur 10
        charge block 1
        charge block 9
        balance eur consumed=1
        charge block 1
        balance eur consumed=2
        charge block 89
        balance eur consumed=10
        charge block 1      -> FundsInsufficient affordable=0
        """);

    [Fact]
    public void Units_beyond_a_hold_take_places_too() => Check("""
        grant eur 10
        hold h1 steps 6
        hold h2 steps 2
        hold? h2 before=6 amount=0.2
        capture h1 8 part cap
        hold? h1 paid=0.8
        totals steps placed=10
        capture h1 3 cap as=c
        balance eur consumed=1.01
        totals steps placed=13
        refund c
        totals steps placed=10
        release h2
        totals steps placed=8
        """);

    [Fact]
    public void Other_operations_are_not_counted() => Check("""
        grant credits 10
        grant eur 10
        charge find 3
        hold h1 find 3
        hold? h1 before=none
        totals find placed=0
        """);

    private static void Check(string table) => Scenario.Check(Catalogue, table);

    private static Tariff Steps(TierKind kind) => new("eur", default)
    {
        Tiers = new(kind, [new(Amount.Units(10), Of("0.1")), new(null, Of("0.01"))]),
        CountsPeriod = true,
    };

    private static Amount Of(string text) => SmallCatalogue.Of(text);
}
