namespace Holdfast.Ledger.Tests;

/// <summary>
/// Guarantees that a capture of more than its hold has left does what its caller chose, and passes no limit but funds, and
/// those only by debt that the catalogue allows.
/// </summary>
public class CapturesGoBeyondTheirHold
{
    /// <summary>A piece of work that its caller prices is one, however many captures pay for it.</summary>
    [Fact]
    public void What_the_caller_prices_is_one_unit_in_all() => Scenario.Check("""
        grant usd 10
        limit few render:1/total
        hold h1 usd 3
        capture h1 part
        captured quantity=1 amount=3
        hold? h1 held=0
        capture h1 usd 2 cap
        captured quantity=0 amount=2 uncovered=0
        totals render count=2 quantity=1 usd=5
        limit? few used=1 held=0
        """);

    [Fact]
    public void A_capture_beyond_its_hold_is_refused_unless_the_caller_says_otherwise() => Scenario.Check("""
        grant eur 10
        hold h1 eur 2
        capture h1 eur 3            -> CaptureExceedsHold limit=hold:h1 available=2 affordable=2
        capture h1 eur 3 cap
        balance eur available=7 held=0 consumed=3
        captured quantity=1 amount=3 uncovered=0
        """);

    [Fact]
    public void The_excess_is_drawn_like_work_that_begins_now() => Scenario.Check("""
        grant eur 2 as=a
        grant eur 10 as=b
        hold h1 eur 3
        # What is given now and ends first is drawn before the rest of what the hold drew from.
        grant eur 1 expires=+1d as=c
        capture h1 eur 6 cap
        postings -> eur 2 Held>Consumed a, eur 1 Held>Consumed b, eur 1 Available>Consumed c, eur 2 Available>Consumed b
        grants eur -> b 7
        totals draw count=1 quantity=1 eur=6
        """);

    [Fact]
    public void Cap_takes_what_is_available_and_says_what_it_could_not_take() => Scenario.Check("""
        grant eur 3
        hold h1 eur 2
        capture h1 eur 5 cap
        captured amount=3 uncovered=2
        balance eur available=0 held=0 consumed=3 debt=0
        holds -> none
        """);

    [Fact]
    public void Cap_is_never_refused_for_lack_even_of_everything() => Scenario.Check("""
        grant eur 2
        hold h1 eur 2
        capture h1 eur 2 part
        capture h1 eur 1 cap part
        captured quantity=0 amount=0 uncovered=1
        postings -> none
        capture h1 eur 1            -> CaptureExceedsHold available=0
        capture h1 eur 1 cap
        captured quantity=1 amount=0 uncovered=1
        holds -> none
        totals draw count=3 quantity=1 eur=2
        """);

    [Fact]
    public void A_hold_that_was_captured_beyond_keeps_nothing_set_aside_and_stays_open() => Scenario.Check("""
        grant eur 10
        hold h1 eur 2 for=1h
        capture h1 eur 3 cap part
        hold? h1 held=0 paid=3 captured=0 amount=2
        balance eur available=7 held=0
        extend h1 2h
        capture h1 eur 1 cap part
        hold? h1 held=0 paid=4
        capture h1
        captured quantity=1 amount=0
        holds -> none
        hold h2 eur 2
        capture h2 eur 4 overflow part
        release h2
        postings -> none
        hold h3 eur 1 for=1m
        capture h3 eur 2 cap part
        wait 1m
        holds -> none
        balance eur available=0 held=0 consumed=10
        """);

    [Fact]
    public void Units_beyond_a_hold_cost_what_one_use_of_them_all_would() => Scenario.Check("""
        # Half a print costs 2.5 cents, which are rounded up once for all that was captured.
        grant eur 1
        hold h1 print 1
        capture h1 1.5 cap part
        balance eur consumed=0.08
        hold? h1 captured=1.5 held=0 paid=0.08
        capture h1 0.5 cap part
        balance eur consumed=0.1
        capture h1
        captured quantity=0 amount=0
        totals print count=3 quantity=2 eur=0.1
        """);

