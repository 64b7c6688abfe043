using System.Globalization;

namespace Holdfast.Bench;

/// <summary>How much to measure.</summary>
internal sealed record Options(int Rounds, double Seconds, int Callers, int Accounts, string Folder, string Published)
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
            Value("published", "artifacts/publish"));
    }

    internal static int Usage()
    {
        Console.Error.WriteLine("bench: holds | history | reads | posts | start  [--rounds n] [--seconds s] [--callers n] [--accounts n] [--folder path] [--published path]");
        return 2;
    }
}
