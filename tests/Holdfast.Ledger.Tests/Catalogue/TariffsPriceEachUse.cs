namespace Holdfast.Ledger.Tests;

/// <summary>What each use by itself costs: by the block, with free units and a minimum, by tiers.</summary>
public class TariffsPriceEachUse
{
    private static readonly Catalogue Catalogue = new[]
    {
        new Operation { Name = "block", Tariff = Eur("0.30") with { Per = Amount.Units(1_000) } },
        new Operation { Name = "least", Tariff = Eur("0.05") with { Minimum = Of("0.20") } },
        new Operation { Name = "call", Tariff = Eur("0") with { Minimum = Of("0.01") } },
        new Operation { Name = "gift", Tariff = Eur("0.05") with { Free = Amount.Units(10), Minimum = Of("0.12") } },
        new Operation { Name = "ream", Tariff = Eur("1") with { Free = Amount.Units(10), Per = Amount.Units(5) } },
        new Operation { Name = "minute", Tariff = Eur("0.07") with { Free = Of("0.5") }, Fractional = true },
        new Operation { Name = "steps", Tariff = Tiered(TierKind.Graduated) },
        new Operation { Name = "bulk", Tariff = Tiered(TierKind.Volume) },
        new Operation { Name = "slice", Tariff = Tiered(TierKind.Volume), Fractional = true },
        new Operation { Name = "dozen", Tariff = Tiered(TierKind.Graduated) with { Per = Amount.Units(5), Free = Amount.Units(2) } },
        new Operation { Name = "cheap", Tariff = Eur("0") with { Tiers = new(TierKind.Volume, [new(Amount.Units(1_000), Of("1")), new(null, Of("0.5"))]) } },
        new Operation { Name = "later", Tariff = Eur("0") with { Free = Amount.Units(100), Tiers = new(TierKind.Volume, [new(Amount.Units(1_000), Of("1")), new(null, Of("0.5"))]) } },
        new Operation { Name = "dear", Tariff = Eur("0") with { Tiers = new(TierKind.Volume, [new(Amount.Units(10), Of("1")), new(null, Of("3"))]) } },
        new Operation { Name = "all", Tariff = new("eur", default) { Tiers = new(TierKind.Volume, [new(Amount.Units(10), Of("1")), new(null, default, Of("2"))]) } },
    }.Aggregate(SmallCatalogue.First, (catalogue, operation) => catalogue.With(operation));

    [Fact]
    public void Every_begun_block_counts() => Check("""
        grant eur 10
        charge block 1
        balance eur consumed=0.3
        charge block 1000
        balance eur consumed=0.6
        charge block 1001
        balance eur consumed=1.2
        charge block 100000    -> FundsInsufficient available=8.8 affordable=29000
        """);

    [Fact]
    public void A_use_costs_the_minimum_unless_all_of_it_is_free() => Check("""
        grant eur 10
        charge least 1
        balance eur consumed=0.2
        charge least 4
        balance eur consumed=0.4
        charge least 5
        balance eur consumed=0.65
        charge call 1000
        balance eur consumed=0.66
        charge gift 10
        balance eur consumed=0.66
        charge gift 11
        balance eur consumed=0.78
        charge gift 13
        balance eur consumed=0.93
        charge least 200       -> FundsInsufficient available=9.07 affordable=181
        """);

    [Fact]
    public void A_minimum_that_cannot_be_paid_leaves_the_free_units() => Check("""
        grant eur 0.11
        charge least 1         -> FundsInsufficient available=0.11 affordable=0
        charge gift 11         -> FundsInsufficient available=0.11 affordable=10
        charge gift 10
        balance eur available=0.11
        totals gift quantity=10 eur=0
        """);

    [Fact]
    public void Free_units_come_first_and_blocks_are_of_the_others() => Check("""
        grant eur 10
        charge ream 10
        charge ream 11
        balance eur consumed=1
        charge ream 15
        balance eur consumed=2
        charge ream 16
        balance eur consumed=4
        """);

    /// <summary>Guarantees that a use is rounded up once: not by the unit, not by the step, not by the capture.</summary>
    [Fact]
    public void A_use_is_rounded_up_once() => Check("""
        grant eur 10
        charge minute 0.6
        balance eur consumed=0.01
        charge minute 1.5
        balance eur consumed=0.08
        hold h1 minute 2.1
        hold? h1 amount=0.12
        capture h1 0.6 part
        hold? h1 paid=0.01
        capture h1 0.6 part
        hold? h1 paid=0.05
        capture h1 0.9
        balance eur consumed=0.2
        """);

