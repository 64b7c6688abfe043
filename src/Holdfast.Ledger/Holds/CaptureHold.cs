using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Makes part of a hold, or all of it, a charge; where it says so, more than that.</summary>
public sealed record CaptureHold : Command
{
    public required string Hold { get; init; }

    /// <summary>For an operation priced by quantity. With neither this nor <see cref="Amount"/>: all that is left.</summary>
    public Amount? Quantity { get; init; }

    /// <summary>For an operation whose amount the caller names, in the hold's asset.</summary>
    public AssetAmount? Amount { get; init; }

    /// <summary>True to end the hold and give the rest back at once; false to keep the rest set aside.</summary>
    public bool Final { get; init; } = true;

    /// <summary>What to do with what the hold has not set aside.</summary>
    public OverCapture Over { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Hold);
        hash.Add(Quantity);
        hash.Add(Amount);
        hash.Add(Final);
        hash.Add((long)Over);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Holds.Find(Hold) is not { } hold) return Status.HoldUnknown;
        var capture = new Capturing(hold, catalogue.OfVersion(hold.Catalogue), Final);
        if (Priced(capture, out var asked) is var priced && priced != Status.Done) return priced;
        if (asked.Size <= capture.Left) return Captured(account, catalogue, capture, asked, Ledger.Amount.Zero, now);

        if (Over == OverCapture.Reject) return new(Status.CaptureExceedsHold, Lack: new("hold:" + Hold, capture.Left, capture.Left));
        var admission = new Admission(account, catalogue, capture, Over, now);
        if (Over == OverCapture.Overflow)
            return admission.Refusal(asked) is { } refusal ? refusal : Captured(account, catalogue, capture, asked, Ledger.Amount.Zero, now);
        var covered = capture.Sized(admission.Fitting(asked));
        return Captured(account, catalogue, capture, covered, asked.Size - covered.Size, now);
    }

    /// <summary>What the capture asks for.</summary>
    private Status Priced(in Capturing capture, out Price price)
    {
        price = capture.Rest;
        if (Quantity is null && Amount is null) return Status.Done;
        if (capture.Operation.PricedByCaller && Amount?.Asset != capture.Hold.Asset) return Status.AmountRequired;
        var shape = Price.Shape(capture.Terms, capture.Operation, Quantity, Amount);
        if (shape == Status.Done) price = capture.Sized(Amount?.Amount ?? Quantity!.Value);
        return shape;
    }

    private HoldCaptured Captured(AccountState account, Catalogue catalogue, in Capturing capture, in Price price, Amount uncovered, Instant now)
    {
        var hold = capture.Hold;
        var use = new Use
        {
            Operation = hold.Operation,
            Quantity = price.Quantity,
            Asset = price.Amount.IsPositive ? price.Asset : hold.Asset,
            Amount = price.Amount,
            Key = hold.Key,
            Member = hold.Member,
            Limits = hold.Limits,
            Meters = Metered(account, capture, price, catalogue),
            Catalogue = hold.Catalogue == catalogue.Version ? null : hold.Catalogue,
            TariffPlan = hold.TariffPlan,
            Place = hold.Place,
        };
        return new()
        {
            Hold = Hold,
            PlacedAt = hold.PlacedAt,
            Final = Final,
            Use = use,
            Uncovered = uncovered,
            Postings = Postings(account, catalogue, capture, use, now),
        };
    }

    /// <summary>What is used of each meter, in the window in which the hold was placed, whether that is over or not.</summary>
    private static ImmutableArray<MeterUsed> Metered(AccountState account, in Capturing capture, in Price price, Catalogue catalogue)
    {
        if (capture.Hold.Meters.IsEmpty) return [];
        var used = ImmutableArray.CreateBuilder<MeterUsed>(capture.Hold.Meters.Length);
        foreach (var share in capture.Operation.Meters)
        {
            var quantity = capture.Metered(price, share);
            var window = capture.ReservationOf(share.Meter).Window;
            var known = account.MeterUse(share.Meter).Find(window);
            var bill = known?.ToBill(quantity, catalogue);
            used.Add(new(share.Meter, window, quantity, bill, Beyond: bill is null ? Ledger.Amount.Zero : known!.Value.UnitsToBill(quantity)));
        }

        return used.DrainToImmutable();
    }

    private ImmutableArray<Posting> Postings(AccountState account, Catalogue catalogue, in Capturing capture, Use use, Instant now)
    {
        var (hold, postings) = (capture.Hold, ImmutableArray.CreateBuilder<Posting>());
        foreach (var draw in HoldEnd.Take(hold.Draws, use.Amount))
            postings.Add(new(hold.Asset!, Book.Held, Book.Consumed, draw.Amount, draw.Grant));
        if (use.Amount > capture.Held.Money) postings.AddRange(Beyond(account, catalogue, use.Asset!, use.Amount - capture.Held.Money));
        postings.AddRange(use.BilledPostings());
        if (Final) postings.AddRange(HoldEnd.GiveBack(account, hold, HoldEnd.Left(hold.Draws, use.Amount), now));
        return postings.DrainToImmutable();
    }

    /// <summary>What pays for the excess, as it would for work that begins now; where the asset is not owed, debt stands in for what is lacking.</summary>
    private static IEnumerable<Posting> Beyond(AccountState account, Catalogue catalogue, string asset, Amount amount)
    {
        foreach (var draw in Admission.Draws(account, asset, amount))
            yield return draw.Grant is null
                ? new(asset, Book.Receivable, Book.Consumed, draw.Amount, null, Debt: !Admission.MayOwe(account, catalogue, asset))
                : new(asset, Book.Available, Book.Consumed, draw.Amount, draw.Grant);
    }
}

/// <summary>A hold was captured, in part or whole, or beyond.</summary>
public sealed record HoldCaptured : EntryBody
{
    public override string Kind => "hold_captured";

    public override string? HoldId => Hold;

    public override string? OperationName => Use.Operation;

    internal override string? KeyId => Use.Key;

    public required string Hold { get; init; }

    /// <summary>When the hold drew what it pays with.</summary>
    public required Instant PlacedAt { get; init; }

    /// <summary>Whether the hold ended.</summary>
    public required bool Final { get; init; }

    public required Use Use { get; init; }

    /// <summary>What was asked for and no limit allowed: money where the caller names it, else units.</summary>
    public Amount Uncovered { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        // What was taken beyond the hold was never held.
        var hold = account.Holds.Find(Hold)!;
        account = account
            .Unreserve(ImmutableArray.CreateRange(hold.Meters, Taken))
            .Count(hold.Limits, default, -(Final ? hold.Left() : Extent.Min(hold.Left(), Use.Extent)), begins: false)
            .Count(Use, entry, begins: false, completes: Final);
        var left = hold with
        {
            Asset = Use.Asset,
            Captured = hold.Captured + Use.Quantity,
            Paid = hold.Paid + Use.Amount,
            Draws = HoldEnd.Left(hold.Draws, Use.Amount),
            Meters = ImmutableArray.CreateRange(hold.Meters, meter => meter with { Quantity = meter.Quantity - Taken(meter).Quantity }),
        };
        account = account.Placed(left, left.Placed() - hold.Placed());
        return Final ? account.Close(left) : account with { Holds = account.Holds.With(left) };
    }

    /// <summary>The part of a reservation that was used.</summary>
    private MeterHold Taken(MeterHold reserved)
    {
        foreach (var used in Use.Meters) if (used.Meter == reserved.Meter) return reserved with { Quantity = Amount.Min(reserved.Quantity, used.Quantity) };
        return reserved with { Quantity = Amount.Zero };
    }
}
