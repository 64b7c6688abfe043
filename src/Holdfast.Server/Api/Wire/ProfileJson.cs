using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>Who the customer is, in the native API.</summary>
internal static class ProfileJson
{
    /// <summary>Writes the fields into the object that is open.</summary>
    internal static void WriteFields(Utf8JsonWriter json, Profile profile)
    {
        json.WriteString("external_id", profile.ExternalId);
        json.WriteString("email", profile.Email);
        json.WriteBoolean("email_verified", profile.EmailVerified);
        json.WriteString("username", profile.Username);
        json.WriteString("first_name", profile.FirstName);
        json.WriteString("last_name", profile.LastName);
        json.WriteString("name", profile.Name);
        json.WriteBoolean("two_factor_enabled", profile.TwoFactorEnabled);
        json.Texts("providers", profile.Providers);
        json.WriteBoolean("prompt_analysis_opt_in", profile.PromptAnalysisOptIn);
        json.Moment("password_changed_at", profile.PasswordChangedAt);
        json.WriteStartObject("attributes");
        foreach (var attribute in profile.Attributes)
        {
            json.WritePropertyName(attribute.Name);
            json.WriteRawValue(attribute.Json, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
