namespace Holdfast.Ledger;

/// <summary>What is true of every account after every entry. <c>holdfast verify</c> proves it over the whole journal.</summary>
public static class Invariants
{
    /// <summary>What does not hold, one sentence each; nothing when all is well.</summary>
    public static IEnumerable<string> Broken(AccountState account)
    {
        foreach (var balance in account.Balances)
            foreach (var finding in Broken(account, balance)) yield return finding;
        foreach (var grant in account.Grants)
        {
            if (grant.Remaining.IsNegative || grant.Held.IsNegative) yield return $"grant {grant.Id} is below zero";
            if (grant.Remaining + grant.Held > grant.Amount) yield return $"grant {grant.Id} holds more than was given";
        }

        foreach (var hold in account.Holds)
            if (hold.ExpiresAt < account.At) yield return $"hold {hold.Id} is open after its time";
        foreach (var use in account.Meters)
            foreach (var window in use.Earlier.Add(use.Latest))
                if (Reserved(account, use.Meter, window.Counter.Window) is var reserved && reserved != window.Counter.Held)
                    yield return $"holds reserve {reserved} of {use.Meter} in {window.Counter.Window}, and {window.Counter.Held} is held there";
        foreach (var limit in account.Limits)
            if (Reserved(account, limit) is var reserved && reserved != limit.Counter.Held)
                yield return $"holds reserve {reserved} of {limit.Label} in {limit.Counter.Window}, and {limit.Counter.Held} is held there";
        foreach (var key in account.Keys)
            if (key.Member is { } member && key.Validity(account.At) == Status.Done && account.Member(member) is null) yield return $"key {key.Id} lives and its member {member} is gone";
        foreach (var limit in account.Limits)
            if (limit.Member is { } member && account.Member(member) is null) yield return $"{limit.Label} binds {member}, who is gone";
        foreach (var use in account.Slots)
            foreach (var item in use.Items)
            {
                if (item.Hold is { } hold && account.Holds.Find(hold)?.Slots.Contains(use.Slot) is not true)
                    yield return $"a place of {use.Slot} is kept for {hold}, which is not open or has none";
                if (item.ExpiresAt < account.At) yield return $"{item.Item} has a place of {use.Slot} after its lease";
            }

        foreach (var hold in account.Holds)
            foreach (var slot in hold.Slots)
                if (account.Slot(slot).Items.Find(SlotItem.PlaceOfHold(hold.Id)) is null) yield return $"hold {hold.Id} has lost its place of {slot}";
        foreach (var totals in account.Totals)
            foreach (var finding in Broken(account, totals)) yield return finding;
        foreach (var finding in BrokenPlaces(account)) yield return finding;
        if (account.NextDueAt < account.At) yield return "something was due before the last entry";
    }

    private static IEnumerable<string> Broken(AccountState account, OperationTotals totals)
    {
        foreach (var owed in totals.Period.Owed)
            if (owed.Amount.IsNegative || owed.Amount > totals.Period.In(owed.Asset))
                yield return $"{owed.Amount} {owed.Asset} is owed of the {totals.Period.In(owed.Asset)} that {totals.Operation} cost in the period";
        foreach (var (period, late) in totals.Late)
        {
            if (!account.EndedPeriods.Contains(period)) yield return $"{totals.Operation} was told of late in {period}, which is no period that is over";
            foreach (var owed in late.Owed)
                if (owed.Amount.IsNegative || owed.Amount > late.In(owed.Asset))
                    yield return $"{owed.Amount} {owed.Asset} is owed of the {late.In(owed.Asset)} that {totals.Operation} cost late";
        }
    }

    private static IEnumerable<string> Broken(AccountState account, Balance balance)
    {
        var sum = (Int128)0;
        foreach (var book in Enum.GetValues<Book>()) sum += balance[book].Micros;
        if (sum != 0) yield return $"the books of {balance.Asset} sum to {sum} millionths";
        if (balance.Available.IsNegative || balance.Held.IsNegative || balance.SpentHeld.IsNegative) yield return $"{balance.Asset} is below zero";

        if (Owed(account, balance.Asset) is var owed && owed != balance.Spent) yield return $"operations and meters owe {owed} {balance.Asset} for the period, and {balance.Spent} is spent";
        if (balance.Debt.IsNegative || balance.Debt + balance.SpentHeld > -balance.Receivable) yield return $"the debt is {balance.Debt} {balance.Asset}, and {-balance.Receivable} is owed";
        if (balance.Debt.IsPositive && balance.Available.IsPositive) yield return $"{balance.Available} {balance.Asset} is available, and {balance.Debt} is debt";

        var remaining = Amount.Zero;
        var held = balance.SpentHeld;
        foreach (var grant in account.Grants)
        {
            if (grant.Asset != balance.Asset) continue;
            remaining += grant.Remaining;
            held += grant.Held;
        }

        if (remaining != balance.Available) yield return $"grants have {remaining} {balance.Asset} left, and {balance.Available} is available";
        if (held != balance.Held) yield return $"grants and spend hold {held} {balance.Asset}, and {balance.Held} is held";

        var drawn = Amount.Zero;
        foreach (var hold in account.Holds)
            if (hold.Asset == balance.Asset)
                foreach (var draw in hold.Draws) drawn += draw.Amount;
        if (drawn != balance.Held) yield return $"holds set aside {drawn} {balance.Asset}, and {balance.Held} is held";
    }

    /// <summary>What holds have in flight has its places among the units of the period.</summary>
    private static IEnumerable<string> BrokenPlaces(AccountState account)
    {
        var held = new Dictionary<string, Amount>(StringComparer.Ordinal);
        foreach (var hold in account.Holds)
            if (hold.Place?.Period == account.PeriodSeq)
                held[hold.Operation] = held.GetValueOrDefault(hold.Operation) + hold.Left().Units;
        foreach (var totals in account.Totals)
            if (totals.Placed < held.GetValueOrDefault(totals.Operation))
                yield return $"holds have {held.GetValueOrDefault(totals.Operation)} of {totals.Operation} in flight, and {totals.Placed} are placed in the period";
    }

    /// <summary>What is owed of an asset for the period, by what was used.</summary>
    private static Amount Owed(AccountState account, string asset)
    {
        var owed = Amount.Zero;
        foreach (var totals in account.Totals)
        {
            owed += totals.Period.Owed.In(asset);
            foreach (var late in totals.Late) owed += late.Total.Owed.In(asset);
        }

        foreach (var use in account.Meters) owed += use.OverageInPeriod.In(asset);
        return owed;
    }

    private static Amount Reserved(AccountState account, string meter, Period window)
    {
        var reserved = Amount.Zero;
        foreach (var hold in account.Holds)
            foreach (var part in hold.Meters)
                if (part.Meter == meter && part.Window == window) reserved += part.Quantity;
        return reserved;
    }

    private static Amount Reserved(AccountState account, Limit limit)
    {
        var reserved = Amount.Zero;
        foreach (var hold in account.Holds)
            foreach (var part in hold.Limits)
                if (part.Seq == limit.Seq && part.Window == limit.Counter.Window) reserved += limit.Of(hold.Left());
        return reserved;
    }
}
