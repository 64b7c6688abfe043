using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>
/// Values that only this vendor knows: attributes under the vendor's field names, as the operator wrote them. One of the
/// wrong type counts as not set, so that nobody's account becomes unreadable by it.
/// </summary>
internal static class Attributes
{
    /// <summary>Writes true or false; false when the attribute is neither.</summary>
    internal static void WriteFlag(Utf8JsonWriter json, Profile profile, string name) => json.WriteBoolean(name, profile.Attribute(name) == "true");

    /// <summary>Writes a text as it was written; null when the attribute is none.</summary>
    internal static void WriteText(Utf8JsonWriter json, Profile profile, string name)
    {
        json.WritePropertyName(name);
        if (profile.Attribute(name) is ['"', .., '"'] text) json.WriteRawValue(text, skipInputValidation: true);
        else json.WriteNullValue();
    }
}
