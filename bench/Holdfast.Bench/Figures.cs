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

    internal Figures Times(double factor)
    {
        var all = new Figures(Name);
        foreach (var value in values) all.Add(value * factor);
        return all;
    }

    /// <summary>The ratio, round by round.</summary>
    internal Figures To(Figures other)
    {
        var ratio = new Figures($"{Name} / {other.Name}");
        foreach (var (mine, theirs) in values.Zip(other.values)) ratio.Add(mine / theirs);
        return ratio;
    }

    /// <summary>The median, the lowest and the highest.</summary>
    internal (double Median, double Low, double High) Spread => (Median, values.Min(), values.Max());

    private static double Middle(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[values.Length / 2 - 1] + values[values.Length / 2]) / 2;
    }
}
