namespace Holdfast.Ledger.Tests;

/// <summary>What may be used: every limit, asked anew for every size there is.</summary>
internal sealed partial class Oracle
{
    /// <summary>A use of an operation in one size.</summary>
    /// <param name="PlacedIn">The period in which its units take a place; null where its price does not count the period.</param>
    /// <param name="Before">Units of that period that came before.</param>
    /// <param name="Late">Whether it is over already: then it needs no place.</param>
    private sealed record Ask(
        Operation Operation, decimal Units, string? Asset, decimal Money, Tariff? Tariff = null, string? TariffPlan = null, int? PlacedIn = null, decimal Before = 0, string? Member = null, bool Late = false);

    /// <summary>Prices a use; what is wrong with it where it has no price.</summary>
    private Status? Priced(Catalogue catalogue, string name, Amount? quantity, AssetAmount? amount, out Ask ask)
    {
        ask = null!;
        if (!catalogue.Operations.TryGetValue(name, out var operation)) return Status.OperationUnknown;
        if (Misshapen(catalogue, operation, quantity, amount) is { } wrong) return wrong;
        if (amount is { } named)
        {
            var money = D(named.Amount);
            if (money == 0) return Status.AmountOutOfRange;
            var bounds = operation.CallerBounds.SingleOrDefault(each => each.Asset == named.Asset);
            if (bounds?.Min is { } min && money < D(min) || bounds?.Max is { } max && money > D(max)) return Status.AmountOutOfBounds;
            ask = new(operation, 1, named.Asset, money);
            return null;
        }

        var units = D(quantity);
        if (units == 0) return Status.QuantityOutOfRange;
        var terms = Terms(catalogue);
        var planned = terms.Prices.ContainsKey(name);
        var tariff = planned ? terms.Prices[name] : operation.Tariff;
        var counts = tariff?.CountsPeriod == true;
        var before = counts ? Placed(name) : 0;
        ask = new(operation, units, tariff?.Asset, Cost(tariff, units, before, catalogue), tariff, planned ? terms.Name : null, counts ? period : null, before);
        return null;
    }

    /// <summary>What is wrong with how a size is named; nothing where all is well.</summary>
    private static Status? Misshapen(Catalogue catalogue, Operation operation, Amount? quantity, AssetAmount? amount)
    {
        if (!operation.CallerAssets.IsEmpty)
        {
            if (amount is not { } named || quantity is not null || !operation.CallerAssets.Contains(named.Asset)) return Status.AmountRequired;
            return Wrong(D(named.Amount), catalogue.Assets[named.Asset].Decimals);
        }

        if (quantity is null || amount is not null) return Status.QuantityRequired;
        var units = D(quantity);
        return units is < 0 or > 1_000_000_000_000m || (!operation.Fractional && units != Math.Floor(units)) ? Status.QuantityOutOfRange : null;
    }

    /// <summary>Units of an operation that have a place in this period: used and not given back, or held.</summary>
    private decimal Placed(string operation) =>
        charges.Where(charge => charge.PlacedIn == period && charge.Operation == operation).Sum(charge => charge.Quantity - charge.QuantityBack)
        + holds.Where(hold => !hold.Over && hold.PlacedIn == period && hold.Operation.Name == operation).Sum(LeftOf);

    private static decimal Cost(Tariff? tariff, decimal units, decimal before, Catalogue catalogue) =>
        tariff is null ? 0 : NaiveTariff.Cost(tariff, units, before, catalogue.Assets[tariff.Asset].Decimals);

    /// <summary>Whether the account may use an operation, up to all limits.</summary>
    private Verdict? Refused(ref Ask ask, string? keyId, string? member, Catalogue catalogue, Instant now, Instant? used = null)
    {
        var key = keyId is null ? null : KeyKnown(keyId, now);
        if (keyId is not null && key is null) return Status.KeyUnknown;
        if (key is not null && Dead(key, used ?? now) is { } dead) return dead;
        if (key is not null && key.Scopes.Count > 0 && !key.Scopes.Contains(ask.Operation.Scope)) return Status.ScopeMissing;
        if (member is not null && key?.Member is { } own && own != member) return Status.KeyOfAnotherMember;
        if (member is not null && members.All(each => each.Id != member)) return Status.MemberUnknown;
        ask = ask with { Member = member ?? key?.Member, Late = used < now };
        if (Lacks(ask, key, catalogue, now) is not { } lack) return null;
        return lack with { Available = Math.Max(0, lack.Available), Affordable = Affordable(ask, key, catalogue, now) };
    }

