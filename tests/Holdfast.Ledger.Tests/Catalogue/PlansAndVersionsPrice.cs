using System.Collections.Frozen;

namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that what was priced once is never priced again: not by another plan, not by a new version of the catalogue.</summary>
public class PlansAndVersionsPrice
{
    private static readonly Catalogue Catalogue = Priced(SmallCatalogue.First, "basic", new("credits", Amount.Units(3)));

    [Fact]
    public void A_plan_has_its_own_price() => Scenario.Check(Catalogue, """
        grant credits 100
        charge find 2
        balance credits consumed=2
        plan basic
        charge find 2
        balance credits consumed=8
        hold h1 find 2
        hold? h1 amount=6 plan=basic
        charge find 100     -> FundsInsufficient available=186 affordable=62
        plan vast
        charge find 2
        balance credits consumed=10
        hold h2 find 2
        hold? h2 amount=2 plan=none
        """);

    [Fact]
    public void A_hold_is_captured_at_the_price_of_the_plan_that_it_was_placed_under() => Scenario.Check(Catalogue, """
        grant credits 100
        plan basic
        hold h1 find 10
        hold h2 find 10
        plan none
        capture h1 4
        balance credits consumed=12
        plan vast
        capture h2 1 part
        capture h2
        balance credits consumed=42
        """);

    [Fact]
    public void The_plan_of_those_who_have_none_has_prices_too() => Scenario.Check(
        Priced(SmallCatalogue.First, "free", new("eur", Amount.Units(1))),
        """
        grant eur 100
        charge find 2
        balance eur consumed=2
        hold h1 find 2
        hold? h1 plan=free
        plan basic
        charge find 2
        balance credits consumed=2
        """);

    [Fact]
    public void A_plan_can_ask_for_what_is_free_otherwise() => Scenario.Check(
        SmallCatalogue.First.With(SmallCatalogue.Make("vast", BillingPeriod.None, "", "", "parallel 5, voices 5") with
        {
            Prices = new Dictionary<string, Tariff> { ["wait"] = new("eur", Amount.Units(2)) }.ToFrozenDictionary(),
        }),
        """
        grant eur 100
        charge wait 1
        plan vast
        charge wait 1
        balance eur consumed=2
        """);

    [Fact]
    public void A_new_version_reprices_neither_open_holds_nor_history() => Scenario.Check(
        Catalogue,
        """
        grant credits 100
        plan basic
        hold h1 find 10
        charge find 1 as=c
        catalogue
        charge find 1
        balance credits consumed=8
        capture h1 4 part as=d
        balance credits consumed=20
        catalogue
        charge find 1
        balance credits consumed=21
        capture h1 1
        balance credits consumed=24
        refund c
        refund d
        balance credits consumed=9
        """,
        catalogue => Priced(catalogue, "basic", new("credits", Amount.Units(5))),
        catalogue => catalogue.With(SmallCatalogue.Plans[1]));

    /// <summary>Guarantees that an entry names the version that priced it, whichever is in force when it is written.</summary>
    [Fact]
    public void An_entry_names_the_version_that_priced_it()
    {
        var first = Catalogue;
        var at = Words.InstantOf("2026-01-01", default);
        var second = SmallCatalogue.Next(first, at + TimeSpan.FromMinutes(1), catalogue => catalogue);
        var account = new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")), Plan = "basic" }.Decide(null, second, at).State!;
        var placed = new PlaceHold { Hold = "h", Operation = "find", Quantity = Amount.Units(4) }.Decide(account, second, at);
        var same = new CaptureHold { Hold = "h", Quantity = Amount.Units(1), Final = false }.Decide(placed.State, second, at);
        var later = at + TimeSpan.FromMinutes(2);
        var captured = new CaptureHold { Hold = "h", Quantity = Amount.Units(1) }.Decide(same.State, second, later);
        var refunded = new Refund { Charge = same.Entry.Seq, Charged = same.Entry, Drawn = account.Grants }.Decide(captured.State, second, later);
        var charged = new Charge { Operation = "find", Quantity = Amount.Units(1) }.Decide(captured.State, second, later);
        var again = new Refund { Charge = charged.Entry.Seq, Charged = charged.Entry, Drawn = account.Grants }.Decide(charged.State, second, later);

        Assert.Equal((1, "basic"), (placed.Entry.Catalogue, ((HoldPlaced)placed.Entry.Body).TariffPlan));
        Assert.Equal((1, (int?)null), Priced(same));
        Assert.Equal((2, (int?)1), Priced(captured));
        Assert.Equal((2, (int?)1), Priced(refunded));
        Assert.Equal((2, (int?)null), Priced(charged));
        Assert.Equal((2, (int?)null), Priced(again));

        static (int Entry, int? Use) Priced(Decision decision) => (decision.Entry.Catalogue, decision.Entry.Body switch
        {
            Charged charged => charged.Use.Catalogue,
            HoldCaptured captured => captured.Use.Catalogue,
            _ => ((Refunded)decision.Entry.Body).Use.Catalogue,
        });
    }

    private static Catalogue Priced(Catalogue catalogue, string plan, Tariff find) => catalogue.With(catalogue.Plans[plan] with
    {
        Prices = new Dictionary<string, Tariff> { ["find"] = find }.ToFrozenDictionary(),
    });
}
