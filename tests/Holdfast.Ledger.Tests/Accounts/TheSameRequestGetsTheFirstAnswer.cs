namespace Holdfast.Ledger.Tests;

public class TheSameRequestGetsTheFirstAnswer
{
    [Fact]
    public void A_repeat_is_known_by_its_id_and_its_request() => Scenario.Check("""
        open id=o
        open id=o                            -> Repeated
        open id=o plan=basic                 -> ExistsWithDifferentRequest
        grant eur 10 id=g
        grant eur 10 id=g                    -> Repeated
        grant eur 11 id=g                    -> ExistsWithDifferentRequest
        grant eur 10 priority=100 id=g       -> Repeated
        charge eur 1 id=c as=c
        charge eur 1 id=c                    -> Repeated
        # One id is one request, of whatever kind.
        grant eur 10 id=c                    -> ExistsWithDifferentRequest
        refund c 0.5 id=r
        refund c 0.5 id=r                    -> Repeated
        refund c 0.6 id=r                    -> ExistsWithDifferentRequest
        balance eur available=9.5
        """);

    [Fact]
    public void A_holds_id_stands_for_ever() => Scenario.Check("""
        grant eur 10
        hold h1 eur 1
        hold h1 eur 1                        -> Repeated
        hold h1 eur 1 for=15m                -> ExistsWithDifferentRequest
        capture h1 id=x
        capture h1 id=x                      -> Repeated
        release h1 id=x                      -> ExistsWithDifferentRequest
        hold h1 eur 1                        -> Repeated
        hold h1 eur 2                        -> ExistsWithDifferentRequest
        at 2026-06-01
        close
        hold h1 eur 1                        -> Repeated
        """);

    [Fact]
    public void A_refusal_leaves_its_id_free() => Scenario.Check("""
        charge eur 1 id=c                    -> FundsInsufficient
        grant eur 5
        charge eur 1 id=c
        charge eur 1 id=c                    -> Repeated
        """);

    [Fact]
    public void Without_an_id_the_same_again_is_another()
    {
        Scenario.Check("""
            grant eur 10
            charge eur 1
            charge eur 1
            balance eur available=8
            """);
    }
}