    private decimal Affordable(Ask ask, KeyOf? key, Catalogue catalogue, Instant now)
    {
        var named = !ask.Operation.CallerAssets.IsEmpty;
        var decimals = named ? catalogue.Assets[ask.Asset!].Decimals : ask.Operation.Fractional ? 6 : 0;
        var step = 1m;
        while (decimals-- > 0) step /= 10;
        var least = ask.Operation.CallerBounds.SingleOrDefault(each => named && each.Asset == ask.Asset)?.Min is { } min ? D(min) / step : 1;
        var steps = (named ? ask.Money : ask.Units) / step;
        var most = LargestOfAll(least - 1, steps, EndsOf(ask.Tariff, ask.Before, step), count => Lacks(Sized(ask, count * step, catalogue), key, catalogue, now) is null);
        return most < least ? 0 : most * step;
    }

    /// <summary>The sizes, in steps, where the price may fall.</summary>
    private static List<decimal> EndsOf(Tariff? tariff, decimal before, decimal step) => [.. NaiveTariff.Falls(tariff, before).Select(end => Math.Floor(end / step))];

    /// <summary>The largest number that fits, also above the one that was asked for: a price that falls may fall below what can be paid.</summary>
    private static decimal LargestOfAll(decimal fits, decimal fails, List<decimal> ends, Func<decimal, bool> doesFit)
    {
        if (ends.Count == 0) return Largest(fits, fails, ends, doesFit);
        var (last, more) = (Math.Max(fits, ends[^1]), 1m);
        while (doesFit(last + more)) more *= 2;
        return more > 1 ? Halved(last + more / 2, last + more, doesFit) : Largest(fits, last + 1, ends, doesFit);
    }

    /// <summary>The largest number that fits. One by one, but for fractions, of which there are too many.</summary>
    /// <param name="fits">Counts as fitting.</param>
    /// <param name="fails">Is known not to.</param>
    /// <param name="ends">Between two of these, what is more fits no better.</param>
    private static decimal Largest(decimal fits, decimal fails, List<decimal> ends, Func<decimal, bool> doesFit)
    {
        if (fails - fits <= 5_000)
        {
            for (var count = fails - 1; count > fits; count--)
                if (doesFit(count)) return count;
            return fits;
        }

        foreach (var end in ends.Where(end => end > fits && end < fails).Reverse())
        {
            if (Halved(end, fails, doesFit) is var most && most > end) return most;
            fails = end + 1;
        }

        return Halved(fits, fails, doesFit);
    }

    private static decimal Halved(decimal fits, decimal fails, Func<decimal, bool> doesFit)
    {
        while (fails - fits > 1)
        {
            var middle = Math.Floor((fits + fails) / 2);
            if (doesFit(middle)) fits = middle;
            else fails = middle;
        }

        return fits;
    }

    private static Ask Sized(Ask ask, decimal size, Catalogue catalogue) => ask.Operation.CallerAssets.IsEmpty
        ? ask with { Units = size, Money = Cost(ask.Tariff, size, ask.Before, catalogue) }
        : ask with { Money = size };

    private Verdict? Lacks(Ask ask, KeyOf? key, Catalogue catalogue, Instant now)
    {
        var terms = Terms(catalogue);
        if (LacksLimit(ask, key, now) is { } reached) return reached;

        foreach (var slot in ask.Operation.Slots.Where(_ => !ask.Late))
            if (places.Count(place => place.Slot == slot) >= terms.Slots.GetValueOrDefault(slot)) return new(Status.SlotTaken, "slot:" + slot);

        foreach (var share in ask.Operation.Meters)
        {
            var room = Room(share.Meter, terms, catalogue, now);
            if (RoundedUp(ask.Units * D(share.Quantity), 6) > Math.Max(0, room ?? decimal.MaxValue)) return new(Status.MeterExhausted, "meter:" + share.Meter, room!.Value);
        }

        var available = ask.Asset is null ? 0 : Book(ask.Asset, Ledger.Book.Available);
        var owed = Math.Max(0, ask.Money - available);
        if (owed > 0 && !MayOwe(ask.Asset!, catalogue)) return new(Status.FundsInsufficient, "funds:" + ask.Asset, available);
        return LacksCap(ask, owed, terms, catalogue, now);
    }

