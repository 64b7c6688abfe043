using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects.Generect;
using Holdfast.Server.Dialects.HeyGen;

namespace Holdfast.Server.Dialects;

/// <summary>Whether every dialect can work with a catalogue.</summary>
internal static class DialectCheck
{
    /// <exception cref="CatalogueException">One cannot.</exception>
    internal static void Check(Catalogue catalogue)
    {
        string[] objections =
        [
            .. HeyGenFields.Objections(catalogue),
            .. GenerectFields.Objections(catalogue),
        ];
        if (objections.Length > 0) throw new CatalogueException([.. objections.Select(objection => new Finding(1, 1, objection))]);
    }
}
