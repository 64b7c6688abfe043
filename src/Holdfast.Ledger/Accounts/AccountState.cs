using System.Collections.Immutable;

namespace Holdfast.Ledger;

public enum AccountStatus
{
    Active,

    /// <summary>Reads answer as the dialect says; no new work and no key passes. What is in flight may end.</summary>
    Suspended,

    /// <summary>For ever. What is in flight may end; nothing is refilled any more.</summary>
    Closed,
}

/// <summary>How an account pays.</summary>
public enum Billing
{
    /// <summary>Before, from grants.</summary>
    Wallet,

    /// <summary>Before, from its plan's pools and from grants.</summary>
    Subscription,

    /// <summary>Afterwards, up to a cap; grants are drawn first.</summary>
    UsageBased,
}

/// <summary>
/// Everything about one account after its entry number <see cref="Seq"/>. Immutable; a change shares what it leaves
/// alone. Lists are small (see <see cref="Bounds"/>); open holds, which may be many, are kept in trees.
/// </summary>
public sealed record AccountState
{
    public required AccountId Id { get; init; }

    /// <summary>The number of the last entry.</summary>
    public long Seq { get; init; }

    /// <summary>The instant of the last entry.</summary>
    public Instant At { get; init; }

    public required Instant OpenedAt { get; init; }

    public AccountStatus Status { get; init; }

    public Billing Billing { get; init; }

    /// <summary>An IANA name.</summary>
    // Stryker disable once String : whatever stands here, the entry that opens an account says its own
    public string TimeZone { get; init; } = "UTC";

    public Profile Profile { get; init; } = new();

    public ImmutableArray<Key> Keys { get; init; } = [];

    /// <summary>In the order in which they joined.</summary>
    public ImmutableArray<Member> Members { get; init; } = [];

    /// <summary>In the order in which they are checked.</summary>
    public ImmutableArray<Limit> Limits { get; init; } = [];

    /// <summary>Null when the account has none: then the catalogue's default plan says its limits.</summary>
    public PlanHeld? Plan { get; init; }

    /// <summary>The status in which the last plan ended; null while there is one, and where there never was one.</summary>
    public PlanStatus? PlanEndedAs { get; init; }

    /// <summary>Periods end at this instant's day of the month and time of day: the plan's anchor; without a plan the last one's, or the opening.</summary>
    public Instant Anchor { get; init; }

    /// <summary>The period now: from when it began to the next end of a month from <see cref="Anchor"/>.</summary>
    public Period Period { get; init; }

    /// <summary>The number of the entry that began the period. Instants cannot tell what came before it: many entries may share one.</summary>
    public long PeriodSeq { get; init; }

    /// <summary>Periods before it, from when each began to when it ended, in order, as far back as work may be told of that was done in them.</summary>
    public ImmutableArray<Period> EndedPeriods { get; init; } = [];

    /// <summary>The number of the last entry that carries a <see cref="Closing"/>; null when no period with anything in it was ever closed.</summary>
    public long? ClosedSeq { get; init; }

    /// <summary>The number of the entry that gave the pools there are and ended those before: the one that began the period, or one that changed the plan in it.</summary>
    public long PoolsSeq { get; init; }

    /// <summary>By asset, what the pools of this period gave, with what was taken of others in it that they took the place of. What is less than this was taken.</summary>
    public ImmutableArray<AssetAmount> PoolsGiven { get; init; } = [];

    /// <summary>One for each asset that ever moved, in the order of first movement.</summary>
    public ImmutableArray<Balance> Balances { get; init; } = [];

    /// <summary>Grants with something left, held or still to come, in draw order.</summary>
    public ImmutableArray<Grant> Grants { get; init; } = [];

    /// <summary>Open holds.</summary>
    public HoldSet Holds { get; init; } = HoldSet.Empty;

    public ImmutableArray<MeterUse> Meters { get; init; } = [];

