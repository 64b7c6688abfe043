namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that a rotated key spends from the same budget as the one it came from: never twice, and never less.</summary>
public class RotationChangesNoLimit
{
    [Fact]
    public void The_old_key_lives_on_for_the_overlap() => Scenario.Check("""
        open plan=pro
        key phone scopes=video expires=+10d budget=usd:5/month
        wait 1d
        rotate phone phone2 1h
        key? phone expires=2026-01-02T01:00 updated=2026-01-02
        key? phone2 expires=2026-01-11 created=2026-01-02 scopes=video budget=usd:5/Month
        keys -> phone/phone, phone/phone2
        charge usd 1 key=phone
        wait 1h
        charge usd 1 key=phone      -> KeyExpired
        charge usd 1 key=phone2
        rotate phone phone3         -> KeyExpired
        rotate phone2 phone3
        charge usd 1 key=phone2     -> KeyExpired
        # The overlap never outlives the expiry.
        rotate phone3 phone4 20d
        key? phone3 expires=2026-01-11
        key? phone4 expires=2026-01-11
        """);

    [Fact]
    public void Both_keys_share_one_budget_during_the_overlap() => Scenario.Check("""
        open plan=pro
        key phone budget=usd:10/total
        charge usd 4 key=phone
        hold h1 usd 2 key=phone
        rotate phone phone2 10d
        key? phone2 used=4 held=2
        charge usd 3 key=phone
        charge usd 2 key=phone2     -> KeyBudgetReached available=1 affordable=1
        charge usd 1 key=phone2
        charge usd 1 key=phone      -> KeyBudgetReached affordable=0
        capture h1 usd 1
        key? phone used=9 held=0
        key? phone2 used=9 held=0
        rotate phone2 phone3 10d
        charge usd 2 key=phone3     -> KeyBudgetReached affordable=1
        charge usd 1 key=phone3
        key? phone used=10
        """);

    [Fact]
    public void A_charge_by_a_key_that_nobody_knows_any_more_gives_its_refund_to_the_budget() => Scenario.Check("""
        open plan=pro
        key phone budget=usd:10/total
        charge usd 4 key=phone as=c
        hold h1 usd 5 key=phone for=31d
        rotate phone phone2
        at 2026-01-31T00:00:00.000001
        key tablet
        keys -> phone/phone2, tablet/tablet
        refund c
        key? phone2 used=0 held=5
        capture h1 usd 3
        key? phone2 used=3 held=0
        """);

    [Fact]
    public void A_dead_key_is_unknown_after_30_days() => Scenario.Check("""
        open plan=pro
        key phone
        key tablet expires=+1d
        revoke phone
        at 2026-01-31
        charge usd 1 key=phone    -> KeyRevoked
        revoke phone              -> Repeated
        wait 1us
        charge usd 1 key=phone    -> KeyUnknown
        revoke phone              -> KeyUnknown
        rotate phone phone2       -> KeyUnknown
        charge usd 1 key=tablet   -> KeyExpired
        at 2026-02-01T00:00:00.000001
        charge usd 1 key=tablet   -> KeyUnknown
        keys -> phone/phone, tablet/tablet
        key watch
        keys -> watch/watch
        """);

    [Fact]
    public void An_overlap_is_30_days_at_most() => Scenario.Check("""
        key phone
        rotate phone phone2 -1us    -> LifetimeOutOfRange
        rotate phone phone2 30d1us  -> LifetimeOutOfRange
        rotate phone phone2 30d
        revoke phone2
        rotate phone2 phone3        -> KeyRevoked
        rotate phantom phone3       -> KeyUnknown
        """);

    [Fact]
    public void Keys_that_died_long_ago_make_room()
    {
        var opened = Words.InstantOf("2026-01-01", default);
        var account = new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")) }.Decide(null, SmallCatalogue.First, opened).State! with
        {
            Keys = [.. Enumerable.Range(1, Bounds.KeysMax).Select(number => new Key
            {
                Id = $"k{number}", Name = "n", SecretHash = "s", Preview = "p", CreatedAt = opened, UpdatedAt = opened, ExpiresAt = number == 1 ? opened : null,
            })],
        };
        Command create = new CreateKey { Name = "more", SecretHash = "s", Preview = "p" };
        Command rotate = new RotateKey { Key = "k2", SecretHash = "s", Preview = "p" };
        foreach (var command in new[] { create, rotate })
        {
            Assert.Equal(Status.TooMany, command.Decide(account, SmallCatalogue.First, opened + Bounds.DeadKeyKept).Status);
            var done = command.Decide(account, SmallCatalogue.First, opened + Bounds.DeadKeyKept + TimeSpan.FromMicroseconds(1));
            Assert.Equal(Status.Done, done.Status);
            Assert.Equal(Bounds.KeysMax, done.State!.Keys.Length);
            Assert.Equal(Status.TooMany, create.Decide(done.State, SmallCatalogue.First, done.State.At).Status);
        }
    }
}
