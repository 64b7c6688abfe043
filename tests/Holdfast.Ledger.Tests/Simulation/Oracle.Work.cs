namespace Holdfast.Ledger.Tests;

/// <summary>Holds, charges, captures, refunds.</summary>
internal sealed partial class Oracle
{
    private Verdict Place(PlaceHold place, Catalogue catalogue, Instant now)
    {
        if (closed) return Status.AccountClosed;
        if (suspended) return Status.AccountSuspended;
        if (Priced(catalogue, place.Operation, place.Quantity, place.Amount, out var ask) is { } wrong) return wrong;
        var lifetime = place.Lifetime ?? TimeSpan.FromMinutes(15);
        if (lifetime < TimeSpan.FromSeconds(1) || lifetime > TimeSpan.FromDays(31)) return Status.LifetimeOutOfRange;
        if (Refused(ref ask, place.Key, place.Member, catalogue, now) is { } refused) return refused;

        var begun = ask.Operation.Meters.Select(share => (BeginIn(share.Meter, catalogue, now), D(share.Quantity))).ToList();
        var hold = new HoldOf
        {
            Id = place.Hold, Operation = ask.Operation, Version = catalogue, Quantity = ask.Units, Asset = ask.Money == 0 ? null : ask.Asset, Amount = ask.Money,
            Placed = now, Ends = now + lifetime, Draws = Drawn(ask.Asset, ask.Money, Ledger.Book.Held), Meters = begun, Limits = CountIn(ask, keys.Find(key => key.Id == place.Key), now),
            Key = place.Key, Member = ask.Member,
            Tariff = ask.Tariff, TariffPlan = ask.TariffPlan, PlacedIn = ask.PlacedIn, Before = ask.Before,
        };
        foreach (var (lot, amount) in hold.Draws) if (lot is not null) lot.Held += amount;
        foreach (var slot in ask.Operation.Slots) places.Add(new() { Slot = slot, Name = "hold " + place.Hold });
        holds.Add(hold);
        foreach (var (window, _) in begun) Forget(window.Meter);
        return Done();
    }

    private Verdict Charge(Charge charge, Catalogue catalogue, Instant now)
    {
        if (closed) return Status.AccountClosed;
        if (suspended) return Status.AccountSuspended;
        if (Priced(catalogue, charge.Operation, charge.Quantity, charge.Amount, out var ask) is { } wrong) return wrong;
        var at = charge.UsedAt ?? now;
        if (at > now || at < openedAt) return Status.InstantOutOfRange;
        if (now - at > catalogue.LateUsage) return Status.UsageTooLate;
        if (Refused(ref ask, charge.Key, charge.Member, catalogue, now, at) is { } refused) return refused;

        var used = ask.Operation.Meters.Select(share => (BeginIn(share.Meter, catalogue, now), RoundedUp(ask.Units * D(share.Quantity), 6))).ToList();
        var counted = CountIn(ask, keys.Find(key => key.Id == charge.Key), now);
        var draws = Drawn(ask.Asset, ask.Money, Ledger.Book.Consumed);
        Used(now, ask.Operation, ask.Units, ask.Asset, ask.Money, draws, used, catalogue, counted, completes: true, ask.PlacedIn);
        (charges[^1].Used, charges[^1].UsedIn) = (at, ends.Count(end => end <= at));
        foreach (var (window, _) in used) Forget(window.Meter);
        return Done();
    }

