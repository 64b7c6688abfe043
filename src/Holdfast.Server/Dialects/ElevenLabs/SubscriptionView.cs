using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>The subscription: a part of <c>GET /v1/user</c>, and with invoices and the change to come the body of <c>GET /v1/user/subscription</c>.</summary>
internal static class SubscriptionView
{
    internal static readonly object Reader = new();

    internal static void Write(Utf8JsonWriter json, AccountView view, bool _)
    {
        json.WriteStartObject();
        WriteFields(json, view);
        Invoices.Write(json, view);
        WritePending(json, view);
        Attributes.WriteFlag(json, view.State.Profile, "has_used_starter_coupon_on_account");
        Attributes.WriteFlag(json, view.State.Profile, "has_used_creator_coupon_on_account");
        json.WriteEndObject();
    }

    /// <summary>What both bodies have.</summary>
    internal static void WriteFields(Utf8JsonWriter json, AccountView view)
    {
        var plan = view.Catalogue.PlanOf(view.State);
        var meter = ElevenLabsFields.Characters(view.Catalogue);
        var characters = view.State.MeterUse(meter, view.Catalogue, view.At);
        var terms = plan.Meters.GetValueOrDefault(meter);
        json.WriteString("tier", ElevenLabsFields.Tier(plan));
        WriteCharacters(json, characters, terms);
        WriteVoices(json, view, plan);
        json.WriteString("currency", plan.Currency);
        json.WriteStartObject("current_overage");
        json.WriteString("amount", characters.Billed.ToString());
        json.WriteString("currency", ElevenLabsFields.OverageCurrency(plan, terms));
        json.WriteEndObject();
        json.WriteString("status", ElevenLabsFields.Status(view.State.Plan?.Status ?? plan.Status));
        json.WriteString("billing_period", ElevenLabsFields.Period(view.State.Plan?.Billing ?? plan.Billing));
        json.WriteString("character_refresh_period", ElevenLabsFields.RefreshPeriod(view.Catalogue.Meters[meter].Window));
    }

    private static void WriteCharacters(Utf8JsonWriter json, MeterUse use, MeterLimit? terms)
    {
        json.WriteNumber("character_count", RoundedUp(use.Counter.Used));
        json.WriteNumber("character_limit", LimitOf(terms) ?? int.MaxValue);

        // All three follow from one figure, so that they cannot disagree.
        var extension = use.ExtensionUnder(terms) is { } allowance ? RoundedDown(allowance) : (int?)null;
        Number(json, "max_character_limit_extension", extension);
        json.WritePropertyName("max_credit_limit_extension");
        if (extension is { } credits) json.WriteNumberValue(credits);
        else json.WriteStringValue("unlimited");
        json.WriteBoolean("can_extend_character_limit", terms is { Extendable: true });
        json.WriteBoolean("allowed_to_extend_character_limit", extension != 0);
        var resets = use.Counter.Window.End;
        Number(json, "next_character_count_reset_unix", resets == Instant.Never ? null : resets.UnixSeconds);
    }

    private static void WriteVoices(Utf8JsonWriter json, AccountView view, Plan plan)
    {
        var (account, catalogue) = (view.State, view.Catalogue);
        var (voices, professional) = (ElevenLabsFields.Voices(catalogue), ElevenLabsFields.ProfessionalVoices(catalogue));
        var edits = ElevenLabsFields.VoiceEdits(catalogue);
        json.WriteNumber("voice_slots_used", account.Slot(voices).Used);
        json.WriteNumber("professional_voice_slots_used", account.Slot(professional).Used);
        json.WriteNumber("professional_voice_slots_used_in_workspace", account.Slot(professional).Used);
        json.WriteNumber("voice_limit", plan.Slots.GetValueOrDefault(voices));
        Number(json, "max_voice_add_edits", LimitOf(plan.Meters.GetValueOrDefault(edits)));
        json.WriteNumber("voice_add_edit_counter", RoundedUp(account.MeterUse(edits, catalogue, view.At).Counter.Used));
        json.WriteNumber("professional_voice_limit", plan.Slots.GetValueOrDefault(professional));
        json.WriteBoolean("can_extend_voice_limit", plan.Features.Contains(ElevenLabsFields.ExtendVoices));
        json.WriteBoolean("can_use_instant_voice_cloning", plan.Features.Contains(ElevenLabsFields.InstantVoiceCloning));
        json.WriteBoolean("can_use_professional_voice_cloning", plan.Features.Contains(ElevenLabsFields.ProfessionalVoiceCloning));
    }

    private static void WritePending(Utf8JsonWriter json, AccountView view)
    {
        if (view.State.Plan?.Pending is not { } change)
        {
            json.WriteNull("pending_change");
            return;
        }

        // A plan that is gone by then leaves the account without one.
        var next = change.Plan is null ? null : view.Catalogue.Plans.GetValueOrDefault(change.Plan);
        json.WriteStartObject("pending_change");
        json.WriteString("kind", next is null ? "cancellation" : "change");
        if (next is not null)
        {
            json.WriteString("next_tier", ElevenLabsFields.Tier(next));

            // The client wants a period where nothing is paid any more, too: the one in which characters are given.
            json.WriteString("next_billing_period", ElevenLabsFields.Period(change.Billing) ?? ElevenLabsFields.Monthly);
        }

        json.WriteNumber("timestamp_seconds", change.At.UnixSeconds);
        json.WriteEndObject();
    }

    /// <summary>Null for no limit; zero for a meter that the plan does not know.</summary>
    private static int? LimitOf(MeterLimit? terms) => terms is null ? 0 : terms.Limit is { } limit ? RoundedDown(limit) : null;

    /// <summary>What may be used never looks like more, within the 32 bits that clients read.</summary>
    private static int RoundedDown(Amount amount) => (int)Math.Clamp(amount.WholeUnits, 0, int.MaxValue);

    /// <summary>What was used never looks like less.</summary>
    private static int RoundedUp(Amount amount) => (int)Math.Clamp(-(-amount).WholeUnits, 0, int.MaxValue);

    private static void Number(Utf8JsonWriter json, string name, long? number)
    {
        json.WritePropertyName(name);
        if (number is { } value) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }
}
