using Holdfast.Server.Tests.Api;

namespace Holdfast.Server.Tests.Races;

/// <summary>
/// Guarantees that callers who race get exactly what all limits together allow: never a unit more, never a refusal while a
/// unit was left for the one who asked, and that every refusal was true when it was made.
/// </summary>
public sealed class LimitRaceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_sum_granted_is_what_the_tightest_limits_of_a_tree_allow(int seed) => await RaceAsync(seed, crossing: false, (most, granted) => Assert.Equal(most, granted));

    /// <summary>Where limits cross, who comes first decides how much all get together; nobody is refused what is left for him.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Limits_that_cross_are_never_passed_and_leave_nothing_over(int seed) => await RaceAsync(seed, crossing: true, (_, _) => { });

    private static async Task RaceAsync(int seed, bool crossing, Action<long, long> compare)
    {
        await using var node = await TestNode.StartAsync();
        var tree = await LimitTree.GrowAsync(node, new(seed), crossing);
        var told = new Reckoning(tree);
        var callers = new RacingCallers(node, tree, seed);
        for (var day = 1; day <= 2; day++)
        {
            await callers.WorkAsync();
            await told.ReadAsync(node);
            var (most, before) = (told.Most(), told.Taken(tree.Funds));
            await callers.TakeAllAsync();
            await told.ReadAsync(node);
            compare(most, told.Taken(tree.Funds) - before);

            // Everybody was told at last that there is nothing more for him, and so it is.
            Assert.Empty(tree.Askers.Where(asker => tree.Bounds.Where(bound => bound.Binds(asker)).All(bound => told.Taken(bound) < bound.Most)));
            Assert.Empty(told.Passed);
            await CompareAsync(node, tree, told);
            Assert.NotEmpty(callers.Refusals);
            Assert.Empty(callers.Refusals.Where(refusal => !told.WasTrue(refusal)));
            callers.Refusals.Clear();
            await node.MustAsync("POST", "/clock", """{"advance_seconds":86400}""");
            told.NextDay();
        }
    }

    /// <summary>What the account says of its limits is what its entries tell.</summary>
    private static async Task CompareAsync(TestNode node, LimitTree tree, Reckoning told)
    {
        var account = await node.MustAsync("GET", tree.Account);
        foreach (var bound in tree.Bounds.Where(bound => bound.Label.StartsWith("limit:", StringComparison.Ordinal)))
        {
            var shown = account["limits"]![bound.Label["limit:".Length..]]!;
            Assert.Equal(($"{told.Taken(bound)}", "0", $"{bound.Most - told.Taken(bound)}"), (shown.Text("used"), shown.Text("held"), shown.Text("left")));
        }
    }
}
