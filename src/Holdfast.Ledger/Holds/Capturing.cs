namespace Holdfast.Ledger;

/// <summary>What a capture that asks more than its hold has left is to do.</summary>
public enum OverCapture
{
    /// <summary>It is refused.</summary>
    Reject,

    /// <summary>It takes the excess as far as every limit allows, and says what it could not take.</summary>
    Cap,

    /// <summary>It takes the excess within every limit but funds: what they lack becomes debt, up to the asset's <see cref="Asset.DebtMax"/>.</summary>
    Overflow,
}

/// <summary>A capture of a hold in any size: what it costs, and how much of that the hold has not set aside.</summary>
/// <param name="terms">The catalogue that priced the hold, and prices its captures.</param>
/// <param name="final">Whether the capture ends the hold.</param>
internal readonly struct Capturing(Hold hold, Catalogue terms, bool final)
{
    internal Hold Hold => hold;

    internal Catalogue Terms => terms;

    internal Operation Operation { get; } = terms.Operations[hold.Operation];

    /// <summary>The tariff that priced the hold, whatever the catalogue and the plan say by now; null when it costs no money or its caller named the amount.</summary>
    private Tariff? Tariff => hold.TariffPlan is { } plan ? terms.Plans[plan].Prices[hold.Operation] : Operation.Tariff;

    /// <summary>What is still set aside.</summary>
    internal Extent Held { get; } = hold.Left();

    /// <summary>The size of a capture of all that is left: money where the caller names it, else units.</summary>
    internal Amount Left => Operation.PricedByCaller ? Held.Money : Held.Units;

    /// <summary>A capture of all that is left, which uses up the unit that the caller priced.</summary>
    internal Price Rest => Sized(Left) with { Quantity = Held.Units };

    /// <summary>A capture in this size.</summary>
    internal Price Sized(Amount size)
    {
        // The unit that the caller priced is used up by the capture that ends the hold.
        if (Operation.PricedByCaller) return new(Operation, final ? hold.Quantity - hold.Captured : Amount.Zero, hold.Asset, size);

        // Priced as one use of all that was captured so far, so that many small captures cost what one big one does.
        var amount = Tariff is null ? Amount.Zero : Together(Tariff, hold.Captured + size) - hold.Paid;
        return new(Operation, size, Tariff?.Asset, amount) { Tariff = Tariff };
    }

    /// <summary>The largest size below another after which less money may be asked; zero for none.</summary>
    internal Amount FallBelow(Amount size) => Tariff?.FallBelow(size, Before + hold.Captured) ?? Amount.Zero;

    private Amount Before => hold.Place?.Before ?? Amount.Zero;

    /// <summary>
    /// What all captures cost together when so many units are captured: what one capture of them would, and never more than
    /// the hold sets aside for as long as it lasts. Where a larger capture would cost less, one that leaves the hold open
    /// takes no more than the least that the hold can still come to, so that nothing has to be given back.
    /// </summary>
    private Amount Together(Tariff tariff, Amount captured)
    {
        var decimals = terms.Assets[tariff.Asset].Decimals;
        var cost = tariff.For(captured, Before, decimals);
        // Stryker disable once Equality : all of the hold costs what the hold sets aside
        if (captured > hold.Quantity) return Amount.Max(hold.Paid, cost);
        var least = Amount.Min(hold.Amount, cost);
        if (final || !tariff.Falls) return least;

        var step = Price.Step(Operation.Decimals);
        for (var end = tariff.FallBelow(hold.Quantity, Before); end >= captured && end.IsPositive; end = tariff.FallBelow(end, Before))
            least = Amount.Min(least, tariff.For(new((end.Micros / step + 1) * step), Before, decimals));
        return least;
    }

    /// <summary>The part of a capture that the hold has not set aside.</summary>
    internal Extent Beyond(in Price capture) =>
        new(Amount.Max(Amount.Zero, capture.Quantity - Held.Units), Amount.Max(Amount.Zero, capture.Amount - Held.Money));

    /// <summary>What a capture uses of a meter. As one use of all that was captured so far, like its price.</summary>
    internal Amount Metered(in Price capture, MeterShare share) =>
        (hold.Captured + capture.Quantity).Times(share.Quantity) - hold.Captured.Times(share.Quantity);

    /// <summary>The part of it that the hold has not reserved.</summary>
    internal Amount MeteredBeyond(in Price capture, MeterShare share) =>
        Amount.Max(Amount.Zero, Metered(capture, share) - ReservationOf(share.Meter).Quantity);

    /// <summary>What the hold has reserved of a meter, and in which window.</summary>
    internal MeterHold ReservationOf(string meter)
    {
        foreach (var reserved in hold.Meters) if (reserved.Meter == meter) return reserved;
        return default;
    }
}
