using System.Collections.Immutable;

namespace Holdfast.Ledger.Tests;

public class AccountsOpenChangeAndClose
{
    [Fact]
    public void An_account_opens_with_what_it_is_given() => Scenario.Check("""
        at 2026-01-05T10:00
        open verified zone=Europe/Berlin billing=Subscription plan=basic
        account status=Active zone=Europe/Berlin billing=Subscription verified=yes opened=2026-01-05T10:00 at=2026-01-05T10:00 seq=1
        account trial=no first_charge=none cap=none reload=none
        postings -> credits 100 Funding>Available g1-credits
        due -> 2026-02-05T10:00
        open                       -> AccountExists
        """);

    [Fact]
    public void An_account_opens_in_a_zone_that_there_is_and_with_a_plan_that_there_is() => Scenario.Check("""
        open zone=Mars/Olympus             -> TimeZoneUnknown
        open zone=europe/berlin            -> TimeZoneUnknown
        open plan=gold                     -> PlanUnknown
        open password=+1us                 -> InstantOutOfRange
        open attributes=101                -> TooMany
        open password=+0s attributes=100
        """);

    [Fact]
    public void No_account_opens_after_the_end_of_the_calendar() => Scenario.Check("""
        at 9000-12-31T23:59:59.000001
        open                               -> InstantOutOfRange
        at 9000-12-31T23:59:59
        open
        """);

    [Fact]
    public void A_suspended_account_does_no_new_work_and_goes_on_otherwise() => Scenario.Check("""
        open plan=basic
        key phone
        patch suspended
        account status=Suspended
        charge find 1              -> AccountSuspended
        hold h1 find 1             -> AccountSuspended
        slot voices a              -> AccountSuspended
        grant usd 5
        cap usd 1
        plan pro
        extension chars 5
        key tablet
        rotate phone phone2
        revoke tablet
        reload eur 1 10
        dismiss usd
        patch email=x
        account status=Suspended
        at 2026-02-01
        balance credits available=1000
        patch resumed
        account status=Active
        charge find 1
        """);

    [Fact]
    public void A_closed_account_stays_closed() => Scenario.Check("""
        open plan=basic
        grant usd 5
        key phone
        slot voices a
        close
        account status=Closed
        close                      -> Repeated
        patch resumed              -> AccountClosed
        patch suspended            -> AccountClosed
        grant usd 5                -> AccountClosed
        charge find 1              -> AccountClosed
        plan none                  -> AccountClosed
        plan pro later             -> AccountClosed
        cap usd 1                  -> AccountClosed
        extension chars 5          -> AccountClosed
        reload eur 1 10            -> AccountClosed
        dismiss usd
        free voices a
        revoke phone
        at 2026-05-01
        # The pool lapsed with its period, and nothing is refilled.
        balance credits available=0 expired=100
        balance usd available=5
        account status=Closed
        """);

    [Fact]
    public void What_a_change_does_not_name_stays() => Scenario.Check("""
        open verified billing=UsageBased zone=Europe/Berlin
        patch email=a@example.org
        account email=a@example.org verified=yes billing=UsageBased zone=Europe/Berlin status=Active
        patch suspended
        patch billing=Wallet
        account email=a@example.org billing=Wallet status=Suspended
        patch zone=Asia/Tokyo
        account zone=Asia/Tokyo
        patch zone=nowhere            -> TimeZoneUnknown
        patch unverified
        account verified=no email=a@example.org zone=Asia/Tokyo
        """);

    [Fact]
    public void A_password_was_not_changed_in_the_future() => Scenario.Check("""
        open
        patch password=+1us      -> InstantOutOfRange
        patch password=+0s
        patch password=2020-01-01
        """);

    [Fact]
    public void A_hundred_attributes_are_as_many_as_an_account_may_have() => Scenario.Check("""
        open
        patch attributes=101   -> TooMany
        patch attributes=100
        patch attributes=100
        """);

