using System.Collections.Immutable;

namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that an account which is not what it must be is found out, with all that is wrong in it and nothing else.</summary>
public class InvariantsTellWhatIsBroken
{
    private static readonly Instant Now = Words.InstantOf("2026-01-01", default);

    private static readonly Amount Micro = new(1);

    private const string Period = "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z", Day = "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z";

    [Fact]
    public void What_is_whole_has_no_finding() => Is(account => account);

    [Fact]
    public void The_books_of_an_asset_sum_to_zero()
    {
        Is(Balance(usd => usd with { Funding = usd.Funding + Micro }), "the books of usd sum to 1 millionths");
        Is(Balance(usd => usd with { Consumed = -Micro }), "the books of usd sum to -1 millionths");
    }

    [Fact]
    public void No_book_that_is_a_stock_is_below_zero()
    {
        Is(Balance(usd => usd with { Available = -Micro, Adjustment = Micro }), "usd is below zero", "grants have 0 usd left, and -0.000001 is available");
        Is(Balance(usd => usd with { SpentHeld = -Micro }), "usd is below zero", "grants and spend hold 4.999999 usd, and 7 is held");
        Is(
            Balance(usd => usd with { Held = -Micro, Adjustment = Amount.Units(7) + Micro }),
            "usd is below zero", "grants and spend hold 7 usd, and -0.000001 is held", "holds set aside 7 usd, and -0.000001 is held");
    }

    [Fact]
    public void Balances_are_the_sums_of_grants_and_holds()
    {
        Is(Balance(usd => usd with { Available = Micro, Adjustment = -Micro }), "grants have 0 usd left, and 0.000001 is available");
        Is(
            Balance(usd => usd with { Held = usd.Held + Micro, Adjustment = -Micro }),
            "grants and spend hold 7 usd, and 7.000001 is held", "holds set aside 7 usd, and 7.000001 is held");
        Is(Hold("h1", hold => hold with { Draws = [hold.Draws[0]] }), "holds set aside 5 usd, and 7 is held", $"holds reserve 5 of limit:team in {Day}, and 7 is held there");
        Is(account => account with { Grants = account.Grants.RemoveAll(grant => grant.Id == "g2") }, "grants and spend hold 2 usd, and 7 is held");
    }

    [Fact]
    public void Debt_is_owed_and_stands_beside_nothing_available()
    {
        Is(Balance(usd => usd with { Debt = -Micro }), "the debt is -0.000001 usd, and 2 is owed");
        Is(Balance(usd => usd with { Debt = Micro }), "the debt is 0.000001 usd, and 2 is owed");
        Is(Balance(usd => usd with { Debt = Micro, Receivable = usd.Receivable - Micro, Adjustment = Micro }));
        Is(
            Balance(usd => usd with { Debt = Micro, Receivable = usd.Receivable - Micro, Available = Micro }),
            "0.000001 usd is available, and 0.000001 is debt", "grants have 0 usd left, and 0.000001 is available");
    }

    [Fact]
    public void What_is_spent_is_what_operations_and_meters_owe()
    {
        Is(Balance(usd => usd with { Spent = Micro }), "operations and meters owe 0 usd for the period, and 0.000001 is spent");
        Is(Balance(usd => usd with { Spent = -Micro }), "operations and meters owe 0 usd for the period, and -0.000001 is spent");
        Is(Totals(total => total with { Owed = [new("usd", Micro)], Amounts = [new("usd", Micro)] }), "operations and meters owe 0.000001 usd for the period, and 0 is spent");
        Is(Totals(total => total with { Owed = [new("eur", Micro)], Amounts = [new("eur", Micro)] }));
        Is(Totals(total => total with { Owed = [new("eur", Micro)] }), "0.000001 eur is owed of the 0 that render cost in the period");
        Is(Totals(total => total with { Owed = [new("eur", -Micro)] }), "-0.000001 eur is owed of the 0 that render cost in the period");
        Is(Meter(use => use with { OverageInPeriod = new() { Amounts = [new("usd", Micro)] } }), "operations and meters owe 0.000001 usd for the period, and 0 is spent");
        Is(account => Meter(use => use with { OverageInPeriod = new() { Amounts = [new("usd", Micro)] } })(Balance(usd => usd with { Spent = Micro })(account)));
    }

