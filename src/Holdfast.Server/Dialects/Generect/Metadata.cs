using System.Text.Json;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>What <c>OPTIONS</c> says of a path.</summary>
internal static class Metadata
{
    /// <summary>The fields of the user, in the order of the body.</summary>
    private static readonly (string Name, string Type, bool ReadOnly)[] Fields =
    [
        ("balance_companies_by_icp", "integer", true), ("balance_company_by_link", "integer", true), ("balance_email_finder", "integer", true),
        ("balance_email_verifier", "integer", true), ("balance_lead_by_link", "integer", true), ("balance_leads_by_icp", "integer", true),
        ("balance_platform", "integer", true), ("beta_tester", "boolean", true), ("blocked_balance_platform", "integer", true),
        ("consultancy_hours", "float", true), ("count_parallel_searches", "integer", true), ("count_searches_completed_today", "integer", true),
        ("count_searches_in_progress_today", "integer", true), ("email", "email", true), ("full_name", "string", false), ("icp_flow", "field", false),
        ("is_staff", "boolean", true), ("last_invoice_status", "boolean", true), ("last_password_changed", "datetime", true), ("logo", "url", false),
        ("max_credits", "integer", true), ("max_parallel_searches", "integer", true), ("max_searches_daily", "integer", true),
        ("prev_subscription_status", "string", true), ("spent_for_emails", "integer", true), ("spent_for_export", "integer", true),
        ("subscription", "string", true), ("trial_available", "boolean", true),
    ];

    internal static readonly ReadOnlyMemory<byte> User = Answers.Render(json => Write(json, "User Me", Fields));

    internal static readonly ReadOnlyMemory<byte> Transactions = Answers.Render(json => Write(json, "Transaction List", []));

    internal static readonly ReadOnlyMemory<byte> SpentCredits = Answers.Render(json => Write(json, "Spent Credits", []));

    private static void Write(Utf8JsonWriter json, string name, (string Name, string Type, bool ReadOnly)[] fields)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("description", "");
        Only(json, "renders", "application/json");
        Only(json, "parses", "application/json");
        if (fields.Length > 0)
        {
            json.WriteStartObject("actions");
            json.WriteStartObject("PUT");
            foreach (var field in fields) Write(json, field);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, (string Name, string Type, bool ReadOnly) field)
    {
        json.WriteStartObject(field.Name);
        json.WriteString("type", field.Type);
        json.WriteBoolean("required", false);
        json.WriteBoolean("read_only", field.ReadOnly);
        json.WriteString("label", char.ToUpperInvariant(field.Name[0]) + field.Name[1..].Replace('_', ' '));
        json.WriteEndObject();
    }

    private static void Only(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartArray(name);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
