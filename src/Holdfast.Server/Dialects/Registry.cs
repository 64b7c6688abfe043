using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects.Depicta;
using Holdfast.Server.Dialects.ElevenLabs;
using Holdfast.Server.Dialects.Generect;
using Holdfast.Server.Dialects.HeyGen;

namespace Holdfast.Server.Dialects;

/// <summary>The dialects that are served, a line each.</summary>
internal static class Registry
{
    private static readonly (Func<Catalogue, IEnumerable<string>> Objections, Func<AccountEngine, RateLimits, Dialect> Make)[] All =
    [
        (HeyGenFields.Objections, (engine, limits) => new HeyGenDialect(engine, limits)),
        (ElevenLabsFields.Objections, (engine, limits) => new ElevenLabsDialect(engine, limits)),
        (GenerectFields.Objections, (engine, limits) => new GenerectDialect(engine, limits)),
        (DepictaFields.Objections, (engine, limits) => new DepictaDialect(engine, limits)),
    ];

    internal static IReadOnlyList<Dialect> Make(AccountEngine engine, RateLimits limits) => [.. All.Select(dialect => dialect.Make(engine, limits))];

    /// <summary>Whether every dialect can work with a catalogue.</summary>
    /// <exception cref="CatalogueException">One cannot.</exception>
    internal static void Check(Catalogue catalogue)
    {
        var objections = All.SelectMany(dialect => dialect.Objections(catalogue)).Concat(AtOnce.Objections(catalogue)).ToArray();
        if (objections.Length > 0) throw new CatalogueException([.. objections.Select(objection => new Finding(1, 1, objection))]);
    }
}