    [Fact]
    public void Every_field_of_a_profile_can_be_changed_alone()
    {
        var now = Words.InstantOf("2026-01-01", default);
        var profile = new Profile
        {
            ExternalId = "x", Email = "e", Username = "u", FirstName = "f", LastName = "l", Name = "n", EmailVerified = true, TwoFactorEnabled = true,
            Providers = ["google"], PromptAnalysisOptIn = true, PasswordChangedAt = now, Attributes = [new("a", "1")],
        };
        var account = new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")), Profile = profile }.Decide(null, SmallCatalogue.First, now).State!;
        Is(new(), profile);
        Is(new() { ExternalId = new(true, null) }, profile with { ExternalId = null });
        Is(new() { Email = new(true, null) }, profile with { Email = null });
        Is(new() { Username = new(true, null) }, profile with { Username = null });
        Is(new() { FirstName = new(true, "g") }, profile with { FirstName = "g" });
        Is(new() { LastName = new(true, "m") }, profile with { LastName = "m" });
        Is(new() { Name = new(true, "o") }, profile with { Name = "o" });
        Is(new() { EmailVerified = false }, profile with { EmailVerified = false });
        Is(new() { TwoFactorEnabled = false }, profile with { TwoFactorEnabled = false });
        Is(new() { Providers = (ImmutableArray<string>)[] }, profile with { Providers = [] });
        Is(new() { PromptAnalysisOptIn = false }, profile with { PromptAnalysisOptIn = false });
        Is(new() { PasswordChangedAt = new(true, null) }, profile with { PasswordChangedAt = null });
        Is(new() { Attributes = [new("a", "2")] }, profile with { Attributes = [new("a", "2")] });

        void Is(ChangeAccount change, Profile expected)
        {
            var decision = change.Decide(account, SmallCatalogue.First, now);
            Difference.None(expected, decision.State!.Profile, change.ToString());
        }
    }

    [Fact]
    public void Attributes_are_merged_by_name_and_a_null_removes()
    {
        var profile = new Profile { Attributes = [new("a", "1"), new("b", "2"), new("c", "3")] };
        Assert.Equal("1", profile.Attribute("a"));
        Assert.Null(profile.Attribute("d"));
        var changed = profile.WithAttributes([new("b", "[]"), new("d", "4"), new("a", "null"), new("x", "null")]);
        Assert.Equal("b=[], c=3, d=4", Text(changed));
        Assert.Equal("a=1, b=2, c=3", Text(profile.WithAttributes([])));
        Assert.Equal("a=3", Text(new Profile().WithAttributes([new("a", "1"), new("a", "null"), new("a", "3")])));

        static string Text(Profile profile) => string.Join(", ", profile.Attributes.Select(attribute => $"{attribute.Name}={attribute.Json}"));
    }

    [Theory]
    [InlineData("N", "F", "L", "N")]
    [InlineData(null, "F", "L", "F L")]
    [InlineData(null, "F", null, "F")]
    [InlineData(null, null, "L", "L")]
    [InlineData(null, "", "L", "L")]
    [InlineData(null, null, null, null)]
    public void A_full_name_is_the_name_or_made_of_its_parts(string? name, string? first, string? last, string? full) =>
        Assert.Equal(full, new Profile { Name = name, FirstName = first, LastName = last }.FullName);

    [Fact]
    public void Auto_reload_is_kept_as_it_was_set() => Scenario.Check("""
        reload eur 5 20
        account reload=on:eur:5:20
        reload eur 0 0 off
        account reload=off:eur:0:0
        reload gold 5 20          -> AssetUnknown
        """);

    [Fact]
    public void A_cap_fits_the_assets_decimals() => Scenario.Check(
        SmallCatalogue.First.With(new Asset { Name = "usd", Decimals = 2, Postpaid = true }),
        """
        cap usd 0.001    -> AmountTooPrecise
        cap usd -1       -> AmountOutOfRange
        cap usd 0.01
        """);
}