    [Fact]
    public void What_is_told_of_late_belongs_to_a_period_that_is_over()
    {
        var january = new Period(new(0), new(1));
        Is(Late(january, new() { Owed = [new("eur", Micro)], Amounts = [new("eur", Micro)] }));
        Is(Late(january, new() { Owed = [new("usd", Micro)], Amounts = [new("usd", Micro)] }), "operations and meters owe 0.000001 usd for the period, and 0 is spent");
        Is(Late(january, new() { Owed = [new("eur", Micro)] }), "0.000001 eur is owed of the 0 that render cost late");
        Is(Late(january, new() { Owed = [new("eur", -Micro)] }), "-0.000001 eur is owed of the 0 that render cost late");
        Is(Late(new(new(0), new(2)), Total.None), $"render was told of late in {new Period(new(0), new(2))}, which is no period that is over");

        Func<AccountState, AccountState> Late(Period period, Total total) => account =>
        {
            var totals = account.TotalsOf("render");
            return account with { EndedPeriods = [january], Totals = account.Totals.Replace(totals, totals with { Late = [new(period, total)] }) };
        };
    }

    [Fact]
    public void A_grant_has_what_was_given_or_less()
    {
        Is(Grant(grant => grant with { Amount = grant.Amount - Micro }), "grant g2 holds more than was given");
        Is(Grant(grant => grant with { Remaining = Micro }), "grants have 0.000001 usd left, and 0 is available", "grant g2 holds more than was given");
        Is(Grant(grant => grant with { Remaining = -Micro }), "grants have -0.000001 usd left, and 0 is available", "grant g2 is below zero");
        Is(Grant(grant => grant with { Held = -Micro }), "grants and spend hold 1.999999 usd, and 7 is held", "grant g2 is below zero");
    }

    [Fact]
    public void Nothing_outlives_its_time()
    {
        Is(Hold("h2", hold => hold with { ExpiresAt = Now }));
        Is(Hold("h2", hold => hold with { ExpiresAt = new(Now.Micros - 1) }), "hold h2 is open after its time");
        Is(Place("v1", item => item with { ExpiresAt = Now }));
        Is(Place("v1", item => item with { ExpiresAt = new(Now.Micros - 1) }), "v1 has a place of voices after its lease");
        Is(account => account with { NextDueAt = Now });
        Is(account => account with { NextDueAt = new(Now.Micros - 1) }, "something was due before the last entry");
    }

    [Fact]
    public void What_holds_reserve_is_what_meters_and_limits_hold()
    {
        Is(Meter(use => use with { Latest = use.Latest with { Counter = use.Counter with { Held = Amount.Units(4) } } }), $"holds reserve 3 of chars in {Period}, and 4 is held there");
        Is(Meter(use => use with { Earlier = [new(new(new(new(0), new(1)), Micro, Micro))] }), "holds reserve 0 of chars in 1970-01-01T00:00:00Z/1970-01-01T00:00:00.000001Z, and 0.000001 is held there");
        Is(Hold("h2", hold => hold with { Meters = [] }), $"holds reserve 0 of chars in {Period}, and 3 is held there");
        Is(Hold("h2", hold => hold with { Meters = [hold.Meters[0] with { Meter = "edits" }] }), $"holds reserve 0 of chars in {Period}, and 3 is held there");
        Is(Limit(limit => limit with { Counter = limit.Counter with { Held = Amount.Units(6) } }), $"holds reserve 7 of limit:team in {Day}, and 6 is held there");
        Is(Limit(limit => limit with { Seq = 99 }), $"holds reserve 0 of limit:team in {Day}, and 7 is held there");
        Is(Limit(limit => limit with { Counter = new(new(new(long.MinValue), Instant.Never), Micro, Micro) }), "holds reserve 0 of limit:team in -9223372036854775808/9223372036854775807, and 0.000001 is held there");
    }