    [Fact]
    public void A_graduated_price_pays_for_each_unit_by_its_own_step() => Check("""
        grant eur 10
        charge steps 10
        balance eur consumed=1
        charge steps 11
        balance eur consumed=3.05
        charge steps 20
        balance eur consumed=5.55
        charge steps 30
        balance eur consumed=8.15
        charge steps 30        -> FundsInsufficient available=1.85 affordable=10
        charge steps 1
        balance eur consumed=8.25
        """);

    [Fact]
    public void A_volume_price_pays_for_all_units_by_the_last_ones_step() => Check("""
        grant eur 10
        charge bulk 10
        balance eur consumed=1
        charge bulk 11
        balance eur consumed=2.05
        charge bulk 20
        balance eur consumed=3.55
        charge bulk 21
        balance eur consumed=3.76
        charge bulk 100
        balance eur consumed=4.76
        """);

    [Fact]
    public void Blocks_lie_in_steps_after_the_free_units() => Check("""
        grant eur 10
        charge dozen 2
        balance eur consumed=0
        charge dozen 3
        balance eur consumed=0.1
        charge dozen 12
        balance eur consumed=0.3
        charge dozen 13
        balance eur consumed=1.55
        """);

    /// <summary>Guarantees that a customer hears of the largest size, though many between it and the next smaller one are too dear.</summary>
    [Fact]
    public void What_is_affordable_is_found_beyond_a_wide_gap() => Check("""
        grant eur 600
        charge cheap 5000      -> FundsInsufficient affordable=1200
        charge cheap 601       -> FundsInsufficient affordable=1200
        grant eur 200
        charge cheap 5000      -> FundsInsufficient affordable=1600
        charge eur 290
        charge later 5000      -> FundsInsufficient available=510 affordable=1120
        charge eur 110
        charge later 5000      -> FundsInsufficient available=400 affordable=500
        charge cheap 5000      -> FundsInsufficient affordable=400
        """);

    [Fact]
    public void A_capture_beyond_its_hold_goes_as_far_as_the_money_does() => Check("""
        grant eur 1
        hold h1 gift 10
        hold? h1 amount=0
        # The free units are used up by now.
        capture h1 10 part
        capture h1 50 cap
        captured quantity=20 amount=1 uncovered=30
        grant eur 510
        hold h2 cheap 100
        capture h2 60 part
        # A thousand in all would cost a thousand, and what follows is within the money again.
        capture h2 5000 cap
        captured quantity=960 amount=450 uncovered=4040
        balance eur available=0 held=0
        """);

    /// <summary>Guarantees that a capture which leaves its hold open takes no more than the hold may still come to.</summary>
    [Fact]
    public void The_last_unit_of_a_step_costs_no_more_than_the_first_of_the_next() => Check("""
        grant eur 2000
        hold h1 cheap 1100
        capture h1 1000 part
        captured amount=500.5
        capture h1 100
        captured amount=49.5
        """);

    [Fact]
    public void The_last_unit_of_a_step_may_be_the_last_that_is_affordable() => Check("""
        grant eur 10
        charge dear 12         -> FundsInsufficient affordable=10
        charge dear 100        -> FundsInsufficient affordable=10
        """);

    /// <summary>Guarantees that a refusal names the largest size that passes, also where it is larger than what was asked for.</summary>
    [Fact]
    public void What_is_affordable_is_found_in_every_step() => Check("""
        grant eur 0.20
        charge bulk 5          -> FundsInsufficient affordable=2
        charge bulk 15         -> FundsInsufficient affordable=2
        charge bulk 1000       -> FundsInsufficient affordable=2
        charge slice 15        -> FundsInsufficient affordable=2
        hold h1 bulk 3         -> FundsInsufficient affordable=2
        grant eur 0.11
        charge bulk 5          -> FundsInsufficient available=0.31 affordable=31
        charge bulk 20         -> FundsInsufficient affordable=31
        charge bulk 32         -> FundsInsufficient affordable=31
        charge slice 20        -> FundsInsufficient affordable=31
        charge bulk 31
        balance eur available=0
        charge bulk 1          -> FundsInsufficient affordable=0
        grant eur 2
        charge all 3           -> FundsInsufficient available=2 affordable=1000000000000
        charge all 10          -> FundsInsufficient affordable=1000000000000
        charge all 1000000000000
        """);