    private Verdict? LacksCap(Ask ask, decimal owed, Plan terms, Catalogue catalogue, Instant now)
    {
        if (cap is not { } limit) return null;
        var adds = ask.Asset == limit.Asset ? owed : 0;
        foreach (var share in ask.Operation.Meters)
        {
            var window = Window(share.Meter, catalogue, now);
            adds -= InFlight(window, limit.Asset, catalogue, 0, window.Overage);
            adds += InFlight(window, limit.Asset, catalogue, RoundedUp(ask.Units * D(share.Quantity), 6), OverageOf(terms, share.Meter));
        }

        return LacksCap(adds, limit, catalogue);
    }

    private Verdict? LacksCap(decimal adds, (string Asset, decimal Amount) limit, Catalogue catalogue)
    {
        if (adds <= 0) return null;
        var room = CapRoom(limit, catalogue);
        return adds > room ? new(Status.CapReached, "cap:" + limit.Asset, room) : null;
    }

    private decimal CapRoom((string Asset, decimal Amount) limit, Catalogue catalogue)
    {
        var setAside = holds.Where(hold => !hold.Over && hold.Asset == limit.Asset).SelectMany(hold => hold.Draws).Where(draw => draw.Lot is null).Sum(draw => draw.Amount);
        var inFlight = windows.Where(window => window.Known).Sum(window => InFlight(window, limit.Asset, catalogue, 0, window.Overage));
        return limit.Amount - spent.GetValueOrDefault(limit.Asset) - setAside - inFlight;
    }

    /// <summary>What may still be billed in an asset when all that is held in a window, and so much more, is used.</summary>
    private decimal InFlight(WindowOf window, string asset, Catalogue catalogue, decimal more, (decimal Limit, string Asset, decimal Price)? overage) =>
        overage is { } terms && terms.Asset == asset ? Bill(window, HeldIn(window) + more, terms, catalogue) : 0;

    private static decimal Bill(WindowOf window, decimal quantity, (decimal Limit, string Asset, decimal Price) terms, Catalogue catalogue)
    {
        return Math.Max(0, Beyond(window.Used + quantity) - Math.Max(window.Billed, Beyond(window.Used)));

        decimal Beyond(decimal used) => RoundedUp(Math.Max(0, used - terms.Limit) * terms.Price, catalogue.Assets[terms.Asset].Decimals);
    }

    private static (decimal Limit, string Asset, decimal Price)? OverageOf(Plan terms, string meter) =>
        terms.Meters.TryGetValue(meter, out var limit) && limit is { Limit: { } most, OveragePrice: { } price } ? (D(most), price.Asset, D(price.Amount)) : null;

    /// <summary>What may still be taken of a meter; null for no limit.</summary>
    private decimal? Room(string meter, Plan terms, Catalogue catalogue, Instant now)
    {
        if (!terms.Meters.TryGetValue(meter, out var limit)) return 0;
        if (limit.Limit is null) return null;
        decimal? extension = 0;
        if (limit.Extendable && extensions.TryGetValue(meter, out var set)) extension = set;
        return D(limit.Limit) + extension - TakenIn(Window(meter, catalogue, now));
    }

    private decimal TakenIn(WindowOf window) => window.Used + HeldIn(window);

    /// <summary>The window of a meter now; an empty one that nobody knows yet where it was not used.</summary>
    private WindowOf Window(string meter, Catalogue catalogue, Instant now)
    {
        var defined = catalogue.Meters[meter];
        var clock = defined.Utc ? TimeZoneInfo.Utc : zone;
        object when = defined.Window switch
        {
            Ledger.Window.Period => period,
            Ledger.Window.Day => Calendar.DayAt(clock, now),
            Ledger.Window.Week => Calendar.WeekAt(clock, now),
            Ledger.Window.Month => Calendar.MonthAt(clock, now),
            _ => "for ever",
        };
        return windows.Find(window => window.Known && window.Meter == meter && window.When.Equals(when)) ?? new() { Meter = meter, When = when };
    }

    private decimal HeldIn(WindowOf window) => holds.Where(hold => !hold.Over)
        .Sum(hold => hold.Meters.Where(meter => meter.Window == window).Sum(meter => Reserved(hold, meter.Per)));

    /// <summary>What a hold still reserves of a meter.</summary>
    private static decimal Reserved(HoldOf hold, decimal per) => Math.Max(0, RoundedUp(hold.Quantity * per, 6) - RoundedUp(hold.Captured * per, 6));
}
