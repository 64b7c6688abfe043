using System.Globalization;

namespace Holdfast.Bench;

/// <summary>What was measured and noted, and one table of it with a column for each store.</summary>
internal static class Table
{
    /// <summary>Prints a figure, a ratio mostly, beside its target, and notes it where a file was named for that.</summary>
    internal static void Note(this Options options, Store store, string what, Figures figures, double? atLeast = null, double? atMost = null)
    {
        var (median, low, high) = figures.Spread;
        var target = atLeast is { } least ? Shown($">= {least:0.##}") : atMost is { } most ? Shown($"<= {most:0.##}") : "";
        var met = target.Length == 0 ? "" : !(median < atLeast) && !(median > atMost) ? "met" : "not met";
        var digits = median >= 100 ? "N0" : "F2";
        var figure = $"{Number(median, digits)} ({Number(low, digits)} to {Number(high, digits)})";
        Console.WriteLine(target.Length == 0 ? $"{what,-78} {figure}" : $"{what,-78} {figure}  target {target}  {met}");
        if (options.Table is not null) File.AppendAllText(options.Table, string.Join('\t', what, store.Name, figure, target, met) + "\n");
    }

    /// <summary>Prints what was noted in a file: a row for each thing, a column for each store.</summary>
    internal static int Print(string file)
    {
        var notes = File.ReadLines(file).Select(line => line.Split('\t')).ToArray();
        var stores = notes.Select(note => note[1]).Distinct().ToArray();
        Console.WriteLine($"| what | {string.Join(" | ", stores)} |");
        Console.WriteLine($"|---|{string.Concat(stores.Select(_ => "---|"))}");
        foreach (var what in notes.Select(note => note[0]).Distinct())
            Console.WriteLine($"| {what} | {string.Join(" | ", stores.Select(store => Cell(notes.LastOrDefault(note => note[0] == what && note[1] == store))))} |");
        return 0;
    }

    private static string Cell(string[]? note) => note is not [_, _, var figure, var target, var met] ? "" : target.Length == 0 ? figure : $"{figure}, {target}: {met}";

    private static string Shown(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value, string digits) => value.ToString(digits, CultureInfo.InvariantCulture);
}
