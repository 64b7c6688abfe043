using System.Collections.Immutable;
using System.Reflection;

namespace Holdfast.Ledger.Tests;

public class HoldsAreCounted
{
    [Fact, Trait("Speed", "slow")]
    public void A_million_holds_are_as_many_as_an_account_may_have()
    {
        var now = Words.InstantOf("2026-01-01", default);
        var account = new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")) }.Decide(null, SmallCatalogue.First, now).State!;
        var place = new PlaceHold { Hold = "one more", Operation = "speak", Quantity = Amount.Units(1) };
        var (full, almost) = Full();
        Assert.Equal(Status.TooMany, place.Decide(account with { Holds = full }, SmallCatalogue.First, now).Status);
        Assert.Equal(Status.Done, place.Decide(account with { Holds = almost }, SmallCatalogue.First, now).Status);
    }

    /// <summary>A set with as many holds as there may be, and one with one less. Put together by its fields: a million real holds take seconds.</summary>
    private static (HoldSet Full, HoldSet Almost) Full()
    {
        var hold = new Hold { Id = "0", Operation = "speak", Quantity = Amount.Units(1), Catalogue = 1, PlacedAt = default, ExpiresAt = Instant.InputMax };
        var byId = Enumerable.Range(0, Limits.HoldsMax).ToImmutableDictionary(number => number.ToString(null as IFormatProvider), _ => hold);
        var expiry = typeof(HoldSet).GetField("byExpiry", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(HoldSet.Empty.With(hold));
        var made = typeof(HoldSet).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
        return ((HoldSet)made.Invoke([byId, expiry]), (HoldSet)made.Invoke([byId.Remove("1"), expiry]));
    }
}
