using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>What feeds ElevenLabs' fields: the catalogue's section <c>dialects: elevenlabs</c>, and the plans' names and features.</summary>
internal static class ElevenLabsFields
{
    internal const string InstantVoiceCloning = "instant_voice_cloning";
    internal const string ProfessionalVoiceCloning = "professional_voice_cloning";
    internal const string ExtendVoices = "extend_voices";
    internal const string DelayedPayment = "delayed_payment";

    private const string Section = "elevenlabs";

    /// <summary>The tiers that the official client knows. It checks a tier to come, so no other name will do.</summary>
    private static readonly string[] Tiers =
    [
        "free", "starter", "go", "creator", "pro", "growing_business", "scale_2024_08_10", "grant_tier_1_2025_07_23", "grant_tier_2_2025_07_23",
        "grant", "trial", "enterprise",
    ];

    /// <summary>The currencies that the vendor's page knows.</summary>
    private static readonly string[] Currencies = ["usd", "eur", "inr"];

    /// <summary>The meter of characters.</summary>
    internal static string Characters(Catalogue catalogue) => Field(catalogue, "characters", "characters");

    /// <summary>The meter of voices added and edited.</summary>
    internal static string VoiceEdits(Catalogue catalogue) => Field(catalogue, "voice_edits", "voice_edits");

    /// <summary>The slot of voices.</summary>
    internal static string Voices(Catalogue catalogue) => Field(catalogue, "voices", "voices");

    /// <summary>The slot of professional voices.</summary>
    internal static string ProfessionalVoices(Catalogue catalogue) => Field(catalogue, "professional_voices", "professional_voices");

    internal static string Tier(Plan plan) => plan.DialectNames[Section];

    /// <summary>The currency of overage: the price's own, or the plan's where nothing can be owed.</summary>
    internal static string OverageCurrency(Plan plan, MeterLimit? characters) => characters?.OveragePrice?.Asset ?? plan.Currency ?? Currencies[0];

    internal static string Status(PlanStatus status) => status switch
    {
        PlanStatus.Active => "active",
        PlanStatus.Trialing => "trialing",
        PlanStatus.Incomplete => "incomplete",
        PlanStatus.PastDue => "past_due",
        PlanStatus.Free => "free",
        PlanStatus.FreeDisabled => "free_disabled",
    };

    /// <summary>The word for a billing period; null when nothing is ever paid.</summary>
    internal static string? Period(BillingPeriod billing) => billing switch
    {
        BillingPeriod.None => null,
        BillingPeriod.Monthly => Monthly,
        BillingPeriod.Quarterly => "3_month_period",
        BillingPeriod.HalfYearly => "6_month_period",
        BillingPeriod.Annual => "annual_period",
    };

    /// <summary>The word for the window that characters count in; null where the vendor has none.</summary>
    internal static string? RefreshPeriod(Window window) => window switch
    {
        Window.Period or Window.Month => Monthly,
        Window.Day or Window.Week or Window.Total => null,
    };

    internal const string Monthly = "monthly_period";

    internal static IEnumerable<string> Objections(Catalogue catalogue)
    {
        foreach (var plan in catalogue.Plans.Values)
        {
            if (!plan.DialectNames.TryGetValue(Section, out var tier) || !Tiers.Contains(tier))
                yield return $"plan {plan.Name} needs dialect_names: elevenlabs, one of {string.Join(", ", Tiers)}";
            if (plan.Meters.GetValueOrDefault(Characters(catalogue))?.OveragePrice is { } price && !Currencies.Contains(price.Asset))
                yield return $"plan {plan.Name} prices overage of {Characters(catalogue)} in {price.Asset}, which ElevenLabs cannot show; it can {string.Join(", ", Currencies)}";
        }

        foreach (var meter in new[] { Characters(catalogue), VoiceEdits(catalogue) })
            if (!catalogue.Meters.ContainsKey(meter)) yield return $"dialects: elevenlabs names the meter {meter}, which there is not";
        foreach (var slot in new[] { Voices(catalogue), ProfessionalVoices(catalogue) })
            if (!catalogue.Slots.ContainsKey(slot)) yield return $"dialects: elevenlabs names the slot {slot}, which there is not";
    }

    private static string Field(Catalogue catalogue, string field, string otherwise) =>
        catalogue.Dialects.TryGetValue(Section, out var section) && section.TryGetValue(field, out var name) ? name : otherwise;
}
