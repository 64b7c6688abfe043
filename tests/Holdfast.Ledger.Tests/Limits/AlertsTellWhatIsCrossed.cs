using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that the entry which leads to a threshold tells so, once, and again only after it has gone back.</summary>
public class AlertsTellWhatIsCrossed
{
    private static readonly Catalogue Watched = SmallCatalogue.First with
    {
        Alerts = new()
        {
            Used = [80, 100],
            Left = new Dictionary<string, ImmutableArray<Amount>> { ["usd"] = [Amount.Units(5), Amount.Units(1)] }.ToFrozenDictionary(),
        },
    };

    [Fact]
    public void What_is_available_falls_below_a_figure() => Scenario.Check(Watched, """
        grant usd 10
        alerts -> none
        charge usd 5
        alerts -> none
        hold h1 usd 0.5
        alerts -> funds:usd <5 left 4.5
        charge usd 1
        alerts -> none
        release h1
        charge usd 0.5
        alerts -> none
        # It has not been at five again since. Now it is, and falls through both.
        grant usd 2
        charge usd 5
        alerts -> funds:usd <5 left 0.5, funds:usd <1 left 0.5
        grant eur 10
        charge eur 10
        alerts -> none
        """);

    [Fact]
    public void A_meter_is_used_and_held_to_a_part_of_its_limit() => Scenario.Check(Watched, """
        # A hundred in a period.
        charge speak 79
        alerts -> none
        hold h1 speak 1
        alerts -> meter:chars 80% left 20
        capture h1
        alerts -> none
        hold h2 speak 20
        alerts -> meter:chars 100% left 0
        release h2
        alerts -> none
        charge speak 20
        alerts -> meter:chars 100% left 0
        # The next period begins with nothing.
        at 2026-02-01
        charge speak 90
        alerts -> meter:chars 80% left 10
        """);

    [Fact]
    public void An_extension_counts_and_one_without_end_does_not() => Scenario.Check(Watched, """
        open plan=basic
        extension chars 1000
        charge speak 1000
        alerts -> none
        charge speak 600
        alerts -> meter:chars 80% left 400
        extension chars 600
        alerts -> meter:chars 100% left 0
        extension chars unlimited
        alerts -> none
        extension chars 1000
        extension chars unlimited
        alerts -> meter:chars 100% left 0
        """);

    [Fact]
    public void Limits_budgets_and_the_cap() => Scenario.Check(Watched, """
        open billing=UsageBased
        cap usd 10
        key k budget=usd:5/day
        limit team usd:8/month
        rotate k r
        charge usd 4 key=r
        alerts -> key:k5 80% left 1
        charge usd 4
        alerts -> limit:team 80% left 0, limit:team 100% left 0, cap:usd 80% left 2
        limit team usd:20/month
        alerts -> none
        limit team usd:10/month
        alerts -> limit:team 80% left 2
        cap usd 8
        alerts -> cap:usd 100% left 0
        cap usd none
        cap usd 4
        alerts -> cap:usd 80% left 0, cap:usd 100% left 0
        wait 1d
        cap usd none
        limit team usd:15/month
        charge usd 4 key=r
        alerts -> key:k5 80% left 1, limit:team 80% left 3
        """);

    [Fact]
    public void What_was_told_of_a_limit_is_not_told_again() => Scenario.Check(Watched, """
        grant eur 20
        limit team eur:10/month
        charge eur 8
        alerts -> limit:team 80% left 2
        charge eur 1
        alerts -> none
        patch email=x
        alerts -> none
        charge eur 1
        alerts -> limit:team 100% left 0
        """);

    /// <summary>Nothing was used, and yet less is left: of a smaller plan, or of a day that came again.</summary>
    [Fact]
    public void A_change_of_the_plan_or_the_time_zone_leads_there_too() => Scenario.Check(Watched, """
        open plan=pro
        charge speak 900
        alerts -> none
        plan basic period=keep
        alerts -> meter:chars 80% left 100, funds:usd <5 left 0, funds:usd <1 left 0
        plan none
        charge edit 5
        alerts -> meter:edits 80% left 0, meter:edits 100% left 0
        patch zone=Asia/Tokyo
        alerts -> none
        patch zone=UTC
        alerts -> meter:edits 80% left 0, meter:edits 100% left 0
        """);

    [Fact]
    public void Overage_in_flight_uses_the_cap() => Scenario.Check(Watched, """
        open plan=basic billing=UsageBased
        extension chars 1000
        cap usd 10
        hold h1 speak 1850
        alerts -> meter:chars 80% left 150, cap:usd 80% left 1.5
        """);

    [Fact]
    public void Time_tells_by_its_own_entries() => Scenario.Check(Watched, """
        grant usd 4 expires=+1h
        grant usd 3
        wait 2h
        slot voices v
        journal -> grant_expired 2026-01-01T01:00, slot_taken 2026-01-01T02:00
        alerts -> funds:usd <5 left 3
        """);

    [Fact]
    public void What_would_be_told_is_foreseen() => Scenario.Check(Watched, """
        grant usd 10
        foresee charge usd 6     -> usd 6 Available>Consumed g2 Promo, funds:usd 10>4, funds:usd <5 left 4
        balance usd available=10
        """);

    [Fact]
    public void Debt_is_below_every_figure() => Scenario.Check(Watched, """
        grant usd 6
        hold h1 usd 1
        capture h1 usd 8 overflow
        alerts -> funds:usd <5 left 0, funds:usd <1 left 0
        grant usd 1
        alerts -> none
        """);
}