    private Verdict Capture(CaptureHold capture, Catalogue catalogue, Instant now)
    {
        if (holds.Find(hold => !hold.Over && hold.Id == capture.Hold) is not { } hold) return Status.HoldUnknown;
        var byCaller = !hold.Operation.CallerAssets.IsEmpty;
        var left = byCaller ? hold.Left : LeftOf(hold);
        var (units, money) = (LeftOf(hold), hold.Left);
        var uncovered = 0m;
        if (capture.Quantity is not null || capture.Amount is not null)
        {
            if (byCaller && capture.Amount?.Asset != hold.Asset) return Status.AmountRequired;
            if (Misshapen(hold.Version, hold.Operation, capture.Quantity, capture.Amount) is { } wrong) return wrong;
            var size = byCaller ? D(capture.Amount!.Value.Amount) : D(capture.Quantity);
            if (size > left && capture.Over == OverCapture.Reject) return new(Status.CaptureExceedsHold, "hold:" + hold.Id, left, left);
            if (size > left && LacksBeyond(hold, capture, size, catalogue, now) is { } lack)
            {
                var most = MostBeyond(hold, capture, left, size, catalogue, now);
                if (capture.Over == OverCapture.Overflow) return lack with { Available = Math.Max(0, lack.Available), Affordable = most };
                (uncovered, size) = (size - most, most);
            }

            (units, money) = SizeOf(hold, capture.Final, size);
        }

        var used = hold.Meters.Select(meter => (Again(meter.Window), RoundedUp((hold.Captured + units) * meter.Per, 6) - RoundedUp(hold.Captured * meter.Per, 6))).ToList();
        var held = Math.Min(money, hold.Left);
        var taken = TakeFront(hold, held);
        foreach (var (lot, amount) in taken)
        {
            Move(hold.Asset!, Ledger.Book.Held, Ledger.Book.Consumed, amount);
            if (lot is not null) lot.Held -= amount;
        }

        var asset = hold.Asset ?? (money > 0 ? hold.Tariff?.Asset : null);
        var debt = Beyond(asset, money - held, taken, catalogue);
        Used(now, hold.Operation, units, asset, money, taken, used, catalogue, hold.Limits, completes: capture.Final, hold.PlacedIn);
        (charges[^1].Debt, charges[^1].Version) = (debt, hold.Version.Version);
        (hold.Captured, hold.Paid, hold.Asset) = (hold.Captured + units, hold.Paid + money, asset);
        if (capture.Final) GiveBack(hold, now);
        foreach (var (window, _) in hold.Meters) Forget(window.Meter);
        return Done() with { Uncovered = uncovered };
    }

    /// <summary>Units and money of a capture in a size.</summary>
    private static (decimal Units, decimal Money) SizeOf(HoldOf hold, bool final, decimal size) => hold.Operation.CallerAssets.IsEmpty
        ? (size, CostOf(hold, hold.Captured + size, final) - hold.Paid)
        : (final ? hold.Quantity - hold.Captured : 0, size);

    /// <summary>
    /// What all captures of a hold cost together: as one use, and as far as the hold goes no more than it sets aside. While it
    /// stays open, no more than any larger part of it would cost.
    /// </summary>
    private static decimal CostOf(HoldOf hold, decimal captured, bool final)
    {
        var cost = Cost(hold.Tariff, captured, hold.Before, hold.Version);
        if (captured > hold.Quantity) return Math.Max(hold.Paid, cost);
        var least = Math.Min(hold.Amount, cost);
        if (final) return least;
        var step = hold.Operation.Fractional ? 0.000001m : 1;
        foreach (var end in NaiveTariff.Falls(hold.Tariff, hold.Before))
            for (var size = Math.Floor(end / step) * step; size <= hold.Quantity && size <= end + step; size += step)
                if (size >= captured) least = Math.Min(least, Cost(hold.Tariff, size, hold.Before, hold.Version));
        return least;
    }

    /// <summary>Draws what a hold has not set aside; the part that becomes debt.</summary>
    private decimal Beyond(string? asset, decimal money, List<(LotOf? Lot, decimal Amount)> draws, Catalogue catalogue)
    {
        if (money == 0) return 0;
        var lacking = Math.Max(0, money - Book(asset!, Ledger.Book.Available));
        var debt = MayOwe(asset!, catalogue) ? 0 : lacking;
        draws.AddRange(Drawn(asset, money - debt, Ledger.Book.Consumed));
        Move(asset!, Ledger.Book.Receivable, Ledger.Book.Consumed, debt);
        debts[asset!] = debts.GetValueOrDefault(asset!) + debt;
        return debt;
    }

    private static List<(LotOf? Lot, decimal Amount)> TakeFront(HoldOf hold, decimal money)
    {
        var taken = new List<(LotOf? Lot, decimal Amount)>();
        while (money > 0)
        {
            var (lot, amount) = hold.Draws[0];
            var part = Math.Min(amount, money);
            taken.Add((lot, part));
            money -= part;
            if (part == amount) hold.Draws.RemoveAt(0);
            else hold.Draws[0] = (lot, amount - part);
        }

        return taken;
    }

    private Verdict Release(ReleaseHold release, Instant now)
    {
        if (holds.Find(hold => !hold.Over && hold.Id == release.Hold) is not { } hold) return Status.HoldUnknown;
        GiveBack(hold, now);
        return Done();
    }

