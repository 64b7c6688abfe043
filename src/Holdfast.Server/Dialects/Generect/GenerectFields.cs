using System.Collections.Immutable;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>What feeds Generect's fields: the catalogue's section <c>dialects: generect</c>.</summary>
internal static class GenerectFields
{
    private const string Section = "generect";

    /// <summary>The ledgers of single operations, in the order of the body.</summary>
    internal static readonly ImmutableArray<string> Ledgers =
    [
        "balance_companies_by_icp", "balance_company_by_link", "balance_email_finder", "balance_email_verifier",
        "balance_lead_by_link", "balance_leads_by_icp",
    ];

    private static readonly ImmutableArray<string> PlatformOperations = ["search", "reveal", "email", "export"];

    private static readonly ImmutableArray<(string Field, string Otherwise)> Names =
    [
        ("api_balance", "api_credits"), ("platform_balance", "credits"),
        ("searches", "searches"), ("parallel_searches", "parallel_searches"), ("consultancy_hours", "consultancy_hours"),
        ("balance_companies_by_icp", "companies.by_icp"), ("balance_company_by_link", "company.by_link"),
        ("balance_email_finder", "email.find"), ("balance_email_verifier", "email.verify"),
        ("balance_lead_by_link", "lead.by_link"), ("balance_leads_by_icp", "leads.by_icp"),
        ("search", "platform.search"), ("reveal", "platform.reveal"), ("email", "platform.email"), ("export", "platform.export"),
    ];

    /// <summary>The asset that work by API is paid in.</summary>
    internal static string ApiBalance(Catalogue catalogue) => Name(catalogue, "api_balance");

    /// <summary>The asset that work on the platform is paid in, from the plan's pool first.</summary>
    internal static string PlatformBalance(Catalogue catalogue) => Name(catalogue, "platform_balance");

    /// <summary>The meter that limits searches a day.</summary>
    internal static string Searches(Catalogue catalogue) => Name(catalogue, "searches");

    /// <summary>The slot that limits searches at once.</summary>
    internal static string ParallelSearches(Catalogue catalogue) => Name(catalogue, "parallel_searches");

    /// <summary>The meter of hours of advice.</summary>
    internal static string ConsultancyHours(Catalogue catalogue) => Name(catalogue, "consultancy_hours");

    internal static string Search(Catalogue catalogue) => Name(catalogue, "search");

    internal static string Email(Catalogue catalogue) => Name(catalogue, "email");

    internal static string Export(Catalogue catalogue) => Name(catalogue, "export");

    /// <summary>The operation of one of <see cref="Ledgers"/>.</summary>
    internal static string Operation(Catalogue catalogue, string ledger) => Name(catalogue, ledger);

    /// <summary>The operations that are work on the platform.</summary>
    internal static IEnumerable<string> Platform(Catalogue catalogue) => PlatformOperations.Select(field => Name(catalogue, field));

    internal static IEnumerable<string> Objections(Catalogue catalogue)
    {
        if (catalogue.Dialects.TryGetValue(Section, out var section))
            foreach (var field in section.Keys.Except(Names.Select(name => name.Field)).Except([AtOnce.Field]).Order(StringComparer.Ordinal))
                yield return $"dialects: generect knows no {field}";
        foreach (var asset in new[] { ApiBalance(catalogue), PlatformBalance(catalogue) })
            if (!catalogue.Assets.TryGetValue(asset, out var there)) yield return Missing("asset", asset);
            else if (there.Decimals > 0) yield return $"dialects: generect counts {asset} in whole numbers, so it needs decimals: 0";
        foreach (var meter in new[] { Searches(catalogue), ConsultancyHours(catalogue) })
            if (!catalogue.Meters.ContainsKey(meter)) yield return Missing("meter", meter);
        if (!catalogue.Slots.ContainsKey(ParallelSearches(catalogue))) yield return Missing("slot", ParallelSearches(catalogue));
        foreach (var objection in Objections(catalogue, Ledgers, ApiBalance(catalogue))) yield return objection;
        foreach (var objection in Objections(catalogue, PlatformOperations, PlatformBalance(catalogue))) yield return objection;
    }

    /// <summary>A ledger adds up one asset, so its operation is paid in that one.</summary>
    private static IEnumerable<string> Objections(Catalogue catalogue, ImmutableArray<string> fields, string asset)
    {
        foreach (var field in fields)
        {
            var name = Name(catalogue, field);
            if (!catalogue.Operations.TryGetValue(name, out var operation)) yield return Missing("operation", name);
            else if (!IsPaidIn(catalogue, operation, asset))
                yield return $"dialects: generect counts {name} in {asset}, so that is what it must be paid in";
        }
    }

    private static bool IsPaidIn(Catalogue catalogue, Operation operation, string asset) =>
        (operation.Tariff is { } tariff ? tariff.Asset == asset : operation.CallerAssets is [var only] && only == asset)
        && catalogue.Plans.Values.All(plan => !plan.Prices.TryGetValue(operation.Name, out var own) || own.Asset == asset);

    private static string Missing(string kind, string name) => $"dialects: generect names the {kind} {name}, which there is not";

    private static string Name(Catalogue catalogue, string field)
    {
        if (catalogue.Dialects.TryGetValue(Section, out var section) && section.TryGetValue(field, out var name)) return name;
        foreach (var (known, otherwise) in Names) if (known == field) return otherwise;
        throw new ArgumentOutOfRangeException(nameof(field), field, "Generect has no such field.");
    }
}
