using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Makes part of a hold, or all of it, a charge.</summary>
public sealed record CaptureHold : Command
{
    public required string Hold { get; init; }

    /// <summary>For an operation priced by quantity. With neither this nor <see cref="Amount"/>: all that is left.</summary>
    public Amount? Quantity { get; init; }

    /// <summary>For an operation whose amount the caller names, in the hold's asset.</summary>
    public AssetAmount? Amount { get; init; }

    /// <summary>True to end the hold and give the rest back at once; false to keep the rest set aside.</summary>
    public bool Final { get; init; } = true;

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Hold);
        hash.Add(Quantity);
        hash.Add(Amount);
        hash.Add(Final);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Holds.Find(Hold) is not { } hold) return Status.HoldUnknown;
        var terms = catalogue.OfVersion(hold.Catalogue);
        var operation = terms.Operations[hold.Operation];
        if (Size(hold, operation, terms, out var units, out var money) is var sized && sized != Status.Done) return sized;
        var left = operation.PricedByCaller ? hold.HeldNow() : hold.Quantity - hold.Captured;
        if ((operation.PricedByCaller ? money : units) > left) return new(Status.CaptureExceedsHold, Lack: new("hold:" + Hold, left, left));

        var use = new Use
        {
            Operation = hold.Operation,
            Quantity = units,
            Asset = hold.Asset,
            Amount = money,
            Key = hold.Key,
            Limits = hold.Limits,
            Meters = Metered(account, hold, operation, units, catalogue),
        };
        return new HoldCaptured { Hold = Hold, PlacedAt = hold.PlacedAt, Final = Final, Use = use, Postings = Postings(account, hold, use, now) };
    }

    /// <summary>How many units and how much money are captured.</summary>
    private Status Size(Hold hold, Operation operation, Catalogue terms, out Amount units, out Amount money)
    {
        (units, money) = (hold.Quantity - hold.Captured, hold.HeldNow());
        if (Quantity is null && Amount is null) return Status.Done;
        if (operation.PricedByCaller && Amount?.Asset != hold.Asset) return Status.AmountRequired;
        if (Price.Of(terms, hold.Operation, Quantity, Amount, out var price) is var priced && priced != Status.Done) return priced;
        if (operation.PricedByCaller)
        {
            // The unit that the caller priced is used up by the capture that ends the hold.
            (units, money) = (Final ? units : Ledger.Amount.Zero, price.Amount);
            return Status.Done;
        }

        // Priced as one use of all that was captured so far, so that many small captures cost what one big one does.
        var before = price.Sized(hold.Captured, terms).Amount;
        (units, money) = (price.Quantity, price.Sized(hold.Captured + price.Quantity, terms).Amount - before);
        return Status.Done;
    }

    /// <summary>What is used of each meter, in the window in which the hold was placed, whether that is over or not.</summary>
    private static ImmutableArray<MeterUsed> Metered(AccountState account, Hold hold, Operation operation, Amount units, Catalogue catalogue)
    {
        if (hold.Meters.IsEmpty) return [];
        var used = ImmutableArray.CreateBuilder<MeterUsed>(hold.Meters.Length);
        foreach (var meter in hold.Meters)
        {
            // As one use of all that was captured so far: many small captures take what one big one does.
            var per = operation.Meters.First(share => share.Meter == meter.Meter).Quantity;
            var quantity = (hold.Captured + units).Times(per) - hold.Captured.Times(per);
            var window = account.MeterUse(meter.Meter).Find(meter.Window);
            used.Add(new(meter.Meter, meter.Window, quantity, window?.ToBill(quantity, catalogue)));
        }

        return used.DrainToImmutable();
    }

    private ImmutableArray<Posting> Postings(AccountState account, Hold hold, Use use, Instant now)
    {
        var postings = ImmutableArray.CreateBuilder<Posting>();
        foreach (var draw in HoldEnd.Take(hold.Draws, use.Amount))
            postings.Add(new(hold.Asset!, Book.Held, Book.Consumed, draw.Amount, draw.Grant));
        postings.AddRange(use.BilledPostings());
        if (Final) postings.AddRange(HoldEnd.GiveBack(account, hold, HoldEnd.Left(hold.Draws, use.Amount), now));
        return postings.DrainToImmutable();
    }
}

/// <summary>A hold was captured, in part or whole.</summary>
public sealed record HoldCaptured : EntryBody
{
    public override string Kind => "hold_captured";

    public override string? HoldId => Hold;

    public override string? OperationName => Use.Operation;

    public required string Hold { get; init; }

    /// <summary>When the hold drew what it pays with.</summary>
    public required Instant PlacedAt { get; init; }

    /// <summary>Whether the hold ended.</summary>
    public required bool Final { get; init; }

    public required Use Use { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        var hold = account.Holds.Find(Hold)!;
        var captured = ImmutableArray.CreateRange(Use.Meters, used => new MeterHold(used.Meter, used.Window, used.Quantity));
        account = account
            .Unreserve(captured)
            .Count(hold.Limits, default, -(Final ? hold.Left() : Use.Extent), begins: false)
            .Count(Use, entry.At, begins: false, completes: Final);
        var left = hold with
        {
            Captured = hold.Captured + Use.Quantity,
            Paid = hold.Paid + Use.Amount,
            Draws = HoldEnd.Left(hold.Draws, Use.Amount),
            Meters = ImmutableArray.CreateRange(hold.Meters, meter => Less(meter)),
        };
        return Final ? account.Close(left) : account with { Holds = account.Holds.With(left) };
    }

    private MeterHold Less(MeterHold meter)
    {
        foreach (var used in Use.Meters) if (used.Meter == meter.Meter) return meter with { Quantity = meter.Quantity - used.Quantity };
        return meter;
    }
}