    private Verdict Extend(ExtendHold extend, Instant now)
    {
        if (holds.Find(hold => !hold.Over && hold.Id == extend.Hold) is not { } hold) return Status.HoldUnknown;
        if (extend.Lifetime < TimeSpan.FromSeconds(1) || extend.Lifetime > TimeSpan.FromDays(31)) return Status.LifetimeOutOfRange;
        hold.Ends = now + extend.Lifetime;
        return Done();
    }

    /// <summary>Ends a hold: all that it still sets aside goes back.</summary>
    private void GiveBack(HoldOf hold, Instant now)
    {
        foreach (var (lot, amount) in hold.Draws)
        {
            var ended = lot?.Ends <= now;
            if (lot is not null) lot.Held -= amount;
            if (lot is not null && !ended) Comes(lot, Ledger.Book.Held, amount);
            else Move(hold.Asset!, Ledger.Book.Held, lot is null ? Ledger.Book.Receivable : Ledger.Book.Expired, amount);
        }

        hold.Over = true;
        places.RemoveAll(place => place.Name == "hold " + hold.Id);
        foreach (var (window, _) in hold.Meters) Forget(window.Meter);
    }

    /// <summary>Takes money in draw order; what grants do not have is owed.</summary>
    private List<(LotOf? Lot, decimal Amount)> Drawn(string? asset, decimal money, Book to)
    {
        var draws = new List<(LotOf? Lot, decimal Amount)>();
        foreach (var lot in DrawOrder(asset))
        {
            var part = Math.Min(lot.Left, money);
            if (part == 0) continue;
            lot.Left -= part;
            money -= part;
            draws.Add((lot, part));
            Move(asset!, Ledger.Book.Available, to, part);
        }

        if (money > 0) draws.Add((null, money));
        if (money > 0) Move(asset!, Ledger.Book.Receivable, to, money);
        return draws;
    }

    private IEnumerable<LotOf> DrawOrder(string? asset) => lots.Where(lot => lot.Asset == asset && lot.Left > 0)
        .OrderBy(lot => lot.Priority).ThenBy(lot => lot.Ends ?? Instant.Never).ThenBy(lot => lot.Given).ThenBy(lot => lot.Number);

    /// <summary>Work begins in the window of now, under the terms of now.</summary>
    private WindowOf BeginIn(string meter, Catalogue catalogue, Instant now)
    {
        var window = Window(meter, catalogue, now);
        windows.Remove(window);
        windows.Add(window);
        window.Overage = OverageOf(Terms(catalogue), meter);
        return window;
    }

    /// <summary>A window as it is known now: an account that moves to another time zone and back may have begun it again.</summary>
    private WindowOf Again(WindowOf window) => windows.Find(known => known.Known && known.Meter == window.Meter && known.When.Equals(window.When)) ?? window;

    /// <summary>Of the windows of a meter only the last one used is known, and those in which work is in flight.</summary>
    private void Forget(string meter)
    {
        var latest = windows.Last(window => window.Meter == meter);
        foreach (var window in windows.Where(window => window.Meter == meter && window != latest && HeldIn(window) == 0)) window.Known = false;
    }

    /// <summary>Counts a charge or a capture. What it draws has moved.</summary>
    private void Used(Instant now, Operation operation, decimal units, string? asset, decimal money, List<(LotOf? Lot, decimal Amount)> draws,
        List<(WindowOf Window, decimal Quantity)> used, Catalogue catalogue, List<SpanOf> counted, bool completes, int? placedIn)
    {
        var owed = draws.Where(draw => draw.Lot is null).Sum(draw => draw.Amount);
        if (owed > 0) spent[asset!] = spent.GetValueOrDefault(asset!) + owed;
        var meters = new List<(WindowOf, decimal, string?, decimal, decimal)>();
        foreach (var (window, quantity) in used)
        {
            var bill = window is { Known: true, Overage: { } terms } ? Bill(window, quantity, terms, catalogue) : 0;
            var beyond = 0m;
            if (bill > 0)
            {
                var (before, after) = (window.Used - window.Overage!.Value.Limit, window.Used + quantity - window.Overage.Value.Limit);
                beyond = Math.Max(0, Math.Max(0, after) - Math.Max(window.BilledUnits, before));
                Move(window.Overage.Value.Asset, Ledger.Book.Receivable, Ledger.Book.Consumed, bill);
                spent[window.Overage.Value.Asset] = spent.GetValueOrDefault(window.Overage.Value.Asset) + bill;
            }

            window.Used += quantity;
            window.Billed += bill;
            window.BilledUnits += beyond;
            meters.Add((window, quantity, window.Overage?.Asset, bill, beyond));
        }

        firstCharge ??= now;
        charges.Add(new()
        {
            Seq = Seq + 1, At = now, Period = period, Used = now, UsedIn = period, Operation = operation.Name, Version = catalogue.Version, Quantity = units, Asset = asset, Amount = money, Completes = completes,
            Draws = draws, Meters = meters, Limits = counted, PlacedIn = placedIn,
        });
    }