    [Fact]
    public void Places_and_holds_know_each_other()
    {
        Is(Hold("h3", hold => hold with { Slots = ["voices"] }), "a place of parallel is kept for h3, which is not open or has none");
        Is(account => account with { Holds = account.Holds.Without(account.Holds.Find("h3")!) }, "a place of parallel is kept for h3, which is not open or has none", "a place of voices is kept for h3, which is not open or has none");
        Is(account => account with { Slots = account.Slots.RemoveAll(use => use.Slot == "parallel") }, "hold h3 has lost its place of parallel");
    }

    /// <summary>Units in flight without a place would be priced as if they had never been used.</summary>
    [Fact]
    public void What_is_in_flight_has_its_places_in_the_period()
    {
        Is(Placed(3, account => account.PeriodSeq));
        Is(Placed(4, account => account.PeriodSeq));
        Is(Placed(2, account => account.PeriodSeq), "holds have 3 of speak in flight, and 2 are placed in the period");
        Is(Placed(2, account => account.PeriodSeq - 1));

        static Func<AccountState, AccountState> Placed(int units, Func<AccountState, long> period) => account =>
        {
            var totals = account.TotalsOf("speak");
            account = account with { Totals = account.Totals.Replace(totals, totals with { Placed = Amount.Units(units) }) };
            return Hold("h2", hold => hold with { Place = new(period(account), Amount.Zero) })(account);
        };
    }

    [Fact]
    public void Keys_and_limits_of_members_go_with_them()
    {
        var key = new Key { Id = "k9", Name = "k", SecretHash = "s", Preview = "p", CreatedAt = Now, UpdatedAt = Now, Member = "ann" };
        Is(account => account with { Keys = [key], Members = [new() { Id = "ann", Role = Role.Admin, JoinedAt = Now }] });
        Is(account => account with { Keys = [key] }, "key k9 lives and its member ann is gone");
        Is(account => account with { Keys = [key with { RevokedAt = Now }, key with { Member = null }] });
        Is(Limit(limit => limit with { Member = "ann" }), "limit:team binds ann, who is gone");
    }

    private static void Is(Func<AccountState, AccountState> breaks, params string[] findings) => Assert.Equal(findings.Order(), Invariants.Broken(breaks(Whole())).Order());

    private static Func<AccountState, AccountState> Balance(Func<Balance, Balance> breaks) =>
        account => account with { Balances = account.Balances.Replace(account.Balance("usd"), breaks(account.Balance("usd"))) };

    private static Func<AccountState, AccountState> Grant(Func<Grant, Grant> breaks) =>
        account => account with { Grants = account.Grants.Replace(account.Grant("g2")!, breaks(account.Grant("g2")!)) };

    private static Func<AccountState, AccountState> Hold(string id, Func<Hold, Hold> breaks) => account => account with { Holds = account.Holds.With(breaks(account.Holds.Find(id)!)) };

    private static Func<AccountState, AccountState> Meter(Func<MeterUse, MeterUse> breaks) => account => account with { Meters = [breaks(account.Meters.Single())] };

    private static Func<AccountState, AccountState> Totals(Func<Total, Total> breaks) => account =>
    {
        var totals = account.TotalsOf("render");
        return account with { Totals = account.Totals.Replace(totals, totals with { Period = breaks(totals.Period) }) };
    };

    private static Func<AccountState, AccountState> Limit(Func<Limit, Limit> breaks) => account => account with { Limits = [breaks(account.Limits.Single())] };

    private static Func<AccountState, AccountState> Place(string item, Func<SlotItem, SlotItem> breaks) => account =>
    {
        var use = account.Slot("voices");
        return account with { Slots = account.Slots.Replace(use, use with { Items = use.Items.With(breaks(use.Items.Single(taken => taken.Item == item))) }) };
    };

    /// <summary>An account with some of everything: what is owed, held, reserved, counted and occupied.</summary>
    private static AccountState Whole()
    {
        const string Lines = """
            open plan=basic billing=UsageBased
            grant usd 5
            limit team usd:10/day
            hold h1 render usd 7
            hold h2 speak 3
            hold h3 wait 1
            slot voices v1 for=15m
            """;
        AccountState? account = null;
        foreach (var line in Lines.Split('\n')) account = Scenario.Parsed(line, SmallCatalogue.First, Now).Decide(account, SmallCatalogue.First, Now).State;
        Assert.Equal(7, account!.Seq);
        return account;
    }
}
