using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Depicta;

/// <summary>What feeds Depicta's fields: the catalogue's section <c>dialects: depicta</c>.</summary>
internal static class DepictaFields
{
    private const string Section = "depicta";

    /// <summary>The asset of the balance.</summary>
    internal static string Balance(Catalogue catalogue) =>
        catalogue.Dialects.TryGetValue(Section, out var section) && section.TryGetValue("balance", out var asset) ? asset : "eur";

    internal static IEnumerable<string> Objections(Catalogue catalogue)
    {
        var balance = Balance(catalogue);
        if (!catalogue.Assets.TryGetValue(balance, out var asset)) yield return $"dialects: depicta names the asset {balance}, which there is not";
        else if (asset.PurchaseMax is null) yield return $"the asset {balance} needs purchase_max, since Depicta shows the limit of its purchases";
    }
}
