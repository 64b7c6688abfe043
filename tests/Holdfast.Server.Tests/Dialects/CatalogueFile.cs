using Holdfast.Engine;

namespace Holdfast.Server.Tests.Dialects;

/// <summary>The built-in catalogue with parts of it put otherwise, as a file that a node can be started with.</summary>
internal sealed class CatalogueFile : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"holdfast-catalogue-{Path.GetRandomFileName()}.yaml");

    public CatalogueFile(params ReadOnlySpan<(string Part, string Instead)> changes) => File.WriteAllText(file, Document(changes));

    /// <summary>Its text.</summary>
    public static string Document(params ReadOnlySpan<(string Part, string Instead)> changes)
    {
        var document = Catalogues.BuiltIn;
        foreach (var (part, instead) in changes) document = document.Without(part, instead);
        return document;
    }

    public (string Name, string Value) Setting => ("Catalogue", file);

    public void Dispose() => File.Delete(file);
}
