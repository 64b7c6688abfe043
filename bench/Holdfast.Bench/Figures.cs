using System.Globalization;

namespace Holdfast.Bench;

/// <summary>Measurements of one thing, and how they stand to those of another from the same rounds.</summary>
internal sealed class Figures(string name)
{
    private readonly List<double> values = [];

    internal string Name { get; } = name;

    internal void Add(double value) => values.Add(value);

    internal double Median => Middle([.. values]);

    internal string Line(string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Name,-52} {Median,12:N0} {unit,-12} ({values.Min():N0} to {values.Max():N0})");

    /// <summary>The ratio round by round: its median, its spread, and whether the target is met.</summary>
    internal string Ratio(Figures to, double target, bool atMost = false)
    {
        var ratios = values.Zip(to.values, (mine, other) => mine / other).ToArray();
        var met = atMost ? Middle(ratios) <= target : Middle(ratios) >= target;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Name + " / " + to.Name,-78} {Middle(ratios):F2} ({ratios.Min():F2} to {ratios.Max():F2})  target {(atMost ? "<=" : ">=")} {target:F2}  {(met ? "met" : "not met")}");
    }

    private static double Middle(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[values.Length / 2 - 1] + values[values.Length / 2]) / 2;
    }
}
