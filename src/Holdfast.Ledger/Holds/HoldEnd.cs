using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>How money leaves a hold, and what its end frees.</summary>
internal static class HoldEnd
{
    /// <summary>The first part of what is set aside, in draw order: the soonest to expire is spent, the rest goes back.</summary>
    internal static ImmutableArray<Draw> Take(ImmutableArray<Draw> draws, Amount amount)
    {
        var taken = ImmutableArray.CreateBuilder<Draw>(1);
        foreach (var draw in draws)
        {
            if (amount.IsZero) break;
            var part = Amount.Min(draw.Amount, amount);
            taken.Add(draw with { Amount = part });
            amount -= part;
        }

        return taken.DrainToImmutable();
    }

    /// <summary>What is left of the draws after a part was taken from their front.</summary>
    internal static ImmutableArray<Draw> Left(ImmutableArray<Draw> draws, Amount taken)
    {
        var left = ImmutableArray.CreateBuilder<Draw>();
        foreach (var draw in draws)
        {
            var part = Amount.Min(draw.Amount, taken);
            taken -= part;
            if (part < draw.Amount) left.Add(draw with { Amount = draw.Amount - part });
        }

        return left.DrainToImmutable();
    }

    /// <summary>Gives money back to its grants; what belongs to a grant that has expired since lapses.</summary>
    internal static IEnumerable<Posting> GiveBack(AccountState account, Hold hold, ImmutableArray<Draw> draws, Instant now)
    {
        foreach (var draw in draws)
        {
            var to = draw.Grant is null ? Book.Receivable
                : account.Grant(draw.Grant)!.HasExpired(now) ? Book.Expired
                : Book.Available;
            yield return new(hold.Asset!, Book.Held, to, draw.Amount, draw.Grant);
        }
    }

    /// <summary>Takes an ended hold off the account: its reservations, its slots, its day's count, the places in the period that it did not use.</summary>
    internal static AccountState Close(this AccountState account, Hold hold)
    {
        account = account.Unreserve(hold.Meters) with { Holds = account.Holds.Without(hold) };
        foreach (var slot in hold.Slots) account = account.Free(slot, SlotItem.PlaceOfHold(hold.Id));
        var totals = account.TotalsOf(hold.Operation);
        if (totals.Day.Contains(hold.PlacedAt)) account = account.With(totals with { OpenedOnDay = totals.OpenedOnDay - 1 });
        return account.Placed(hold, hold.Captured - hold.Placed());
    }

    /// <summary>All that is still set aside; of units none where more were captured.</summary>
    internal static Extent Left(this Hold hold) => new(Amount.Max(Amount.Zero, hold.Quantity - hold.Captured), hold.HeldNow());

    /// <summary>The units for which a hold has places: those it was placed for, or more where more was captured.</summary>
    internal static Amount Placed(this Hold hold) => Amount.Max(hold.Quantity, hold.Captured);

    /// <summary>Adds to the places that a hold's operation has in the period, where the hold counts in it.</summary>
    internal static AccountState Placed(this AccountState account, Hold hold, Amount units)
    {
        if (hold.Place?.Period != account.PeriodSeq || units.IsZero) return account;
        var totals = account.TotalsOf(hold.Operation);
        return account.With(totals with { Placed = totals.Placed + units });
    }

    /// <summary>Money still set aside.</summary>
    internal static Amount HeldNow(this Hold hold)
    {
        var held = Amount.Zero;
        foreach (var draw in hold.Draws) held += draw.Amount;
        return held;
    }
}
