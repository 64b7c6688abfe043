namespace Holdfast.Ledger.Tests;

public class SlotsAreTakenByThingsAndHolds
{
    [Fact]
    public void A_thing_takes_a_place_until_it_is_freed() => Scenario.Check("""
        open
        slot voices anna
        slot voices anna      -> Repeated
        slot voices ben
        slot? voices used=2
        slot voices carl      -> SlotTaken limit=slot:voices available=0 affordable=0
        free voices anna
        free voices anna      -> Repeated
        slot voices carl
        places voices -> ben, carl
        slot gold x           -> SlotUnknown
        free gold x           -> SlotUnknown
        """);

    [Fact]
    public void A_hold_takes_a_place_in_each_of_its_slots_while_it_is_open() => Scenario.Check("""
        open plan=basic
        slot voices anna
        hold h1 wait 1
        hold h2 wait 1 for=1h
        slot? voices used=3
        slot? parallel used=2
        places voices -> h1 by hold, h2 by hold, anna
        hold h3 wait 1        -> SlotTaken limit=slot:parallel available=0 affordable=0
        charge wait 1         -> SlotTaken limit=slot:parallel
        capture h1 part
        slot? parallel used=2
        capture h1
        slot? parallel used=1
        # A charge needs a free place, and takes none.
        charge wait 1
        slot? parallel used=1
        wait 1h
        slot? parallel used=0
        slot? voices used=1
        hold h4 wait 1
        release h4
        places voices -> anna
        """);

    [Fact]
    public void A_thing_and_a_hold_of_one_name_take_two_places() => Scenario.Check("""
        open plan=vast
        slot parallel h1
        hold h1 wait 1
        slot? parallel used=2
        free voices h1        -> Repeated
        slot? voices used=1
        slot voices h1
        free parallel h1
        slot? parallel used=1
        release h1
        slot? parallel used=0
        slot? voices used=1
        places voices -> h1
        # No name of a thing is that of a hold's place.
        hold h2 wait 1
        free voices hold/h2   -> Repeated
        slot voices hold/h2
        slot? voices used=3
        """);

    [Fact]
    public void Fewer_places_than_are_taken_let_nothing_in() => Scenario.Check("""
        open plan=basic
        slot voices a
        slot voices b
        slot voices c
        plan free
        slot voices d         -> SlotTaken
        slot voices c         -> Repeated
        free voices c
        slot voices d         -> SlotTaken
        free voices b
        slot voices d
        """);

    [Fact]
    public void A_slot_that_the_plan_does_not_list_has_no_place() => Scenario.Check(
        SmallCatalogue.First.With(SmallCatalogue.Make("bare", BillingPeriod.None, "", "", "")),
        """
        open plan=bare
        slot voices a         -> SlotTaken limit=slot:voices
        hold h1 wait 1        -> SlotTaken limit=slot:parallel
        """);

    [Fact]
    public void A_suspended_or_closed_account_takes_no_place_but_gives_them_back() => Scenario.Check("""
        open
        slot voices a
        patch suspended
        slot voices b         -> AccountSuspended
        slot voices a         -> Repeated
        patch resumed
        slot voices b
        close
        slot voices b         -> Repeated
        slot voices c         -> AccountClosed
        free voices a
        slot? voices used=1
        """);
}