    public ImmutableArray<SlotUse> Slots { get; init; } = [];

    /// <summary>The highest postpaid spend in a period; null for none.</summary>
    public AssetAmount? Cap { get; init; }

    public AutoReload? AutoReload { get; init; }

    public ImmutableArray<OperationTotals> Totals { get; init; } = [];

    /// <summary>Grants that the customer has not seen yet, by asset.</summary>
    public ImmutableArray<Notice> Notices { get; init; } = [];

    /// <summary>What was refunded, by the number of the charge's entry.</summary>
    public ImmutableSortedDictionary<long, RefundedCharge> Refunded { get; init; } = ImmutableSortedDictionary<long, RefundedCharge>.Empty;

    /// <summary>True once a trial grant was given.</summary>
    public bool TrialGiven { get; init; }

    /// <summary>Null until the account's first charge.</summary>
    public Instant? FirstChargeAt { get; init; }

    /// <summary>When time makes the next entry due; <see cref="Instant.Never"/> when nothing is waiting.</summary>
    public Instant NextDueAt { get; init; } = Instant.Never;

    /// <summary>The account's balance in an asset; an empty one when it never had any.</summary>
    public Balance Balance(string asset)
    {
        foreach (var balance in Balances) if (balance.Asset == asset) return balance;
        return new() { Asset = asset };
    }

    public Grant? Grant(string id)
    {
        foreach (var grant in Grants) if (grant.Id == id) return grant;
        return null;
    }

    public Key? Key(string id)
    {
        foreach (var key in Keys) if (key.Id == id) return key;
        return null;
    }

    public Member? Member(string id)
    {
        foreach (var member in Members) if (member.Id == id) return member;
        return null;
    }

    /// <summary>The limit with a name.</summary>
    public Limit? Limit(string name)
    {
        foreach (var limit in Limits) if (limit.Name == name) return limit;
        return null;
    }

    /// <summary>The budget that a key, or the one it was rotated from, was made with; null for none.</summary>
    public Limit? BudgetOf(Key key)
    {
        foreach (var limit in Limits) if (limit.Name is null && limit.Key == key.Line) return limit;
        return null;
    }

    public OperationTotals TotalsOf(string operation)
    {
        foreach (var totals in Totals) if (totals.Operation == operation) return totals;
        return new() { Operation = operation };
    }

    public SlotUse Slot(string slot)
    {
        foreach (var use in Slots) if (use.Slot == slot) return use;
        return new() { Slot = slot };
    }

    public TimeZoneInfo Zone() => Calendar.FindZone(TimeZone) ?? TimeZoneInfo.Utc;

    /// <summary>The stretch of time over which a counter with this window counts at an instant.</summary>
    public Period WindowAt(Window window, bool utc, Instant at)
    {
        var zone = utc ? TimeZoneInfo.Utc : Zone();
        return window switch
        {
            Window.Period => Period,
            Window.Day => Calendar.DayAt(zone, at),
            Window.Week => Calendar.WeekAt(zone, at),
            Window.Month => Calendar.MonthAt(zone, at),
            Window.Total => new(new(long.MinValue), Instant.Never),
        };
    }

    /// <summary>The state after an account's first entry.</summary>
    public static AccountState Open(AccountId id, Entry first) => new AccountState { Id = id, OpenedAt = first.At }.Apply(first);

    /// <summary>The state after one more entry. The only way a state changes, in deciding and in replay.</summary>
    public AccountState Apply(Entry entry)
    {
        if (entry.Seq != Seq + 1) throw new InvalidOperationException($"Entry {entry.Seq} does not follow entry {Seq} of account {Id}.");
        var next = entry.Body.Apply(Posted.Apply(this, entry), entry);
        var due = Due.NextAt(next);
        // Stryker disable once Conditional : the same state either way, but for a copy
        return next.NextDueAt == due ? next : next with { NextDueAt = due };
    }
}
