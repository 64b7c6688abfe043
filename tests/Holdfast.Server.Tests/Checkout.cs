namespace Holdfast.Server.Tests;

/// <summary>Where the checkout lies, seen from a test.</summary>
public static class Checkout
{
    /// <summary>A folder or file of the checkout.</summary>
    public static string Folder(string path)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Holdfast.slnx"))) at = at.Parent!;
        return Path.Combine(at.FullName, path);
    }
}
