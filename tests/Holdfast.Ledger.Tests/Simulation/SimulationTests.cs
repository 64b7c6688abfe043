using System.Globalization;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// Guarantees that whole accounts do what an oracle predicts that shares no rule with them: every status, every limit with
/// what it has left and what is affordable, every book, grant, hold, meter, slot, key and total, after every command.
/// </summary>
public class SimulationTests
{
    private const int Steps = 250;

    /// <summary>Set to a number of seeds, or to a range of them (<c>5000-6000</c>), to simulate as many.</summary>
    private const string Setting = "HOLDFAST_SIMULATION_SEEDS";

    public static TheoryData<int> Seeds()
    {
        var setting = (Environment.GetEnvironmentVariable(Setting) ?? "40").Split('-');
        var first = setting.Length == 2 ? int.Parse(setting[0], CultureInfo.InvariantCulture) : 1;
        var last = int.Parse(setting[^1], CultureInfo.InvariantCulture);
        var seeds = new TheoryData<int>();
        for (var seed = first; seed <= last; seed++) seeds.Add(seed);
        return seeds;
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_account_does_what_the_oracle_predicts(int seed) { Run.Check(seed, Steps); File.WriteAllLines("/tmp/hist.txt", Run.Histogram.OrderBy(p=>p.Key).Select(p=>p.Key+" "+p.Value)); }
}
