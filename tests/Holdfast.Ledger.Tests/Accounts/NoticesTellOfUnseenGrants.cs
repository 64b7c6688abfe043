namespace Holdfast.Ledger.Tests;

public class NoticesTellOfUnseenGrants
{
    [Fact]
    public void A_grant_that_the_customer_did_not_ask_for_is_noted_until_it_is_dismissed() => Scenario.Check("""
        open plan=basic
        notices credits grants=0 since=none
        grant credits 5 promo
        notices credits grants=1 since=2026-01-01
        wait 1d
        grant credits 5 trial
        grant credits 5 add_on
        grant credits 5 refund
        notices credits grants=4 since=2026-01-01
        # Not his own purchase, and no correction.
        grant credits 5 purchase
        grant credits 5 adjustment
        notices credits grants=4
        grant usd 1
        notices usd grants=1 since=2026-01-02
        dismiss credits
        notices credits grants=0
        notices usd grants=1
        dismiss credits            -> Repeated
        dismiss eur                -> Repeated
        dismiss gold               -> AssetUnknown
        grant credits 1
        notices credits grants=1 since=2026-01-02
        """);

    [Fact]
    public void A_trial_is_remembered() => Scenario.Check("""
        grant credits 5 promo
        account trial=no
        grant credits 5 trial
        account trial=yes
        """);
}
