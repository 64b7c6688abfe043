using System.Collections.Immutable;
using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>Attributes on the wire: a JSON object, whose values are kept as they were written.</summary>
internal static class AttributeWire
{
    /// <exception cref="FailureException">A name is empty, or a value too long or no text.</exception>
    internal static ImmutableArray<ProfileAttribute> From(Dictionary<string, JsonElement>? attributes)
    {
        if (attributes is null) return [];
        var read = ImmutableArray.CreateBuilder<ProfileAttribute>(attributes.Count);
        foreach (var (name, value) in attributes)
        {
            var json = value.GetRawText();
            if (name.Length == 0) throw Query.Wrong("attributes", "a name has at least one character");
            if (json.Length > Bounds.AttributeMax) throw Query.Wrong("attributes." + name, $"at most {Bounds.AttributeMax} characters of JSON");
            if (!IsText(value)) throw Query.Wrong("attributes." + name, "no half of a surrogate pair");
            read.Add(new(name, json));
        }

        return read.DrainToImmutable();
    }

    /// <summary>Whether every text in a value can be read: JSON lets half of a surrogate pair pass.</summary>
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(IsText),
                JsonValueKind.Object => value.EnumerateObject().All(property => property.Name is not null && IsText(property.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
