using System.Collections.Frozen;
using System.Collections.Immutable;
using Holdfast.Ledger;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Holdfast.Engine;

/// <summary>Reads a catalogue from YAML, of which JSON is a part, and finds everything that is wrong with it.</summary>
public static class CatalogueReader
{
    /// <summary>Reads a document as the version that follows another.</summary>
    /// <param name="previous">Null for the first. Its assets, meters, slots and plans must still be there.</param>
    /// <exception cref="CatalogueException">It cannot be read; the message has line and column of every finding.</exception>
    public static Catalogue Read(string document, Instant since, Catalogue? previous)
    {
        var findings = new Findings();
        var root = Parse(document, findings);
        var catalogue = root is null ? null : new Reading(findings).Catalogue(root, since, previous);
        return findings.IsEmpty && catalogue is not null ? catalogue : throw new CatalogueException(findings.ToImmutable());
    }

    private static YamlMappingNode? Parse(string document, Findings findings)
    {
        var parser = new Parser(new StringReader(document));
        try
        {
            if (IsTooDeep(document, findings)) return null;
            var yaml = new YamlStream();
            yaml.Load(parser);
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }]) return root;
            findings.Add(1, 1, "a catalogue is one mapping");
        }
        catch (YamlException error)
        {
            findings.Add((int)error.Start.Line, (int)error.Start.Column, error.InnerException?.Message ?? error.Message);
        }

        catch (InvalidOperationException)
        {
            // The parser's way to say that a document ends in the middle.
            var at = parser.Current?.End ?? Mark.Empty;
            findings.Add((int)at.Line, (int)at.Column, "the document ends where it should go on");
        }

        return null;
    }

    /// <summary>Loading a document is recursive, so one that is nested without end must not get that far.</summary>
    private static bool IsTooDeep(string document, Findings findings)
    {
        var parser = new Parser(new StringReader(document));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth <= DepthMax) continue;
            findings.Add((int)parser.Current.Start.Line, (int)parser.Current.Start.Column, $"a catalogue is nested {DepthMax} deep at most");
            return true;
        }

        return false;
    }

    /// <summary>Stream and document count, too.</summary>
    private const int DepthMax = 16;
}

/// <summary>One thing that is wrong with a catalogue.</summary>
public sealed record Finding(int Line, int Column, string Text)
{
    public override string ToString() => $"line {Line}, column {Column}: {Text}";
}

/// <summary>A catalogue that cannot be used. The message names every finding.</summary>
public sealed class CatalogueException(ImmutableArray<Finding> findings)
    : Exception("The catalogue is not valid: " + string.Join("; ", findings.Select(finding => finding.ToString())) + ".")
{
    public ImmutableArray<Finding> Findings { get; } = findings;
}

/// <summary>Collects what is wrong, at most 20 things.</summary>
internal sealed class Findings
{
    private readonly ImmutableArray<Finding>.Builder findings = ImmutableArray.CreateBuilder<Finding>();

    internal bool IsEmpty => findings.Count == 0;

    internal void Add(YamlNode where, string text) => Add((int)where.Start.Line, (int)where.Start.Column, text);

    internal void Add(int line, int column, string text)
    {
        if (findings.Count < 20) findings.Add(new(line, column, text));
    }

    internal ImmutableArray<Finding> ToImmutable() => findings.ToImmutable();
}
