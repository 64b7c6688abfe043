using System.Buffers;
using System.Collections.Concurrent;

namespace Holdfast.Ledger;

/// <summary>Time zones by IANA name. Kept for the life of the process, so that equal names are the same object.</summary>
internal static class Zones
{
    private const int NameLengthMax = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");

    // Only names that exist are kept, so strangers' spellings can't fill the memory.
    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Found = new(StringComparer.Ordinal);

    public static TimeZoneInfo? Find(string name)
    {
        if (Found.TryGetValue(name, out var known)) return known;
        if (!IsWellFormed(name) || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return null;
        // .NET takes any case, and Windows ids where it has a table of them.
        if (zone.Id != name || !zone.HasIanaId) return null;
        return Found.GetOrAdd(name, zone);
    }

    /// <summary>
    /// Names begin with a capital. That keeps out what lies beside the zones in their folder: <c>posix/…</c>,
    /// <c>right/…</c> with its leap seconds, <c>localtime</c>, which is another zone on every machine.
    /// </summary>
    private static bool IsWellFormed(string name) =>
        name.Length is > 0 and <= NameLengthMax
        && char.IsAsciiLetterUpper(name[0])
        && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && !name.Contains("//", StringComparison.Ordinal);
}