    private Verdict Refund(Refund refund, Catalogue catalogue, Instant now)
    {
        if (refund.Charged is null) return Status.EntryUnknown;
        if (charges.Find(charge => charge.Seq == refund.Charge) is not { } charge || now - charge.At >= TimeSpan.FromDays(400)) return Status.EntryNotRefundable;
        if (refund.Amount == Amount.Zero) return Status.AmountOutOfRange;
        if (refund.Amount is not null && Wrong(D(refund.Amount), charge.Asset is null ? 0 : catalogue.Assets[charge.Asset].Decimals) is { } wrong) return wrong;
        var left = charge.Amount - charge.Refunded;
        var amount = refund.Amount is null ? left : D(refund.Amount);
        if (amount > left || (charge.WasRefunded && left == 0)) return new(Status.RefundExceedsCharge, $"entry:{charge.Seq}", left, left);

        PayBack(charge, amount, catalogue, now);
        charge.Refunded += amount;
        charge.WasRefunded = true;
        lastRefund = now;
        if (amount == left)
        {
            charge.QuantityBack = charge.Quantity;
            foreach (var (window, quantity, asset, billed, units) in charge.Meters)
            {
                if (billed > 0) Unowe(charge, asset!, billed);
                var found = Again(window);
                if (!found.Known) continue;
                found.Used = Math.Max(0, found.Used - quantity);
                found.Billed = Math.Max(0, found.Billed - billed);
                found.BilledUnits = Math.Max(0, found.BilledUnits - units);
            }
        }

        return Done();
    }

    /// <summary>Gives money back to where it came from, from the back.</summary>
    private void PayBack(ChargeOf charge, decimal amount, Catalogue catalogue, Instant now)
    {
        var skip = charge.Refunded;
        var back = Math.Min(amount, Math.Max(0, charge.Debt - skip));
        var (owed, late) = (Math.Min(back, debts.GetValueOrDefault(charge.Asset ?? "")), 0m);
        if (back > 0)
        {
            // Debt that is left is taken off; what was paid comes back.
            Move(charge.Asset!, Ledger.Book.Consumed, Ledger.Book.Receivable, owed);
            debts[charge.Asset!] = debts.GetValueOrDefault(charge.Asset!) - owed;
            (amount, late) = (amount - back, back - owed);
        }

        skip = Math.Max(0, skip - charge.Debt);
        foreach (var (lot, drawn) in Enumerable.Reverse(charge.Draws))
        {
            var part = Math.Min(amount, Math.Max(0, drawn - skip));
            skip = Math.Max(0, skip - drawn);
            amount -= part;
            if (part == 0) continue;
            if (lot is null)
            {
                Unowe(charge, charge.Asset!, part);
                charge.OwedBack += part;
            }
            else if (lot.Ends <= now) late += part;
            else Comes(lot, Ledger.Book.Consumed, part);
        }

        if (late == 0) return;
        var again = new LotOf
        {
            Id = $"g{Seq + 1}", Number = Seq + 1, Asset = charge.Asset!, Source = GrantSource.Refund, Amount = late, Priority = 100, Given = now, Begun = true,
            Ends = catalogue.RefundDays is { } days ? now + TimeSpan.FromDays(days) : null,
        };
        lots.Add(again);
        Comes(again, Ledger.Book.Consumed, late);
    }

    private void Unowe(ChargeOf charge, string asset, decimal amount)
    {
        Move(asset, Ledger.Book.Consumed, Ledger.Book.Receivable, amount);
        returns.Add(new(period, charge.Period, asset, amount));
        if (charge.Period == period) spent[asset] = spent.GetValueOrDefault(asset) - amount;
    }
}
