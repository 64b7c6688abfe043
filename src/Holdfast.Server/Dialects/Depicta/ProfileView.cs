using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Depicta;

/// <summary>The body of <c>GET /v1/account/profile</c>.</summary>
internal static class ProfileView
{
    internal static readonly object Reader = new();

    internal static void Write(Utf8JsonWriter json, AccountView view, bool _)
    {
        var account = view.State;
        var profile = account.Profile;
        var asset = DepictaFields.Balance(view.Catalogue);
        var balance = account.Balance(asset);
        json.WriteStartObject();
        json.WriteStartObject("user");

        // What is held has left the available book already, so this is net of holds.
        json.WriteString("balance_eur", Euros(balance.Available));
        json.WriteString("created_at", Seconds(account.OpenedAt));
        json.WriteNumber("credit_limit_cents", Cents(view.Catalogue.PurchaseMaxOf(account, asset)));
        json.WriteString("credits_expire_at", balance.ExpiresAt is { } expires ? Seconds(expires) : null);
        json.WriteString("email", profile.Email ?? "");
        json.WriteBoolean("email_verified", profile.EmailVerified);
        if (Pending(account, asset) is { IsPositive: true } pending) json.WriteString("free_trial_pending_eur", Euros(pending));
        json.WriteString("held_eur", Euros(balance.Held));
        json.WriteString("id", account.Id.Value);
        json.WriteString("name", profile.FullName);
        json.WriteBoolean("pending_credit_notice", account.Notices.Any(notice => notice.Asset == asset));
        json.WriteBoolean("prompt_analysis_opt_in", profile.PromptAnalysisOptIn);
        WriteProviders(json, profile);
        json.WriteBoolean("two_factor_enabled", profile.TwoFactorEnabled);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Null and not an empty list when none is linked.</summary>
    private static void WriteProviders(Utf8JsonWriter json, Profile profile)
    {
        if (profile.Providers.IsEmpty)
        {
            json.WriteNull("providers");
            return;
        }

        json.WriteStartArray("providers");
        foreach (var provider in profile.Providers) json.WriteStringValue(provider);
        json.WriteEndArray();
    }

    /// <summary>What waits for the customer's e-mail address to be verified.</summary>
    private static Amount Pending(AccountState account, string asset) => account.Grants
        .Where(grant => grant.Asset == asset && grant.Status == GrantStatus.Pending)
        .Aggregate(Amount.Zero, (sum, grant) => sum + grant.Amount);

    private static string Euros(Amount amount) => amount.ToString(Amount.DecimalsMax);

    /// <summary>Whole cents; a part of one cannot be topped up.</summary>
    private static long Cents(Amount? limit) => (limit ?? Amount.InputMax).Micros / (Amount.One / 100);

    private static string Seconds(Instant at) => Instant.FromUnixSeconds(at.UnixSeconds).ToString();
}
