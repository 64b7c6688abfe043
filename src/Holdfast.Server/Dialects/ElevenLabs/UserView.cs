using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>The body of <c>GET /v1/user</c>, a bare object.</summary>
internal static class UserView
{
    internal static readonly object Reader = new();

    /// <param name="key">The key that asks: its preview is shown, and nothing else of it.</param>
    internal static void Write(Utf8JsonWriter json, AccountView view, Key key)
    {
        var account = view.State;
        var profile = account.Profile;
        json.WriteStartObject();
        json.WriteString("user_id", account.Id.Value);
        json.WriteString("workspace_id", account.Id.Value);
        json.WriteStartObject("subscription");
        SubscriptionView.WriteFields(json, view);
        json.WriteEndObject();
        json.WriteBoolean("is_new_user", account.FirstChargeAt is null);

        // The page has it; the secret itself is stored nowhere and never shown.
        json.WriteNull("xi_api_key");
        json.WriteBoolean("can_use_delayed_payment_methods", view.Catalogue.PlanOf(account).Features.Contains(ElevenLabsFields.DelayedPayment));
        Attributes.WriteFlag(json, profile, "is_onboarding_completed");
        Attributes.WriteFlag(json, profile, "is_onboarding_checklist_completed");
        Attributes.WriteFlag(json, profile, "show_compliance_terms");
        json.WriteString("first_name", profile.FirstName);
        json.WriteBoolean("is_api_key_hashed", true);
        json.WriteString("xi_api_key_preview", key.Preview);
        Attributes.WriteText(json, profile, "referral_link_code");
        Attributes.WriteText(json, profile, "partnerstack_partner_default_link");
        json.WriteNumber("created_at", account.OpenedAt.UnixSeconds);
        json.WriteString("seat_type", SeatOf(key.Member is null ? null : account.Member(key.Member)));
        json.WriteEndObject();
    }

    /// <summary>A key that is nobody's is the account's own, which may do everything.</summary>
    private static string SeatOf(Member? member) => (member?.Role ?? Role.Admin) switch
    {
        Role.Admin => "workspace_admin",
        Role.Member => "workspace_member",
        Role.LiteMember => "workspace_lite_member",
    };
}