    [Fact]
    public void Cap_takes_whole_units_and_none_in_part() => Scenario.Check("""
        open billing=UsageBased
        grant usd 1.3
        cap usd 0
        hold h1 scan 1
        capture h1 9 cap part
        captured quantity=2 amount=1 uncovered=7
        balance usd available=0.3
        grant usd 0.2
        capture h1 9 cap
        captured quantity=1 amount=0.5 uncovered=8
        """);

    [Fact]
    public void The_keys_budget_binds_the_excess() => Scenario.Check("""
        grant eur 100
        key k budget=eur:10/day
        hold h1 eur 4 key=k
        hold h2 eur 3 key=k
        capture h1 eur 8 overflow   -> KeyBudgetReached limit=key:k3 available=3 affordable=7
        capture h1 eur 8 cap part
        captured amount=7 uncovered=1
        key? k used=7 held=3
        capture h2 eur 4 cap
        captured amount=3 uncovered=1
        key? k used=10 held=0
        """);

    [Fact]
    public void A_key_that_has_died_still_bounds_by_its_budget_and_not_otherwise() => Scenario.Check("""
        grant eur 100
        key k budget=eur:10/total scopes=work
        hold h1 eur 4 key=k
        rotate k r
        revoke k
        capture h1 eur 12 cap part
        captured amount=10 uncovered=2
        key? r used=10 held=0
        patch suspended
        capture h1 eur 1 overflow   -> KeyBudgetReached limit=key:k3 affordable=0
        close
        hold h2 eur 1               -> AccountClosed
        capture h1
        """);

    [Fact]
    public void In_a_budgets_window_of_which_nothing_is_known_any_more_nothing_more_fits() => Scenario.Check("""
        grant eur 100
        key k budget=eur:10/day
        hold h1 eur 4 for=5d key=k
        hold h2 eur 1 for=5d key=k
        wait 1d
        # Nobody has used the key since, so its window of yesterday is still known.
        capture h2 eur 2 cap
        captured amount=2 uncovered=0
        charge eur 1 key=k
        capture h1 eur 5 overflow   -> KeyBudgetReached available=0 affordable=4
        capture h1 eur 5 cap
        captured amount=4 uncovered=1
        key? k used=1
        """);

    [Fact]
    public void Limits_in_which_the_hold_counts_bind_the_excess() => Scenario.Check("""
        grant eur 100
        grant credits 100
        limit team eur:10/day
        limit finds find:6/day
        hold h1 eur 4
        hold h2 find 2
        capture h1 eur 11 overflow  -> BudgetReached limit=limit:team available=6 affordable=10
        capture h1 eur 11 cap part
        captured amount=10 uncovered=1
        limit? team used=10 held=0
        capture h2 9 overflow       -> QuotaReached limit=limit:finds available=4 affordable=6
        capture h2 9 cap part
        captured quantity=6 uncovered=3
        limit? finds used=6 held=0
        # A limit that was set later does not count what was begun before it.
        limit late eur:1/day
        limit team eur:20/day
        capture h1 eur 5 cap
        captured amount=5 uncovered=0
        limit? late used=0
        limit? team used=15
        """);

    [Fact]
    public void Meters_bind_the_excess_in_the_window_of_the_hold() => Scenario.Check("""
        # Five edits a day.
        hold h1 edit 2 for=5d
        hold h2 edit 1 for=5d
        capture h2 4 overflow       -> MeterExhausted limit=meter:edits available=2 affordable=3
        wait 1d
        hold h3 edit 5
        capture h1 9 cap part
        captured quantity=4 uncovered=5
        # Yesterday's window is known for as long as h2 holds something in it.
        capture h1 1 cap part
        captured quantity=0 uncovered=1
        capture h2
        capture h1 1 overflow       -> MeterExhausted available=0 affordable=0
        meter edits used=0 held=5
        """);

    [Fact]
    public void An_extension_lets_the_excess_in_and_overage_is_billed_under_the_cap() => Scenario.Check("""
        open plan=basic
        extension chars 500
        cap usd 2
        charge speak 900
        hold h1 speak 50
        # 1 000 are in the plan; 200 more cost 2 usd.
        capture h1 400 overflow     -> CapReached limit=cap:usd available=2 affordable=300
        capture h1 400 cap part
        captured quantity=300 uncovered=100
        postings -> usd 2 Receivable>Consumed
        meter chars used=1200 held=0
        cap usd 100
        capture h1 400 cap
        captured quantity=300 uncovered=100
        meter chars used=1500 room=0
        balance usd spent=5 debt=0
        """);

