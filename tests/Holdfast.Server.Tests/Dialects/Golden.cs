using System.Runtime.CompilerServices;

namespace Holdfast.Server.Tests.Dialects;

/// <summary>
/// Answers as they were once read by a person and found right, in files beside the tests. With
/// <c>HOLDFAST_WRITE_GOLDEN=1</c> in the environment the files are written anew, to be read again in the diff.
/// </summary>
internal static class Golden
{
    private static readonly bool Writes = Environment.GetEnvironmentVariable("HOLDFAST_WRITE_GOLDEN") == "1";

    /// <summary>Compares a body with the file <c>{name}.golden.json</c> beside the test, byte for byte.</summary>
    public static void Check(string name, string body, [CallerFilePath] string test = "") => CheckFile(name + ".golden.json", body, test);

    /// <summary>Compares a text of many answers with the file <c>{name}.golden.txt</c> beside the test, byte for byte.</summary>
    public static void CheckText(string name, string text, [CallerFilePath] string test = "") => CheckFile(name + ".golden.txt", text.TrimEnd('\n'), test);

    private static void CheckFile(string name, string content, string test)
    {
        var file = Path.Combine(Path.GetDirectoryName(Source(test))!, name);
        if (Writes) File.WriteAllText(file, content + "\n");
        Assert.True(File.Exists(file), $"{file} is missing");
        Assert.Equal(File.ReadAllText(file), content + "\n");
    }

    /// <summary>The body with a stand-in for a part that differs from run to run; the part must be there.</summary>
    public static string Without(this string body, string part, string standIn)
    {
        Assert.Contains(part, body, StringComparison.Ordinal);
        return body.Replace(part, standIn, StringComparison.Ordinal);
    }

    /// <summary>Where the test's source is now, whatever path the compiler was told.</summary>
    private static string Source(string test) => Checkout.Folder(test[test.LastIndexOf(Project, StringComparison.Ordinal)..]);

    private const string Project = "tests/Holdfast.Server.Tests/";
}
