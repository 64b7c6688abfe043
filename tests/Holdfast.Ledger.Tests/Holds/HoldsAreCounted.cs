namespace Holdfast.Ledger.Tests;

public class HoldsAreCounted
{
    [Fact, Trait("Speed", "slow")]
    public void A_million_holds_are_as_many_as_an_account_may_have()
    {
        var now = Words.InstantOf("2026-01-01", default);
        var account = new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")) }.Decide(null, SmallCatalogue.First, now).State!;
        var place = new PlaceHold { Hold = "one more", Operation = "speak", Quantity = Amount.Units(1) };
        var holds = HoldSet.Empty;
        for (var number = 1; number < Bounds.HoldsMax; number++) holds = holds.With(Make($"{number}", Instant.InputMax));

        Assert.Equal(Status.Done, place.Decide(account with { Holds = holds }, SmallCatalogue.First, now).Status);
        Assert.Equal(Status.TooMany, place.Decide(account with { Holds = holds.With(Make("last", Instant.InputMax)) }, SmallCatalogue.First, now).Status);
    }

    /// <summary>Guarantees that a set of holds is the set that a plain dictionary would be, in every order of coming and going.</summary>
    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 40)]
    [InlineData(3, 90)]
    [InlineData(4, 400)]
    public void Holds_that_come_and_go_are_found_and_stand_in_the_order_in_which_they_lapse(int seed, int ids)
    {
        var random = new Random(seed);
        var naive = new Dictionary<string, Hold>();
        var holds = HoldSet.Empty;
        for (var step = 0; step < 1_500; step++)
        {
            var id = $"h{random.Next(ids)}";
            if (random.Next(5) < 3)
            {
                naive[id] = Make(id, new(random.Next(50)));
                holds = holds.With(naive[id]);
            }
            else if (naive.Remove(id, out var gone)) holds = holds.Without(gone);

            Assert.Same(naive.GetValueOrDefault(id), holds.Find(id));
            if (step % 5 > 0) continue;
            var expected = naive.Values.OrderBy(hold => hold.ExpiresAt).ThenBy(hold => hold.Id, StringComparer.Ordinal).ToArray();
            Assert.Equal(expected, holds);
            Assert.Equal(expected.Length, holds.Count);
            Assert.Same(expected.FirstOrDefault(), holds.First);
        }
    }

    [Fact]
    public void The_first_is_found_when_all_that_came_last_are_gone()
    {
        // More than the array takes, so that the earlier ones stand in the trees and the last one alone before them.
        var holds = Enumerable.Range(10, 33).Aggregate(HoldSet.Empty, (set, number) => set.With(Make($"h{number}", new(number))));
        holds = holds.Without(holds.Find("h42")!);
        Assert.Equal("h10", holds.First!.Id);
        Assert.Equal(32, holds.Count);
    }

    private static Hold Make(string id, Instant expiresAt) =>
        new() { Id = id, Operation = "speak", Quantity = Amount.Units(1), Catalogue = 1, PlacedAt = default, ExpiresAt = expiresAt };
}
