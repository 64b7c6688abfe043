namespace Holdfast.Ledger.Tests;

/// <summary>The account as the oracle sees it.</summary>
internal sealed partial class Oracle
{
    public Portrait Portrait(Instant now)
    {
        var catalogue = InForce(now);
        var portrait = new Portrait();
        portrait.Add("account", Seq, closed ? AccountStatus.Closed : suspended ? AccountStatus.Suspended : AccountStatus.Active, billing, zoneName, verified, trial, firstCharge);
        portrait.Add("settings", cap?.Asset, cap?.Amount, reload?.Enabled, reload?.Asset, reload?.Threshold, reload?.Amount);
        portrait.Add("period", periodEnd, NextDue, plan is null ? endedAs : null, LastClosed);
        if (plan is not null)
            portrait.Add("plan", plan.Name, plan.Status, plan.Before, plan.Since, anchor, plan.Billing, plan.Renews, plan.Pending?.Plan, plan.Pending?.Billing, plan.Pending?.At);
        Money(portrait, catalogue);
        foreach (var hold in holds.Where(hold => !hold.Over))
            portrait.Add("hold " + hold.Id, hold.Operation.Name, hold.Quantity, hold.Asset, hold.Amount, hold.Captured, hold.Paid, hold.Placed, hold.Ends, hold.Member,
                hold.TariffPlan, hold.PlacedIn is null ? null : hold.Before,
                string.Join(' ', hold.Draws.Select(draw => $"{draw.Lot?.Id ?? "owed"}:{Tests.Portrait.Shown(draw.Amount)}")));
        foreach (var meter in catalogue.Meters.Keys)
        {
            var window = Window(meter, catalogue, now);
            portrait.Add("meter " + meter, window.Used, HeldIn(window), window.Billed, Room(meter, Terms(catalogue), catalogue, now), OverageInPeriod(meter));
        }

        foreach (var slot in catalogue.Slots.Keys)
        {
            var taken = places.Where(place => place.Slot == slot).Select(place => $"{place.Name} {Tests.Portrait.Shown(place.Ends)}").Order(StringComparer.Ordinal).ToList();
            portrait.Add("slot " + slot, taken.Count, string.Join(", ", taken));
        }

        foreach (var key in keys.Where(key => KeyKnown(key.Id, now) is not null))
            portrait.Add("key " + key.Id, key.Member, string.Join(',', key.Scopes), Dead(key, now) ?? Status.Done, key.Ends, key.Revoked, BudgetOf(key)?.Asset, BudgetOf(key)?.Amount, Seen(BudgetOf(key), now));
        portrait.Add("members", string.Join(", ", members));
        foreach (var limit in limits.Where(limit => limit.Name is not null))
            portrait.Add("limit " + limit.Name, limit.Member, limit.Line, limit.Operation, limit.Asset, limit.Amount, limit.Per, Seen(limit, now), SpanNow(limit, now).End);
        foreach (var operation in catalogue.Operations.Keys) Totals(portrait, operation, now);
        return portrait;
    }

    private void Money(Portrait portrait, Catalogue catalogue)
    {
        foreach (var asset in catalogue.Assets.Keys)
        {
            var setAside = holds.Where(hold => !hold.Over && hold.Asset == asset).SelectMany(hold => hold.Draws).Where(draw => draw.Lot is null).Sum(draw => draw.Amount);
            var (ahead, last) = expiries.GetValueOrDefault(asset);
            portrait.Add("balance " + asset, [.. Enum.GetValues<Book>().Select(book => (object)Book(asset, book)), spent.GetValueOrDefault(asset), Returned(asset, ofThisPeriod: true), Returned(asset, ofThisPeriod: false), setAside, debts.GetValueOrDefault(asset), ahead, last]);
            portrait.Add("order " + asset, string.Join(' ', DrawOrder(asset).Select(lot => lot.Id)));
            if (notices.Find(notice => notice.Asset == asset) is { } notice) portrait.Add("notice " + asset, notice.Grants, notice.Since);
        }

        foreach (var lot in lots.Where(lot => lot.Left > 0 || lot.Held > 0 || (!lot.Begun && !lot.Gone)))
            portrait.Add("grant " + lot.Id, lot.Asset, lot.Source, lot.Amount, lot.Priority, lot.Given, lot.Starts, lot.Ends,
                lot.Begun ? GrantStatus.Active : lot.Waits ? GrantStatus.Pending : GrantStatus.Scheduled, lot.Left, lot.Held, lot.Rolled);

        // What was refunded is remembered until the first refund after it can be refunded no more.
        portrait.Add("refunded", charges.Count(charge => charge.WasRefunded && !(lastRefund - charge.At >= TimeSpan.FromDays(400))));
    }

    private string Seen(LimitOf? limit, Instant now) =>
        limit is null ? "0 0" : $"{Tests.Portrait.Shown(UsedIn(SpanNow(limit, now)))} {Tests.Portrait.Shown(HeldIn(SpanNow(limit, now)))}";

    private void Totals(Portrait portrait, string operation, Instant now)
    {
        var all = charges.Where(charge => charge.Operation == operation).ToList();
        var inPeriod = all.Where(charge => charge.Period == period && charge.UsedIn == period).ToList();
        var opened = holds.Count(hold => !hold.Over && hold.Operation.Name == operation && Day(hold.Placed) == Day(now));
        var captured = all.Count(charge => charge.Completes && Day(charge.Used) == Day(now));
        portrait.Add("totals " + operation, all.Count, all.Sum(charge => charge.Quantity - charge.QuantityBack), Sums(all), "period", inPeriod.Count,
            inPeriod.Sum(charge => charge.Quantity - charge.QuantityBack), Sums(inPeriod), "owed", OwedSums(inPeriod), RefundedSums(inPeriod), PricedBy(inPeriod),
            "late", string.Join(", ", LateOf(all)), "day", opened, captured, "placed", Placed(operation));

        static DateTime Day(Instant instant) => instant.ToUtc().Date;
    }

    private static string Sums(IEnumerable<ChargeOf> charges) => string.Join(' ',
        from charge in charges
        where charge.Asset is not null
        group charge.Amount - charge.Refunded by charge.Asset into sum
        where sum.Sum() != 0
        orderby sum.Key
        select $"{sum.Key}:{Tests.Portrait.Shown(sum.Sum())}");
}
