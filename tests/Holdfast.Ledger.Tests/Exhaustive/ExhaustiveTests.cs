using System.Globalization;
using Xunit.Abstractions;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// Guarantees that in small worlds nothing at all can go wrong in four steps: every sequence of commands is decided as the
/// oracle predicts, leaves the figures that it predicts, breaks no invariant and is replayed to the same state.
/// </summary>
public class ExhaustiveTests(ITestOutputHelper output)
{
    /// <summary>Set to another length of sequences than four.</summary>
    private const string Setting = "HOLDFAST_EXHAUSTIVE_DEPTH";

    private static readonly int Depth = int.Parse(Environment.GetEnvironmentVariable(Setting) ?? "4", CultureInfo.InvariantCulture);

    public static TheoryData<string> Names() => [.. Worlds.All.Select(world => world.Name)];

    [Theory, Trait("Speed", "slow")]
    [MemberData(nameof(Names))]
    public void Every_sequence_comes_out_as_the_oracle_predicts(string name)
    {
        var tree = Tree.Check(Worlds.All.Single(world => world.Name == name), Depth);
        output.WriteLine($"{name}: {tree.Sequences:N0} sequences of {Depth}, by {tree.Steps:N0} steps");
    }
}