    [Fact]
    public void A_capture_never_costs_more_than_the_hold() => Check("""
        grant eur 10
        hold h1 bulk 21
        hold? h1 amount=0.21
        capture h1 20
        balance eur consumed=0.21 held=0
        hold h2 bulk 21
        capture h2 2
        balance eur consumed=0.41 held=0
        """);

    [Fact]
    public void Captures_of_a_volume_price_cost_together_what_one_would() => Check("""
        grant eur 10
        # 15 cost 2.75, and the 21 that the hold may come to cost 0.21: no more is taken before it is known which.
        hold h1 bulk 21
        capture h1 1 part
        hold? h1 paid=0.1 held=0.11
        capture h1 14 part
        hold? h1 paid=0.21 held=0
        capture h1 6
        balance eur consumed=0.21
        # 30 cost 0.3.
        hold h2 bulk 30
        capture h2 15 part
        hold? h2 paid=0.21 held=0.09
        capture h2 10 part
        hold? h2 paid=0.25
        capture h2 5
        balance eur consumed=0.51
        # Ended at 15, they cost what 15 do, as far as the hold goes.
        hold h3 bulk 30
        capture h3 15 part
        capture h3 0
        balance eur consumed=0.81 held=0
        # Ended by itself, what is sure has been taken.
        hold h4 slice 30
        capture h4 15 part
        wait 1h
        balance eur consumed=1.02 held=0
        """);

    /// <summary>Guarantees that what goes beyond a hold is priced by the same tariff, together with the rest.</summary>
    [Fact]
    public void A_capture_beyond_its_hold_costs_what_all_units_cost() => Check("""
        grant eur 4
        hold h1 steps 10
        capture h1 15 cap
        balance eur consumed=2.25
        hold h2 bulk 10
        capture h2 15 cap
        balance eur consumed=3.5 available=0.5
        # 30 cost less than the 0.4 that the hold has set aside.
        hold h3 bulk 4
        capture h3 30 cap
        balance eur consumed=3.8 available=0.2 held=0
        # Of 18 more nothing can be paid, of 23 all: 25 cost 0.25.
        hold h4 bulk 2
        capture h4 2 part
        hold? h4 paid=0.2 held=0
        grant eur 0.05
        capture h4 18 part cap
        captured quantity=0 amount=0 uncovered=18
        capture h4 23 part cap
        captured quantity=23 amount=0.05 uncovered=0
        capture h4 0
        """);

    [Fact]
    public void What_was_taken_beyond_a_hold_is_not_given_back_when_the_price_falls() => Check("""
        grant eur 1.5
        hold h1 bulk 2
        capture h1 20 part cap
        hold? h1 captured=20 paid=1.5
        capture h1 10 part cap
        captured quantity=10 amount=0 uncovered=0
        hold? h1 captured=30 paid=1.5
        capture h1 0
        totals bulk quantity=30 eur=1.5
        """);

    [Fact]
    public void A_hold_of_free_units_sets_nothing_aside() => Check("""
        hold h1 gift 10
        hold? h1 amount=0 held=0
        capture h1 4 part
        capture h1 6
        totals gift count=2 quantity=10
        hold h2 gift 11        -> FundsInsufficient affordable=10
        """);

    [Fact]
    public void A_refund_gives_back_what_was_paid() => Check("""
        grant eur 10
        charge steps 11 as=c
        refund c 0.05
        refund c 2.01          -> RefundExceedsCharge available=2 affordable=2
        refund c
        balance eur available=10 consumed=0
        charge gift 5 as=f
        refund f
        totals gift count=1 quantity=0
        """);

    [Fact]
    public void A_price_beyond_64_bits_is_out_of_range_and_never_affordable() => Scenario.Check(
        SmallCatalogue.First.With(new Operation
        {
            Name = "find",
            Tariff = new("credits", default) { Tiers = new(TierKind.Volume, [new(Amount.Units(100_000_000_000), Amount.Units(1_000)), new(null, Amount.Units(2))]) },
        }),
        """
        grant credits 3000
        charge find 100000000000    -> AmountOutOfRange
        charge find 1000000000000   -> FundsInsufficient affordable=3
        """);

    private static void Check(string table) => Scenario.Check(Catalogue, table);

    private static Tariff Eur(string each) => new("eur", Of(each));

    private static Tariff Tiered(TierKind kind) => new("eur", default)
    {
        Tiers = new(kind, [new(Amount.Units(10), Of("0.1")), new(Amount.Units(20), Of("0.05"), kind == TierKind.Graduated ? Of("1") : Of("0.5")), new(null, Of("0.01"))]),
    };

    private static Amount Of(string text) => SmallCatalogue.Of(text);
}
