using System.Collections.Immutable;
using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>Attributes on the wire: a JSON object, whose values are kept as they were written.</summary>
internal static class AttributeWire
{
    /// <exception cref="FailureException">A value is too long.</exception>
    internal static ImmutableArray<ProfileAttribute> From(Dictionary<string, JsonElement>? attributes)
    {
        if (attributes is null) return [];
        var read = ImmutableArray.CreateBuilder<ProfileAttribute>(attributes.Count);
        foreach (var (name, value) in attributes)
        {
            var text = value.GetRawText();
            if (text.Length > Limits.AttributeMax)
                throw new FailureException(Failure.Of(Fault.FieldInvalid, $"attributes.{name}: at most {Limits.AttributeMax} characters of JSON.", "attributes." + name));
            read.Add(new(name, text));
        }

        return read.DrainToImmutable();
    }
}
