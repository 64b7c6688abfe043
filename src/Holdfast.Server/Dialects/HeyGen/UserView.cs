using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.HeyGen;

/// <summary>The body of <c>GET /v3/users/me</c>.</summary>
internal static class UserView
{
    internal static readonly object Reader = new();

    /// <param name="byToken">True for an OAuth token, which shows the plan where there is one.</param>
    internal static void Write(Utf8JsonWriter json, AccountView view, bool byToken)
    {
        var account = view.State;
        var profile = account.Profile;
        var billing = account.Billing == Billing.Subscription || (byToken && account.Plan is not null) ? Billing.Subscription : account.Billing;
        json.WriteStartObject();
        json.WriteStartObject("data");
        json.WriteString("username", profile.Username ?? profile.Email ?? account.Id.ToString());
        json.WriteString("email", profile.Email);
        json.WriteString("first_name", profile.FirstName);
        json.WriteString("last_name", profile.LastName);
        json.WriteString("billing_type", billing switch
        {
            Billing.Wallet => "wallet",
            Billing.Subscription => "subscription",
            Billing.UsageBased => "usage_based",
        });
        Section(json, "wallet", billing == Billing.Wallet, () => WriteWallet(json, account, view.Catalogue));
        Section(json, "subscription", billing == Billing.Subscription, () => WriteSubscription(json, account, view.Catalogue));
        Section(json, "usage_based", billing == Billing.UsageBased, () => WriteUsage(json, account, view.Catalogue));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>All three sections are always there; one is an object, the others null.</summary>
    private static void Section(Utf8JsonWriter json, string name, bool applies, Action write)
    {
        if (!applies)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        write();
        json.WriteEndObject();
    }

    private static void WriteWallet(Utf8JsonWriter json, AccountState account, Catalogue catalogue)
    {
        var asset = catalogue.Assets[WalletAsset(account, catalogue)];
        json.WriteString("currency", asset.Name == "usd" ? "usd" : "credits");
        Number(json, "remaining_balance", account.Balance(asset.Name).Available, asset.DecimalsShown);
        json.WriteStartObject("auto_reload");
        var reload = account.AutoReload is { Enabled: true } on && on.Asset == asset.Name ? on : null;
        json.WriteBoolean("enabled", reload is not null);
        if (reload is not null)
        {
            Number(json, "threshold_usd", reload.Threshold, asset.DecimalsShown);
            Number(json, "amount_usd", reload.Amount, asset.DecimalsShown);
        }

        json.WriteEndObject();
    }

    /// <summary>The plan's wallet where it names another one and the account holds nothing of the usual.</summary>
    private static string WalletAsset(AccountState account, Catalogue catalogue)
    {
        var usual = HeyGenFields.Wallet(catalogue);
        var balance = account.Balance(usual);
        return balance.Available.IsZero && balance.Held.IsZero && catalogue.PlanOf(account).WalletAsset is { } other ? other : usual;
    }

    private static void WriteSubscription(Utf8JsonWriter json, AccountState account, Catalogue catalogue)
    {
        json.WriteString("plan", catalogue.PlanOf(account).DialectNames["heygen"]);
        json.WriteStartObject("credits");
        json.WriteStartObject("premium_credits");
        json.WriteNumber("remaining", Remaining(account, HeyGenFields.PremiumCredits(catalogue), GrantSource.Plan).WholeUnits);
        Moment(json, "resets_at", account.Plan is null ? null : account.Period.End);
        json.WriteEndObject();
        json.WriteStartObject("add_on_credits");
        var addOns = HeyGenFields.AddOnCredits(catalogue);
        json.WriteNumber("remaining", Remaining(account, addOns, GrantSource.AddOn).WholeUnits);
        Moment(json, "resets_at", Active(account, addOns, GrantSource.AddOn).Min(grant => grant.ExpiresAt));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, AccountState account, Catalogue catalogue)
    {
        var asset = HeyGenFields.Spending(catalogue);
        var shown = catalogue.Assets[asset].DecimalsShown;
        Number(json, "spending_current_usd", account.Balance(asset).Spent, shown);
        Number(json, "spending_cap_usd", account.Cap is { } cap && cap.Asset == asset ? cap.Amount : null, shown);
        var credits = HeyGenFields.PremiumCredits(catalogue);
        Number(json, "included_credits", account.Plan is null ? null : catalogue.PlanOf(account).Pool(credits), 0);
        Number(json, "remaining_credits", account.Plan is null ? null : Remaining(account, credits, GrantSource.Plan), 0);
    }

    private static Amount Remaining(AccountState account, string asset, GrantSource source) =>
        Active(account, asset, source).Aggregate(Amount.Zero, (sum, grant) => sum + grant.Remaining);

    private static IEnumerable<Grant> Active(AccountState account, string asset, GrantSource source) =>
        account.Grants.Where(grant => grant.Asset == asset && grant.Source == source && grant.Remaining.IsPositive);

    private static void Number(Utf8JsonWriter json, string name, Amount? amount, int decimalsShown)
    {
        json.WritePropertyName(name);
        if (amount is { } value) json.WriteRawValue(value.ToString(decimalsShown), skipInputValidation: true);
        else json.WriteNullValue();
    }

    private static void Moment(Utf8JsonWriter json, string name, Instant? at) =>
        json.WriteString(name, at is { } moment ? Instant.FromUnixSeconds(moment.UnixSeconds).ToString() : null);
}
