using System.Collections.Immutable;
using System.Globalization;
using Holdfast.Ledger;
using YamlDotNet.RepresentationModel;

namespace Holdfast.Engine;

/// <summary>A mapping of the document, read field by field; what nobody asked for is a finding.</summary>
internal sealed class Section
{
    private readonly YamlMappingNode node;
    private readonly Findings findings;
    private readonly string name;
    private readonly HashSet<string> asked = [];

    internal Section(YamlNode node, string name, Findings findings)
    {
        (this.findings, this.name) = (findings, name);
        if (node is not YamlMappingNode) findings.Add(node, $"{name} is a mapping");
        this.node = node as YamlMappingNode ?? [];
        Start = node;
    }

    internal YamlNode Start { get; }

    /// <summary>Names and values of a mapping whose keys are the operator's own.</summary>
    internal IEnumerable<(string Name, YamlNode Value)> Items()
    {
        foreach (var (key, value) in node.Children)
        {
            var text = (key as YamlScalarNode)?.Value ?? "";
            asked.Add(text);
            if (text.Length is 0 or > 64 || text.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('_' or '.' or '-')))
                findings.Add(key, $"a name has letters, digits, '_', '.' and '-', at most 64: '{text}'");
            else yield return (text, value);
        }
    }

    internal YamlNode? Node(string field)
    {
        asked.Add(field);
        return node.Children.TryGetValue(new YamlScalarNode(field), out var value) ? value : null;
    }

    internal Section? Part(string field, bool required = false)
    {
        if (Node(field) is { } value) return new(value, field, findings);
        if (required) findings.Add(Start, $"{name} lacks {field}");
        return null;
    }

    internal string? Text(string field, bool required = false)
    {
        if (Node(field) is not { } value)
        {
            if (required) findings.Add(Start, $"{name} lacks {field}");
            return null;
        }

        if (value is YamlScalarNode { Value: { Length: > 0 and <= 256 } text }) return text;
        findings.Add(value, $"{field} is a text of 1 to 256 characters");
        return null;
    }

    internal bool Flag(string field)
    {
        if (Node(field) is not { } value) return false;
        if (value is YamlScalarNode { Value: "true" or "false" } flag) return flag.Value == "true";
        findings.Add(value, $"{field} is true or false");
        return false;
    }

    internal int? Whole(string field, int min, int max) => Node(field) is { } value ? Whole(value, field, min, max, findings) : null;

    internal static int? Whole(YamlNode value, string field, int min, int max, Findings findings)
    {
        if (value is YamlScalarNode scalar && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max) return number;
        findings.Add(value, $"{field} is a whole number from {min} to {max}");
        return null;
    }

    internal T Word<T>(string field, T otherwise, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (Node(field) is not { } value) return otherwise;
        foreach (var (word, meaning) in words) if (value is YamlScalarNode scalar && scalar.Value == word) return meaning;
        var known = new List<string>();
        foreach (var (word, _) in words) known.Add(word);
        findings.Add(value, $"{field} is one of {string.Join(", ", known)}");
        return otherwise;
    }

    internal ImmutableArray<(string Text, YamlNode Node)> List(string field)
    {
        if (Node(field) is not { } value) return [];
        if (value is YamlSequenceNode sequence && sequence.Children.All(child => child is YamlScalarNode { Value.Length: > 0 }))
            return [.. sequence.Children.Select(child => (((YamlScalarNode)child).Value!, child))];
        findings.Add(value, $"{field} is a list of names");
        return [];
    }

    /// <summary>An amount that is zero or more.</summary>
    internal static Amount? Amount(YamlNode value, string field, Findings findings)
    {
        if (value is YamlScalarNode scalar && Ledger.Amount.TryParse(scalar.Value, out var amount) && !amount.IsNegative && amount <= Ledger.Amount.InputMax)
            return amount;
        findings.Add(value, $"{field} is a decimal with at most {Ledger.Amount.DecimalsMax} digits after the point, from 0 to {Ledger.Amount.InputMax}");
        return null;
    }

    /// <summary>Says which fields nobody knows.</summary>
    internal void End()
    {
        foreach (var key in node.Children.Keys)
            if (!asked.Contains((key as YamlScalarNode)?.Value ?? "")) findings.Add(key, $"{name} knows no {key}");
    }
}
