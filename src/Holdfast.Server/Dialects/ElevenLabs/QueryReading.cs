using System.Globalization;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>Reads parameters of a query and collects what is wrong with them. Of a parameter that is given twice the last one counts.</summary>
internal sealed class QueryReading(IQueryCollection query)
{
    private readonly List<ElevenLabsErrors.Finding> findings = [];

    internal IReadOnlyList<ElevenLabsErrors.Finding> Findings => findings;

    internal void Add(string parameter, string message, string type) => findings.Add(new(parameter, message, type));

    /// <summary>A whole number; null when it is not given, or wrong.</summary>
    internal long? Whole(string parameter, long min, long max, bool required)
    {
        if (query[parameter] is not [.., { } text])
        {
            if (required) Add(parameter, "Field required", "missing");
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            Add(parameter, "Input should be a valid integer, unable to parse string as an integer", "int_parsing");
        else if (number < min) Add(parameter, Invariant($"Input should be greater than or equal to {min}"), "greater_than_equal");
        else if (number > max) Add(parameter, Invariant($"Input should be less than or equal to {max}"), "less_than_equal");
        else return number;
        return null;
    }

    /// <summary>One of some words; the default when it is not given, or wrong.</summary>
    /// <param name="words">Those without a value are the vendor's, and not known here.</param>
    internal T Word<T>(string parameter, (string Word, T? Value)[] words, T otherwise)
        where T : struct
    {
        if (query[parameter] is not [.., { } text]) return otherwise;
        foreach (var (word, value) in words)
            if (value is { } known && word == text) return known;
        var named = words.Where(word => word.Value is not null).Select(word => $"'{word.Word}'").ToArray();
        var list = named.Length == 1 ? named[0] : string.Join(", ", named[..^1]) + " or " + named[^1];
        Add(parameter, words.Any(word => word.Word == text) ? $"Input is not kept by this server; it should be {list}" : $"Input should be {list}", "enum");
        return otherwise;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
