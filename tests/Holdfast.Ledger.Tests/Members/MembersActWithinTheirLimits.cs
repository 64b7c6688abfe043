namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that a member's work is his, within his limits, and that members own nothing.</summary>
public class MembersActWithinTheirLimits
{
    [Fact]
    public void A_member_comes_changes_and_goes() => Scenario.Check("""
        open
        member ann Admin name=Ann email=ann@example.com
        member? ann role=Admin name=Ann email=ann@example.com joined=2026-01-01
        wait 1d
        member bob LiteMember
        member ann Member
        member? ann role=Member name=none email=none joined=2026-01-01
        members -> ann, bob
        leave ann
        member? ann role=gone
        leave ann                      -> MemberUnknown
        member ann Admin
        member? ann joined=2026-01-02
        members -> bob, ann
        close
        member ann Admin               -> AccountClosed
        # Ending somebody's access never has to wait.
        leave ann
        """);

    [Fact]
    public void A_key_of_a_member_acts_for_him_alone() => Scenario.Check("""
        open plan=pro
        member ann Admin
        member bob Member
        key phone member=ann
        key tablet
        key watch member=cyd           -> MemberUnknown
        key? phone member=ann
        hold h1 usd 1 key=phone
        hold? h1 member=ann
        hold h2 usd 1 key=phone member=ann
        charge usd 1 key=phone member=bob  -> KeyOfAnotherMember
        charge usd 1 key=phone member=cyd  -> KeyOfAnotherMember
        # A key that is nobody's, or none, says nothing of whose work it is.
        hold h3 usd 1 key=tablet
        hold? h3 member=none
        hold h4 usd 1 key=tablet member=bob
        hold? h4 member=bob
        charge usd 1 member=bob
        charge usd 1 member=cyd        -> MemberUnknown
        rotate phone phone2
        key? phone2 member=ann
        hold h5 usd 1 key=phone2
        hold? h5 member=ann
        """);

    [Fact]
    public void His_limits_bind_him_whichever_his_key() => Scenario.Check("""
        open plan=pro
        grant usd 100
        member ann Admin
        member bob Member
        key phone member=ann
        key tablet member=ann budget=usd:3/day
        key shared
        limit ann-day usd:5/day member=ann
        limit ann-finds find:4/week member=ann
        limit ann-shared usd:1/day member=ann key=shared
        limit all usd:20/day
        limit who usd:5/day member=cyd -> MemberUnknown
        limit? ann-day member=ann key=none
        limits -> key:k6, limit:ann-shared, limit:ann-day, limit:ann-finds, limit:all
        charge usd 2 key=phone
        hold h1 usd 1 member=ann
        charge usd 3 key=tablet        -> BudgetReached limit=limit:ann-day available=2 affordable=2
        charge usd 4 key=tablet        -> KeyBudgetReached limit=key:k6 available=3 affordable=2
        charge usd 2 key=shared member=ann -> BudgetReached limit=limit:ann-shared available=1 affordable=1
        charge usd 2 key=shared
        charge usd 9 member=bob
        charge usd 7 member=bob        -> BudgetReached limit=limit:all available=6 affordable=6
        charge find 5 key=phone        -> QuotaReached limit=limit:ann-finds affordable=4
        charge find 5 key=shared member=bob
        capture h1
        limit? ann-day used=3 held=0
        """);

    [Fact]
    public void Who_goes_leaves_neither_keys_nor_limits() => Scenario.Check("""
        open plan=pro
        member ann Admin
        key phone member=ann
        key old member=ann
        key tablet
        revoke old
        limit day usd:5/day member=ann
        limit all usd:50/day
        hold h1 usd 4 key=phone
        wait 1h
        leave ann
        journal -> hold_lapsed 2026-01-01T00:15, member_removed 2026-01-01T01:00
        key? phone status=KeyRevoked revoked=2026-01-01T01:00 updated=2026-01-01T01:00
        key? old revoked=2026-01-01
        key? tablet status=Done
        limits -> limit:all
        charge usd 1 key=phone         -> KeyRevoked
        charge usd 1 member=ann        -> MemberUnknown
        # Coming back is coming anew.
        member ann Admin
        charge usd 9 member=ann
        charge usd 1 key=phone         -> KeyRevoked
        """);

    [Fact]
    public void Work_in_flight_outlives_its_member() => Scenario.Check("""
        open plan=pro
        member ann Admin
        limit day usd:5/day member=ann
        limit all usd:50/day
        hold h1 usd 4 member=ann for=1d
        leave ann
        member ann Admin
        limit day usd:5/day member=ann
        hold h2 usd 5 member=ann
        capture h1 usd 3
        limit? day used=0 held=5
        limit? all used=3 held=5
        """);

    /// <summary>Guarantees that a key which died so long ago that nobody knows it any more stands in nobody's way.</summary>
    [Fact]
    public void Who_goes_leaves_keys_that_died_long_ago_as_they_are() => Scenario.Check("""
        open plan=pro
        member ann Admin
        key old member=ann expires=+1d
        wait 40d
        leave ann
        key? old status=KeyExpired revoked=none
        """);
}
