namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that changing limits takes nothing back and lets nothing through that a limit forbids.</summary>
public class LimitsChange
{
    [Fact]
    public void Another_amount_keeps_what_was_counted() => Scenario.Check("""
        open
        grant usd 100
        limit day usd:10/day
        limit? day seq=3
        charge usd 4
        hold h1 usd 2
        limit day usd:20/day
        limit? day used=4 held=2 seq=3
        charge usd 15                -> BudgetReached affordable=14
        # Below what is used nothing passes that would add to it, and nothing is taken back.
        limit day usd:5/day
        charge usd 1                 -> BudgetReached available=0 affordable=0
        charge speak 1
        capture h1
        limit? day used=6 held=0 most=usd:5/Day
        limit day usd:7/day
        charge usd 1
        """);

    [Fact]
    public void What_counts_something_else_is_another_limit() => Scenario.Check("""
        open
        grant usd 100
        grant eur 100
        key phone
        limit l usd:10/day
        charge usd 10
        hold h0 eur 1
        limit l usd:10/week
        limit? l used=0 seq=8
        charge usd 5 key=phone
        limit l usd:10/week key=phone
        limit? l used=0
        limit l eur:10/week
        limit? l used=0 held=0
        capture h0
        limit? l used=0
        limit l draw:10/week
        charge eur 1
        limit? l used=1
        limit l eur:10/week operation=draw
        limit? l used=0
        """);

    [Fact]
    public void Work_of_a_limit_that_is_gone_counts_in_no_other_of_its_name() => Scenario.Check("""
        open
        grant usd 100
        limit l usd:10/day
        hold h1 usd 9
        charge usd 1 as=c
        unlimit l
        limits -> none
        charge usd 20
        limit l usd:10/day
        hold h2 usd 4
        release h1
        refund c
        limit? l used=0 held=4
        charge usd 7                 -> BudgetReached affordable=6
        charge usd 6
        capture h2
        limit? l used=10 held=0
        """);

    [Fact]
    public void The_limits_of_a_key_go_when_nobody_knows_it_any_more() => Scenario.Check("""
        open plan=pro
        key phone budget=usd:10/total
        limit few find:3/day key=phone
        rotate phone phone2
        revoke phone2
        limits -> key:k2, limit:few
        at 2026-01-31T00:00:00.000001
        limits -> key:k2, limit:few
        key tablet
        limits -> none
        keys -> tablet/tablet
        """);
}