    [Fact]
    public void A_meter_that_the_excess_does_not_ask_for_does_not_bind_it() => Scenario.Check(
        SmallCatalogue.First.With(new Operation { Name = "film", CallerAssets = ["eur"], Meters = [new("edits", Amount.Units(2))] }),
        """
        open plan=basic
        grant eur 10
        charge edit 6
        hold h1 film eur 2
        # Without a plan five edits are allowed, and more are used and held.
        plan none
        hold h2 edit 1              -> MeterExhausted
        capture h1 eur 3 cap
        captured amount=3 uncovered=0
        """);

    [Fact]
    public void Postpaid_money_is_owed_under_the_cap_and_makes_no_debt() => Scenario.Check("""
        open billing=UsageBased
        grant usd 3 as=g
        cap usd 5
        hold h1 usd 2
        capture h1 usd 9 overflow   -> CapReached limit=cap:usd available=5 affordable=8
        capture h1 usd 7 overflow part
        postings -> usd 2 Held>Consumed g, usd 1 Available>Consumed g, usd 4 Receivable>Consumed
        balance usd spent=4 debt=0 receivable=-4
        capture h1 usd 2 cap
        captured amount=1 uncovered=1
        balance usd spent=5 debt=0
        """);

    [Fact]
    public void What_is_held_postpaid_is_spend_and_what_overflows_later_is_debt() => Scenario.Check("""
        open billing=UsageBased
        hold h1 usd 2
        patch billing=Wallet
        grant usd 1 as=g
        capture h1 usd 5 overflow
        postings -> usd 2 Held>Consumed, usd 1 Available>Consumed g, usd 2 Receivable>Consumed debt
        balance usd available=0 held=0 spent=2 spent_held=0 debt=2 receivable=-4 consumed=5
        """);

    [Fact]
    public void Debt_stands_in_for_funds_up_to_the_assets_limit() => Scenario.Check("""
        grant eur 3 as=g
        hold h1 eur 2
        capture h1 eur 8.01 overflow  -> DebtLimitReached limit=debt:eur available=5 affordable=8
        capture h1 eur 6 overflow
        postings -> eur 2 Held>Consumed g, eur 1 Available>Consumed g, eur 3 Receivable>Consumed debt
        balance eur available=0 held=0 consumed=6 receivable=-3 debt=3 spent=0
        grant eur 3
        hold h2 eur 1                 -> FundsInsufficient available=0 affordable=0
        grant eur 1
        hold h2 eur 1
        capture h2 eur 6 overflow part
        balance eur debt=5
        capture h2 eur 0.01 overflow  -> DebtLimitReached available=0 affordable=0
        capture h2 eur 0 overflow
        """);

    [Fact]
    public void Debt_of_units_is_priced_as_their_hold_was() => Scenario.Check("""
        grant credits 3
        hold h1 find 2
        catalogue
        capture h1 14 overflow        -> DebtLimitReached limit=debt:credits available=10 affordable=13
        capture h1 13 overflow
        balance credits debt=10 consumed=13
        """,
        catalogue => catalogue.With(new Operation { Name = "find", Tariff = new("credits", Amount.Units(7)) }));

    [Fact]
    public void An_asset_that_allows_no_debt_has_none() => Scenario.Check(SmallCatalogue.First.With(new Asset { Name = "eur", Decimals = 2 }), """
        grant eur 3
        hold h1 eur 2
        capture h1 eur 4 overflow     -> DebtLimitReached limit=debt:eur available=0 affordable=3
        capture h1 eur 3 overflow
        balance eur available=0 debt=0
        """);

    [Fact]
    public void A_debt_limit_that_was_lowered_lets_no_more_in() => Scenario.Check("""
        grant eur 2
        hold h1 eur 1
        hold h2 eur 1
        capture h1 eur 5 overflow
        balance eur debt=4
        catalogue
        capture h2 eur 1.01 overflow  -> DebtLimitReached available=0 affordable=1
        capture h2 eur 1 overflow
        """,
        catalogue => catalogue.With(new Asset { Name = "eur", Decimals = 2, ExpiryMonths = 12, DebtMax = Amount.Units(2) }));
}
