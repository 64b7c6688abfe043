namespace Holdfast.Ledger.Tests;

/// <summary>
/// Guarantees that units beyond a limit are billed as they are used: in whatever order holds end, in the window in which
/// they were placed, and never twice.
/// </summary>
public class OverageIsBilledOnce
{
    [Fact]
    public void An_extension_allows_what_the_plan_entitles_to() => Scenario.Check("""
        open plan=basic
        meter chars room=1000 extension=0
        charge speak 1001          -> MeterExhausted affordable=1000
        extension chars 500
        meter chars room=1500 extension=500
        charge speak 1501          -> MeterExhausted affordable=1500
        extension chars 0
        meter chars room=1000 extension=0
        extension chars unlimited
        meter chars room=unlimited extension=unlimited
        charge speak 1000000
        # Another plan may entitle to none; the setting waits.
        plan free
        meter chars used=0 room=100 extension=0
        extension chars 5          -> ExtensionNotAllowed
        extension chars unlimited  -> ExtensionNotAllowed
        plan basic
        meter chars extension=unlimited
        plan free
        extension chars 0
        plan basic
        meter chars extension=0
        extension exports 1        -> ExtensionNotAllowed
        """);

    [Fact]
    public void What_is_used_beyond_the_limit_is_owed() => Scenario.Check("""
        open plan=basic
        extension chars 500
        charge speak 990
        meter chars billed=0
        charge speak 30
        postings -> usd 0.2 Receivable>Consumed
        meter chars used=1020 billed=0.2
        balance usd spent=0.2 receivable=-0.2 consumed=0.2 available=0
        charge speak 1
        meter chars billed=0.21
        at 2026-02-01
        meter chars billed=0
        balance usd spent=0 receivable=-0.21
        """);

    [Fact]
    public void An_extension_without_a_price_is_free() => Scenario.Check("""
        open plan=pro
        extension edits unlimited
        charge edit 100
        meter edits used=100 billed=0
        postings -> none
        """);

    [Fact]
    public void A_hold_beyond_the_limit_is_not_billed_when_room_comes_free() => Scenario.Check("""
        open plan=basic
        extension chars 500
        hold a speak 800
        hold b speak 400
        release a
        capture b
        meter chars used=400 billed=0
        """);

    [Fact]
    public void Whichever_hold_ends_last_pays_for_what_is_beyond() => Scenario.Check("""
        open plan=basic
        extension chars 500
        hold a speak 800
        hold b speak 400
        capture b
        meter chars billed=0
        capture a 700 part
        meter chars used=1100 billed=1
        capture a
        meter chars used=1200 billed=2
        balance usd spent=2
        """);

    [Fact]
    public void After_the_window_holds_are_billed_by_what_it_used() => Scenario.Check("""
        open plan=basic
        at 2026-01-30
        extension chars 500
        charge speak 500
        hold a speak 400 for=10d
        hold b speak 200 for=10d
        hold c speak 200 for=10d
        at 2026-02-02
        meter chars used=0 held=0 room=1500
        charge speak 900
        capture b
        balance usd spent=0
        release c
        # The window of January has used 700; 400 more make 1100.
        capture a
        postings -> usd 1 Receivable>Consumed
        balance usd spent=1
        meter chars used=900 billed=0
        charge speak 101
        meter chars billed=0.01
        """);

    [Fact]
    public void A_change_of_plan_leaves_work_in_flight_under_the_old_terms() => Scenario.Check("""
        open plan=basic
        extension chars 500
        hold a speak 900 for=2d
        hold b speak 200 for=2d
        at 2026-01-02
        plan free
        capture a
        balance usd spent=0
        capture b
        postings -> usd 1 Receivable>Consumed
        balance usd spent=1
        """);

    [Fact]
    public void A_lower_limit_bills_nothing_that_was_used_before_it() => Scenario.Check(
        SmallCatalogue.First.With(SmallCatalogue.Make("small", BillingPeriod.None, "", "searches 1+ at usd 1", "parallel 5")),
        """
        open plan=vast
        grant credits 50
        charge search 3
        plan small
        extension searches 10
        charge search 1
        postings -> credits 1 Available>Consumed g2, usd 1 Receivable>Consumed
        meter searches used=4 billed=1
        plan vast
        # The higher limit is one for the whole window: the fifth is the second beyond three, and one is billed.
        charge search 1
        meter searches used=5 billed=2
        """);

    [Fact]
    public void Prices_of_overage_are_rounded_up_over_the_window_and_not_each_time() => Scenario.Check(
        SmallCatalogue.First.With(SmallCatalogue.Make("tiny", BillingPeriod.None, "", "chars 0+ at usd 0.5", "")),
        """
        open plan=tiny
        extension chars unlimited
        charge whisper 1
        postings -> usd 0.000001 Receivable>Consumed
        charge whisper 1
        postings -> none
        charge whisper 1
        meter chars used=0.000003 billed=0.000002
        """);

    [Fact]
    public void A_refund_gives_back_what_its_charge_was_billed_and_a_new_charge_pays_again() => Scenario.Check("""
        open plan=basic
        extension chars 500
        charge speak 900
        charge speak 200 as=c
        meter chars used=1100 billed=1
        refund c
        postings -> usd 1 Consumed>Receivable
        meter chars used=900 billed=0
        balance usd spent=0 receivable=0 consumed=0
        charge speak 200
        meter chars used=1100 billed=1
        """);

    [Fact]
    public void What_takes_the_place_of_refunded_units_is_not_billed_again() => Scenario.Check("""
        open plan=basic
        extension chars 500
        charge speak 900 as=c
        charge speak 200
        meter chars used=1100 billed=1
        # Its own units were within the limit, so nothing of the bill comes back with them.
        refund c
        meter chars used=200 billed=1
        charge speak 900
        meter chars used=1100 billed=1
        charge speak 100
        meter chars used=1200 billed=2
        """);

    [Fact]
    public void A_refund_after_the_window_takes_the_bill_back_and_leaves_the_new_window_alone() => Scenario.Check("""
        open plan=basic
        extension chars 500
        charge speak 1100 as=c
        at 2026-02-01
        charge speak 1200
        meter chars used=1200 billed=2
        balance usd spent=2 receivable=-3
        refund c
        meter chars used=1200 billed=2
        # A credit on the next bill; what this period has spent is still spent.
        balance usd spent=2 receivable=-2
        """);

    [Fact]
    public void A_refund_into_a_window_with_work_in_flight_is_seen_when_that_ends() => Scenario.Check("""
        open plan=basic
        extension chars 500
        at 2026-01-31
        charge speak 800 as=c
        hold h1 speak 600 for=5d
        at 2026-02-02
        charge speak 10
        refund c
        capture h1
        # 600 used in January after all.
        balance usd receivable=0 spent=0
        meter chars used=10
        """);
}
