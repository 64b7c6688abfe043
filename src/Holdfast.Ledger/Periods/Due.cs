using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// What time does by itself, each thing at its own instant and in order. At one instant, what ends goes before what
/// begins: holds lapse, leases of places are over, whole balances expire, the period turns, grants expire, scheduled grants
/// start.
/// </summary>
public static class Due
{
    /// <summary>
    /// The state as it stands at an instant, though nobody has asked since, and the entries that led there. A read uses the
    /// state; the next command journals the entries.
    /// </summary>
    /// <param name="catalogue">The newest version; each thing is decided by the version in force when it was due.</param>
    public static (AccountState State, ImmutableArray<Entry> Entries) Advance(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.NextDueAt > now) return (account, []);
        var entries = ImmutableArray.CreateBuilder<Entry>();
        while (account.NextDueAt <= now)
        {
            var at = account.NextDueAt;
            var inForce = catalogue.At(at);
            (var entry, account) = Entry.Next(account, inForce, at, Next(account, inForce, at));
            entries.Add(entry);
        }

        return (account, entries.DrainToImmutable());
    }

    /// <summary>
    /// When anything that a reader can see changes by time alone: an entry falls due, or a window ends. A counter whose
    /// window was over at the instant shows nothing any more, so it has nothing left to change.
    /// </summary>
    /// <param name="account">As it stands at the instant.</param>
    public static Instant ChangesAt(AccountState account, Catalogue catalogue, Instant at)
    {
        var changes = account.NextDueAt;

        // Readers are shown when a meter starts again, used or not. The period ends by an entry.
        foreach (var meter in catalogue.Meters.Values)
            if (meter.Window != Window.Period) Sooner(account.WindowAt(meter.Window, meter.Utc, at).End);
        foreach (var totals in account.Totals) Sooner(totals.ChangesAt);
        foreach (var limit in account.Limits) Sooner(limit.ChangesAt(account, at));
        return changes;

        void Sooner(Instant end)
        {
            if (end > at && end < changes) changes = end;
        }
    }

    internal static Instant NextAt(AccountState account)
    {
        var at = account.Holds.First?.ExpiresAt ?? Instant.Never;
        if (account.Status != AccountStatus.Closed) at = Instant.Min(at, account.Period.End);
        foreach (var grant in account.Grants) at = Instant.Min(at, Instant.Min(StartsAt(grant), ExpiresAt(grant)));
        foreach (var balance in account.Balances) at = Instant.Min(at, balance.ExpiresAt ?? Instant.Never);
        foreach (var use in account.Slots) at = Instant.Min(at, use.Items.LapsesAt);

        // A command journals what was due before it, so nothing can be due before the last entry.
        return Instant.Max(at, account.At);
    }

    private static Instant StartsAt(Grant grant) => grant.Status == GrantStatus.Scheduled ? grant.StartsAt ?? Instant.Never : Instant.Never;

    /// <summary>Never for a grant of which all that is left is held: it waits for its holds.</summary>
    private static Instant ExpiresAt(Grant grant) =>
        grant.Status == GrantStatus.Active && grant.Remaining.IsZero ? Instant.Never : grant.ExpiresAt ?? Instant.Never;

    private static EntryBody Next(AccountState account, Catalogue catalogue, Instant at)
    {
        if (account.Holds.First is { } hold && hold.ExpiresAt <= at) return HoldLapsed.Of(account, hold, at);

        var lapsing = account.Slots.FirstOrDefault(use => use.Items.LapsesAt <= at);
        if (lapsing is not null) return SlotLapsed.Of(lapsing);

        var balance = account.Balances.FirstOrDefault(balance => balance.ExpiresAt <= at);
        if (balance is not null) return BalanceExpired.Of(account, balance.Asset, at);

        if (account.Status != AccountStatus.Closed && account.Period.End <= at) return PeriodStarted.Of(account, catalogue, at);

        var expiring = account.Grants.FirstOrDefault(grant => ExpiresAt(grant) <= at);
        if (expiring is not null) return GrantExpired.Of(expiring);

        return GrantStarted.Of(account.Grants.First(grant => StartsAt(grant) <= at));
    }
}
