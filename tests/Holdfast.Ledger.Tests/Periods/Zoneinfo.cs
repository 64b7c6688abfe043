namespace Holdfast.Ledger.Tests;

/// <summary>Every zone of the machine twice: as Holdfast finds it, and as the oracle reads it.</summary>
internal static class Zoneinfo
{
    private static readonly Lazy<IReadOnlyList<(TimeZoneInfo Zone, TzFile Oracle)>> Read = new(() =>
        [.. TzFile.Names.Select(name => (Calendar.FindZone(name) ?? throw new InvalidOperationException(name), TzFile.Read(name)))]);

    public static IReadOnlyList<(TimeZoneInfo Zone, TzFile Oracle)> All => Read.Value;

    public static Instant Utc(int year, int month, int day) => Instant.From(new(year, month, day, 0, 0, 0, TimeSpan.Zero));
}

/// <summary>What differed, in lines; a failing test shows the first of them.</summary>
internal sealed class Differences
{
    private const int Shown = 20;

    /// <summary>
    /// Where <see cref="TimeZoneInfo"/> is wrong and nothing in it says so; nothing is compared there. Besides, and before
    /// the years these tests look at: until 1952 it rounds offsets with seconds (local mean time) to minutes, and until 1912
    /// it bounds them by 14 hours, which Alaska, the Philippines and some islands of the Pacific exceeded.
    /// </summary>
    private static readonly (string Zone, Instant From, Instant To)[] Unmendable =
    [
        // Was 44 minutes and 30 seconds behind UTC; .NET has no seconds.
        ("Africa/Monrovia", Zoneinfo.Utc(1800, 1, 1), Zoneinfo.Utc(1972, 2, 1)),
        // Where zone files are built "slim", .NET is an hour ahead for a week of 2022, and anchors in it count on from there.
        ("America/Ojinaga", Zoneinfo.Utc(2022, 10, 1), Zoneinfo.Utc(2024, 2, 1)),
    ];

    private readonly List<string> _lines = [];

    private int _compared;

    public void Expect<T>(T expected, T actual, TzFile zone, Instant at, string question)
    {
        _compared++;
        if (EqualityComparer<T>.Default.Equals(expected, actual)) return;
        if (Unmendable.Any(known => known.Zone == zone.Name && known.From <= at && at < known.To)) return;
        _lines.Add($"{zone.Name} {question} at {at}: expected {expected}, got {actual}");
    }

    public void AssertNone(int comparedMin)
    {
        Assert.True(_lines.Count == 0, $"{_lines.Count} of {_compared} differ\n{string.Join('\n', _lines.Take(Shown))}");
        Assert.True(_compared >= comparedMin, $"only {_compared} were compared");
    }
}
