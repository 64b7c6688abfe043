namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that what is told of a command before it is done is what it does then, and that telling changes nothing.</summary>
public class CommandsAreForeseen
{
    [Fact]
    public void Draws_and_limits_of_holds_charges_and_captures() => Scenario.Check("""
        grant usd 2 expires=+20d as=a
        grant usd 5 purchase as=b
        key k budget=usd:10/day
        foresee charge usd 3 key=k      -> usd 2 Available>Consumed a Promo, usd 1 Available>Consumed b Purchase, key:k4 10>7, funds:usd 7>4
        foresee charge usd 11 key=k     -> KeyBudgetReached
        foresee hold h1 usd 8           -> FundsInsufficient
        hold h1 usd 3 key=k
        # What a hold has taken its capture does not take again.
        foresee capture h1              -> usd 2 Held>Consumed a Promo, usd 1 Held>Consumed b Purchase
        foresee capture h1 usd 1        -> usd 1 Held>Consumed a Promo, key:k4 7>9, funds:usd 4>6
        foresee capture h1 usd 9 overflow -> usd 2 Held>Consumed a Promo, usd 1 Held>Consumed b Purchase, usd 4 Available>Consumed b Purchase, usd 2 Receivable>Consumed debt, key:k4 7>1, funds:usd 4>0, debt:usd 4>2
        foresee release h1              -> key:k4 7>10, funds:usd 4>7
        hold? h1 held=3
        balance usd available=4
        """);

    [Fact]
    public void An_account_that_is_opened_takes_nothing_from_anything() => Scenario.Check("""
        foresee open plan=basic         -> none
        foresee open plan=none          -> PlanUnknown
        foresee charge usd 1            -> AccountUnknown
        """);

    [Fact]
    public void A_budget_is_told_under_the_name_of_the_key_that_pays() => Scenario.Check("""
        grant usd 5 as=a
        key phone budget=usd:9/day
        rotate phone pen
        hold h1 usd 3 key=pen
        foresee capture h1 usd 1        -> usd 1 Held>Consumed a Promo, key:k4 6>8, funds:usd 2>4
        foresee charge usd 1 key=phone  -> KeyExpired
        """);

    [Fact]
    public void An_instant_before_the_last_entry_counts_as_that_ones() => Scenario.Check("""
        grant usd 5 as=a
        limit team usd:5/day
        at 2026-01-10
        charge usd 1
        at 2026-01-05
        foresee charge usd 1            -> usd 1 Available>Consumed a Promo, limit:team 4>3, funds:usd 4>3
        """);

    [Fact]
    public void What_pays_debt_is_told() => Scenario.Check("""
        grant eur 1
        hold h1 eur 1
        capture h1 eur 4 overflow as=c
        foresee grant eur 5 purchase    -> eur 3 Available>Receivable debt g5 Purchase, funds:eur 0>2, debt:eur 2>5
        foresee refund c 1              -> debt:eur 2>3
        """);

    [Fact]
    public void Meters_slots_and_the_cap() => Scenario.Check("""
        open plan=basic billing=UsageBased
        extension chars 100
        cap usd 20
        foresee hold h1 dub 105         -> usd 10.5 Receivable>Held, slot:parallel 2>1, meter:chars 1100>50, cap:usd 20>9
        foresee charge speak 1050       -> usd 0.5 Receivable>Consumed, meter:chars 1100>50, cap:usd 20>19.5
        foresee slot voices v           -> slot:voices 3>2
        slot voices v
        foresee slot voices v           -> Repeated
        foresee free voices v           -> slot:voices 2>3
        foresee cap usd none            -> cap:usd 20>none
        foresee extension chars 0       -> meter:chars 1100>1000
        foresee limit team usd:5/day    -> limit:team none>5
        """);

    [Fact]
    public void Limits_of_one_sort_are_told_by_their_names() => Scenario.Check("""
        grant usd 1
        hold h1 usd 1
        capture h1 usd 4 overflow
        grant credits 1
        hold h2 find 1
        capture h2 5 overflow
        foresee hold h3 wait 1          -> slot:parallel 1>0, slot:voices 2>1
        foresee plan pro                -> usd 3 Available>Receivable debt g8-usd Plan, credits 4 Available>Receivable debt g8-credits Plan, slot:parallel 1>5, slot:voices 2>10, meter:chars 100>5000, meter:edits 5>3, meter:exports 5>0, meter:imports 5>0, meter:reports 5>0, meter:searches 2>none, funds:credits 0>996, funds:usd 0>17, debt:credits 6>10, debt:usd 1>4
        """);

    [Fact]
    public void What_time_would_do_first() => Scenario.Check("""
        grant eur 5 expires=+1h as=a
        grant eur 3 starts=+1h as=b
        hold h1 eur 1 for=1h
        wait 2h
        foresee charge eur 2            -> hold_lapsed, grant_expired, grant_started, eur 2 Available>Consumed b Promo, funds:eur 3>1
        foresee charge eur 4            -> FundsInsufficient
        journal -> hold_placed 2026-01-01
        """);
}
