namespace Holdfast.Ledger;

/// <summary>What a limit has left.</summary>
/// <param name="Limit">As a refusal names it, see <see cref="Lack.Limit"/>.</param>
/// <param name="Left">Below zero where the limit was lowered; null where nothing limits.</param>
public readonly record struct Room(string Limit, Amount? Left);

/// <summary>What each limit of an account has left, said once: refusals and forecasts ask here.</summary>
internal static class Rooms
{
    /// <summary>Every limit there is, in the order in which they are checked.</summary>
    /// <param name="key">The id of the key that a budget is named after, where it is that key's; null for none.</param>
    internal static IEnumerable<Room> All(AccountState account, Catalogue catalogue, Instant now, string? key)
    {
        var plan = catalogue.PlanOf(account);
        // Stryker disable once Conditional : there is no key without an id
        var paying = key is null ? null : account.Key(key);
        foreach (var limit in account.Limits)
            yield return new(limit.LabelFor(paying), limit.RoomAt(account, now));
        foreach (var slot in catalogue.Slots.Keys.Order(StringComparer.Ordinal))
            yield return new("slot:" + slot, Amount.Units(account.SlotRoom(slot, plan)));
        foreach (var meter in catalogue.Meters.Keys.Order(StringComparer.Ordinal))
            yield return new("meter:" + meter, account.MeterUse(meter, catalogue, now).Room(plan.Meters.GetValueOrDefault(meter)));
        foreach (var asset in catalogue.Assets.Keys.Order(StringComparer.Ordinal))
            yield return new("funds:" + asset, account.Balance(asset).Available);
        foreach (var asset in catalogue.Assets.Keys.Order(StringComparer.Ordinal))
            yield return new("debt:" + asset, account.DebtRoom(asset, catalogue));
        if (account.Cap is { } cap) yield return new("cap:" + cap.Asset, account.CapRoom(cap, catalogue));
    }

    /// <summary>Places that are free; below zero where the plan has fewer than are taken.</summary>
    internal static int SlotRoom(this AccountState account, string slot, Plan plan) => plan.Slots.GetValueOrDefault(slot) - account.Slot(slot).Used;

    /// <summary>How much more debt there may be.</summary>
    internal static Amount DebtRoom(this AccountState account, string asset, Catalogue catalogue) =>
        catalogue.Assets[asset].DebtMax - account.Balance(asset).Debt;

    /// <summary>
    /// What is spent, what holds may add to it and what they may have to be billed for meters stay within the cap together,
    /// in whatever order the holds end.
    /// </summary>
    internal static Amount CapRoom(this AccountState account, AssetAmount cap, Catalogue catalogue)
    {
        var balance = account.Balance(cap.Asset);
        return cap.Amount - balance.Spent - balance.SpentHeld - OverageInFlight(account, cap.Asset, catalogue);
    }

    /// <summary>What may still be billed for the meters of all holds.</summary>
    private static Amount OverageInFlight(AccountState account, string asset, Catalogue catalogue)
    {
        var overage = Amount.Zero;
        foreach (var use in account.Meters)
        {
            overage += use.Latest.InFlight(asset, catalogue);
            foreach (var earlier in use.Earlier) overage += earlier.InFlight(asset, catalogue);
        }

        return overage;
    }
}
