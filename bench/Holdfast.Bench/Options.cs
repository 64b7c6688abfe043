using System.Globalization;

namespace Holdfast.Bench;

/// <summary>How much to measure.</summary>
/// <param name="Table">Where ratios are noted for the table of all of them; null for nowhere.</param>
internal sealed record Options(int Rounds, double Seconds, int Callers, int Accounts, string Folder, string Published, string[] Stores, string? Table)
{
    /// <summary>A file for a store that begins empty.</summary>
    internal string NewStore(string name)
    {
        Directory.CreateDirectory(Folder);
        var file = Path.Combine(Folder, name);
        foreach (var suffix in (string[])["", "-wal", "-shm", "-lock"]) File.Delete(file + suffix);
        return file;
    }

    internal static Options From(string[] args)
    {
        string Value(string name, string otherwise) => Array.IndexOf(args, "--" + name) is var at && at >= 0 ? args[at + 1] : otherwise;
        int Whole(string name, int otherwise) => int.Parse(Value(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        return new(
            Whole("rounds", 5),
            double.Parse(Value("seconds", "4"), CultureInfo.InvariantCulture),
            Whole("callers", 64),
            Whole("accounts", 10_000),
            Value("folder", Path.Combine(Path.GetTempPath(), "holdfast-bench")),
            Value("published", "artifacts/linux-x64"),
            Value("store", "sqlite").Split(','),
            Array.IndexOf(args, "--table") < 0 ? null : Value("table", ""));
    }

    internal static int Usage()
    {
        Console.Error.WriteLine("bench: holds | pairs | batches | posts | reads | history | start | parts  [--store sqlite] [--rounds n] [--seconds s] [--callers n] [--accounts n] [--folder path] [--published path] [--table path]; or: table path");
        return 2;
    }
}
