using System.Collections.Frozen;

namespace Holdfast.Ledger.Tests;

public class PlacesAreLeased
{
    /// <summary>The places of <c>voices</c> are leased for a quarter of an hour unless a caller says otherwise.</summary>
    private static readonly Catalogue Leasing = SmallCatalogue.First with
    {
        Slots = new[] { new Slot("voices", TimeSpan.FromMinutes(15)), new Slot("parallel") }.ToFrozenDictionary(slot => slot.Name),
    };

    [Fact]
    public void A_leased_place_is_free_by_itself_at_its_end() => Scenario.Check("""
        open
        slot voices anna for=1h
        slot voices ben
        places voices -> anna until 2026-01-01T01:00, ben
        slot voices carl      -> SlotTaken
        due -> 2026-01-01T01:00
        at 2026-01-01T00:59:59.999999
        slot voices carl      -> SlotTaken
        wait 1us
        slot? voices used=1
        slot voices carl
        journal -> slot_lapsed 2026-01-01T01:00, slot_taken 2026-01-01T01:00
        places voices -> ben, carl
        due -> 2026-02-01
        """);

    [Fact]
    public void Taking_it_again_is_the_heartbeat() => Scenario.Check("""
        open
        slot voices anna for=10m
        wait 9m
        slot voices anna for=10m
        journal -> slot_renewed 2026-01-01T00:09
        places voices -> anna until 2026-01-01T00:19
        # Said twice at one instant it is no news.
        slot voices anna for=10m  -> Repeated
        # The last word counts, also when it is sooner.
        slot voices anna for=1m
        places voices -> anna until 2026-01-01T00:10
        wait 1m
        places voices -> none
        # Too late: this is a new place.
        slot voices anna for=1m
        journal -> slot_lapsed 2026-01-01T00:10, slot_taken 2026-01-01T00:10
        """);

    [Fact]
    public void A_lease_becomes_a_place_that_stays_and_the_other_way_round() => Scenario.Check("""
        open
        slot voices anna for=10m
        slot voices anna
        journal -> slot_renewed 2026-01-01
        places voices -> anna
        due -> 2026-02-01
        slot voices anna          -> Repeated
        wait 1d
        slot voices anna for=10m
        places voices -> anna until 2026-01-02T00:10
        free voices anna
        places voices -> none
        due -> 2026-02-01
        """);

    [Fact]
    public void A_slot_may_have_a_lease_of_its_own() => Scenario.Check(Leasing, """
        open
        slot voices anna
        slot voices ben for=2h
        slot parallel x
        places voices -> anna until 2026-01-01T00:15, ben until 2026-01-01T02:00
        wait 5m
        slot voices anna
        slot voices ben
        slot parallel x           -> Repeated
        places voices -> anna until 2026-01-01T00:20, ben until 2026-01-01T00:20
        wait 15m
        slot? voices used=0
        slot? parallel used=1
        """);

    [Fact]
    public void A_catalogue_changes_leases_to_come_and_none_that_runs() => Scenario.Check(
        Leasing,
        """
        open
        slot voices anna
        catalogue
        places voices -> anna until 2026-01-01T00:15
        slot voices ben
        places voices -> anna until 2026-01-01T00:15, ben
        slot voices anna
        places voices -> anna, ben
        """,
        catalogue => catalogue with { Slots = SmallCatalogue.First.Slots });

    [Fact]
    public void A_lease_is_a_second_to_31_days() => Scenario.Check("""
        open
        slot voices anna for=0s       -> LifetimeOutOfRange
        slot voices anna for=-1s      -> LifetimeOutOfRange
        slot voices anna for=31d1us   -> LifetimeOutOfRange
        slot voices anna for=1s
        slot voices anna for=31d
        slot voices anna for=31d1us   -> LifetimeOutOfRange
        places voices -> anna until 2026-02-01
        slot gold anna for=1s         -> SlotUnknown
        """);

    [Fact]
    public void Leases_that_end_together_all_end() => Scenario.Check("""
        open plan=basic
        slot voices b for=1h
        slot parallel x for=1h
        slot voices a for=1h
        hold h1 wait 1 for=1h
        at 2026-01-01T01:00
        charge wait 1
        journal -> hold_lapsed 2026-01-01T01:00, slot_lapsed 2026-01-01T01:00, slot_lapsed 2026-01-01T01:00, slot_lapsed 2026-01-01T01:00, charged 2026-01-01T01:00
        places voices -> none
        places parallel -> none
        """);

    [Fact]
    public void A_place_that_lapses_is_there_for_what_comes_at_that_instant() => Scenario.Check("""
        open
        slot parallel x for=1h
        hold h1 wait 1            -> SlotTaken limit=slot:parallel available=0 affordable=0
        wait 1h
        hold h1 wait 1
        places parallel -> h1 by hold
        """);

    [Fact]
    public void A_suspended_or_closed_account_keeps_what_it_has_and_its_leases_end() => Scenario.Check("""
        open
        slot voices a for=1h
        patch suspended
        slot voices b for=1h      -> AccountSuspended
        slot voices a for=2h
        close
        slot voices a for=3h
        slot voices b for=1h      -> AccountClosed
        at 2026-01-01T03:00
        places voices -> none
        due -> never
        slot voices a for=1h      -> AccountClosed
        """);

    [Fact]
    public void Fewer_places_than_are_taken_let_leases_go_on() => Scenario.Check("""
        open plan=basic
        slot voices a for=1h
        slot voices b for=1h
        slot voices c for=1h
        plan free
        slot voices a for=2h
        slot voices d for=1h      -> SlotTaken
        at 2026-01-01T01:00
        places voices -> a until 2026-01-01T02:00
        slot voices d for=1h
        """);
}
