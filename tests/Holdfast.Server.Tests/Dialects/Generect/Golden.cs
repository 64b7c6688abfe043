using System.Runtime.CompilerServices;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>Files beside the tests that say what must come out, byte for byte.</summary>
internal static class Golden
{
    /// <summary>Compares with a file. With <c>HOLDFAST_GOLDEN=write</c> in the environment it writes the file instead, for a person to read.</summary>
    /// <param name="name">With its ending: <c>.golden.json</c> or <c>.golden.txt</c>.</param>
    internal static void Check(string name, string actual, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, name);
        if (Environment.GetEnvironmentVariable("HOLDFAST_GOLDEN") == "write") File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"There is no {name}; what came out is: {actual}");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
