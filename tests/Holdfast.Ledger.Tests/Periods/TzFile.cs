using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// The oracle's view of a time zone: the transitions written in a TZif file (RFC 8536) and, after the last of them, those
/// that its POSIX rule makes. It shares nothing with <see cref="TimeZoneInfo"/> but the file.
/// </summary>
/// <param name="Starts">UTC seconds since 1970 at which each stretch begins, rising; the first is <see cref="long.MinValue"/>.</param>
/// <param name="Offsets">Seconds that local time is ahead of UTC in the stretch of the same index.</param>
/// <param name="ExplicitEnd">Where the file's own transitions end and its rule takes over.</param>
internal sealed record TzFile(string Name, long[] Starts, int[] Offsets, long ExplicitEnd)
{
    /// <summary>
    /// The rule is unrolled to the end of this year unless asked otherwise, and the oracle knows nothing later. The last
    /// change that a file lists is Gaza's of 2086, made of Ramadans.
    /// </summary>
    public const int YearMax = 2100;

    public static readonly string Folder = Environment.GetEnvironmentVariable("TZDIR") ?? "/usr/share/zoneinfo";

    /// <summary>Every zone and every link of the machine's tzdata, by its own list.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. File.ReadLines(Path.Combine(Folder, "tzdata.zi"))
            .Select(line => line.Split(' '))
            .Where(words => words[0] is "Z" or "L")
            .Select(words => words[0] == "Z" ? words[1] : words[2])
            .Order(StringComparer.Ordinal)];

    public static TzFile Read(string name, int yearMax = YearMax)
    {
        var file = File.ReadAllBytes(Path.Combine(Folder, name));
        if (Encoding.ASCII.GetString(file, 0, 4) != "TZif" || file[4] < (byte)'2') throw new InvalidDataException(name);
        var second = Block.At(file, 0, timeBytes: 4).End;   // the first block is for readers of 1990 and is skipped
        var block = Block.At(file, second, timeBytes: 8);
        var rule = PosixRule.Parse(Encoding.ASCII.GetString(file, block.End, file.Length - block.End).Trim('\n'));

        List<long> starts = [long.MinValue];
        List<int> offsets = [block.OffsetOfType(0)];
        for (var i = 0; i < block.Times; i++)
        {
            starts.Add(BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(block.TimesAt + 8 * i)));
            offsets.Add(block.OffsetOfType(file[block.TimesAt + 8 * block.Times + i]));
        }

        var explicitEnd = starts[^1];
        foreach (var (at, offset) in rule.Transitions(explicitEnd, yearMax))
        {
            starts.Add(at);
            offsets.Add(offset);
        }

        return new(name, [.. starts], [.. offsets], explicitEnd);
    }

    /// <summary>The stretch that contains the UTC second.</summary>
    public int IndexAt(long utcSecond)
    {
        var found = Array.BinarySearch(Starts, utcSecond);
        return found >= 0 ? found : ~found - 1;
    }

    public int OffsetAt(long utcSecond) => Offsets[IndexAt(utcSecond)];

    /// <summary>One header and its data; only the parts that say when and how far.</summary>
    private readonly record struct Block(byte[] File, int TimesAt, int Times, int TypesAt, int End)
    {
        private const int HeaderBytes = 44;

        public static Block At(byte[] file, int start, int timeBytes)
        {
            int Count(int field) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(start + 20 + 4 * field));
            var (utcFlags, standardFlags, leaps, times, types, letters) = (Count(0), Count(1), Count(2), Count(3), Count(4), Count(5));
            var timesAt = start + HeaderBytes;
            var typesAt = timesAt + times * (timeBytes + 1);
            return new(file, timesAt, times, typesAt, typesAt + types * 6 + letters + leaps * (timeBytes + 4) + standardFlags + utcFlags);
        }

        public int OffsetOfType(int type) => BinaryPrimitives.ReadInt32BigEndian(File.AsSpan(TypesAt + 6 * type));
    }
}
