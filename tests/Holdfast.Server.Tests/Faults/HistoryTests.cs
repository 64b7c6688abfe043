namespace Holdfast.Server.Tests.Faults;

/// <summary>Guarantees that a history which cannot be is seen not to be: each thing that may go wrong is done once, by hand.</summary>
public sealed class HistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>10 given, 4 held, 3 of them captured, 2 charged.</summary>
    private static readonly Written[] Entries =
    [
        new(1, Noon, "account_opened", null, 0, 0, 0, 0),
        new(2, Noon, "grant_given", "g", 10, 10, 0, 0),
        new(3, Noon, "hold_placed", "h", 4, 6, 4, 0),
        new(4, Noon, "hold_captured", "c", 3, 7, 0, 3),
        new(5, Noon, "charged", "p", 2, 5, 0, 5),
    ];

    private static readonly Seen[] Calls =
    [
        Call(Asked.Grant, "g", 10, 1, 2) with { Seq = 2 },
        Call(Asked.Hold, "h", 4, 3, 8) with { Seq = 3 },
        Call(Asked.Hold, "i", 9, 4, 7) with { Told = Told.Refused, Affordable = 6 },
        Read(5, 6, 3, 6, 4),
        Call(Asked.Capture, "c", 3, 9, 10) with { Seq = 4 },
        Call(Asked.Charge, "p", 2, 11, long.MaxValue) with { Told = Told.Nothing },
        Read(12, 13, 5, 5, 0),
    ];

    [Fact]
    public void What_can_be_is_not_complained_of() => Assert.Empty(Broken(Calls, Entries));

    [Fact]
    public void An_answer_may_be_missing_with_its_entry() => Assert.Empty(Broken(Calls[..6], Entries[..4]));

    [Fact]
    public void A_lost_entry_is_seen()
    {
        Sees("was told as entry 4, which is not there", Calls[..6], Entries[..3]);
        Sees("was told as entry 4, which is not there", Calls[..6], [.. Entries[..3], Entries[3] with { Id = null }]);
        Sees("Hold h of 4 became hold_placed of 3", Calls, [.. Entries[..2], Entries[2] with { Moved = 3 }, .. Entries[3..]]);
        Sees("entry 5 stands where 4 should", Calls[..5], [.. Entries[..3], Entries[4]]);
    }

    [Fact]
    public void What_is_there_twice_or_was_not_asked_for_is_seen()
    {
        Sees("h is there 2 times", Calls, [.. Entries, Entries[4] with { Seq = 6, Id = "h" }]);
        Sees("x is there, and nobody asked for it", Calls, [.. Entries, Entries[4] with { Seq = 6, Id = "x" }]);
        Sees("i is there, and was refused", Calls, [.. Entries, Entries[4] with { Seq = 6, Id = "i" }]);
    }

    [Fact]
    public void A_limit_that_was_passed_is_seen()
    {
        Sees("after entry 5 -1 are available", Calls, [.. Entries[..4], Entries[4] with { Available = -1 }]);
        Sees("after entry 5 21 are used of 20", Calls, [.. Entries[..4], Entries[4] with { Consumed = 21 }]);
    }

    [Fact]
    public void Whoever_goes_back_in_time_is_seen()
    {
        Sees("Read  was told entry 3 after 4 had been told", [.. Calls[..6], Read(12, 13, 3, 6, 4)], Entries);
        Sees("Capture c was told entry 4 after 4 had been told", [Read(3, 4, 4, 7, 0), Call(Asked.Capture, "c", 3, 5, 6) with { Seq = 4 }], Entries);
        Sees("entry 5 is earlier than the one before it", Calls, [.. Entries[..4], Entries[4] with { At = Noon.AddSeconds(-1) }]);
    }

    [Fact]
    public void A_read_that_shows_what_never_was_is_seen()
    {
        Sees("a read showed 6 and 4 after entry 4, and it was 7 and 0", [.. Calls[..5], Read(12, 13, 4, 6, 4)], Entries);
        Sees("a read showed entry 9, which is not there", [.. Calls[..5], Read(12, 13, 9, 6, 4)], Entries);
    }

    [Fact]
    public void A_refusal_that_was_never_true_is_seen()
    {
        Sees("Hold i of 9 was refused with 5 affordable", [.. Calls[..2], Calls[2] with { Affordable = 5 }, .. Calls[3..]], Entries);
        Sees("Hold i of 6 was refused with 6 affordable", [.. Calls[..2], Calls[2] with { Amount = 6 }, .. Calls[3..]], Entries);

        // True once, and not any more when it was asked for.
        Sees("between entries 5 and", [.. Calls, Call(Asked.Charge, "j", 9, 14, 15) with { Told = Told.Refused, Affordable = 6 }], Entries);
    }

    private static Seen Call(Asked asked, string id, long amount, long began, long ended) => new("a", asked, id, amount, began) { Told = Told.Done, Ended = ended };

    private static Seen Read(long began, long ended, long seq, long available, long held) => Call(Asked.Read, "", 0, began, ended) with { Seq = seq, Available = available, Held = held };

    private static IReadOnlyList<string> Broken(Seen[] calls, Written[] entries)
    {
        var history = new History();
        foreach (var call in calls) history.Add(call);
        history.Add(Call(Asked.Charge, "elsewhere", 1, 1, 2) with { Account = "b" });
        return history.Broken("a", entries, limit: 20);
    }

    private static void Sees(string sentence, Seen[] calls, Written[] entries) => Assert.Contains(Broken(calls, entries), broken => broken.Contains(sentence, StringComparison.Ordinal));
}
