using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.HeyGen;

/// <summary>What feeds HeyGen's fields: the catalogue's section <c>dialects: heygen</c>.</summary>
internal static class HeyGenFields
{
    /// <summary>The plan names that the vendor documents.</summary>
    private static readonly string[] PlanNames = ["free", "starter", "creator", "pro", "team", "enterprise", "business_plus"];

    /// <summary>The asset of the prepaid balance.</summary>
    internal static string Wallet(Catalogue catalogue) => Field(catalogue, "wallet", "usd");

    /// <summary>The asset of the plan's pool.</summary>
    internal static string PremiumCredits(Catalogue catalogue) => Field(catalogue, "premium_credits", "credits");

    /// <summary>The asset of add-on grants.</summary>
    internal static string AddOnCredits(Catalogue catalogue) => Field(catalogue, "add_on_credits", "credits");

    /// <summary>The asset of postpaid spend.</summary>
    internal static string Spending(Catalogue catalogue) => Field(catalogue, "spending", "usd");

    internal static IEnumerable<string> Objections(Catalogue catalogue)
    {
        foreach (var plan in catalogue.Plans.Values)
            if (!plan.DialectNames.TryGetValue("heygen", out var name) || !PlanNames.Contains(name))
                yield return $"plan {plan.Name} needs dialect_names: heygen, one of {string.Join(", ", PlanNames)}";
        foreach (var asset in new[] { Wallet(catalogue), PremiumCredits(catalogue), AddOnCredits(catalogue), Spending(catalogue) })
            if (!catalogue.Assets.ContainsKey(asset)) yield return $"dialects: heygen names the asset {asset}, which there is not";
    }

    private static string Field(Catalogue catalogue, string field, string otherwise) =>
        catalogue.Dialects.TryGetValue("heygen", out var section) && section.TryGetValue(field, out var name) ? name : otherwise;
}
