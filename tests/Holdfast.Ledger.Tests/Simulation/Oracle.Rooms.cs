namespace Holdfast.Ledger.Tests;

/// <summary>What every limit has left.</summary>
internal sealed partial class Oracle
{
    /// <summary>By name, a budget by the first of its keys; null where nothing limits.</summary>
    public Dictionary<string, decimal?> Rooms(Instant now)
    {
        var catalogue = InForce(now);
        var terms = Terms(catalogue);
        var rooms = limits.ToDictionary(limit => limit.Name is null ? "key:" + limit.Line : "limit:" + limit.Name, limit => (decimal?)(limit.Amount - Taken(SpanNow(limit, now))));
        foreach (var slot in catalogue.Slots.Keys) rooms["slot:" + slot] = terms.Slots.GetValueOrDefault(slot) - places.Count(place => place.Slot == slot);
        foreach (var meter in catalogue.Meters.Keys) rooms["meter:" + meter] = Room(meter, terms, catalogue, now);
        foreach (var (name, asset) in catalogue.Assets)
        {
            rooms["funds:" + name] = Book(name, Ledger.Book.Available);
            rooms["debt:" + name] = D(asset.DebtMax) - debts.GetValueOrDefault(name);
        }

        if (cap is { } limited) rooms["cap:" + limited.Asset] = CapRoom(limited, catalogue);
        return rooms;
    }
}
