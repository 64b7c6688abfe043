using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Holdfast.Tidy.Tests;

/// <summary>The style of the house, as far as a program can see it. See STYLE.md.</summary>
public sealed partial class TidyTests
{
    private const int SourceLinesMax = 400;
    private const int TestLinesMax = 600;
    private const int MethodLinesMax = 70;

    private static readonly string Root = FindRoot();
    private static readonly string[] Files = Git("ls-files", "--cached", "--others", "--exclude-standard");

    [Fact]
    public void No_file_is_too_long() =>
        Assert.Empty(CSharp().Where(file => Lines(file).Length > (IsTest(file) ? TestLinesMax : SourceLinesMax)));

    [Fact]
    public void No_method_is_too_long() => Assert.Empty(CSharp().SelectMany(LongMethods));

    [Fact]
    public void Nothing_has_a_name_that_says_nothing() =>
        Assert.Empty(CSharp().SelectMany(file => NamesThatSayNothing().Matches(Text(file)).Select(match => $"{file}: {match.Value.Trim()}")));

    [Fact]
    public void No_comment_puts_work_off() =>
        Assert.Empty(CSharp().Where(file => !file.EndsWith("TidyTests.cs", StringComparison.Ordinal)).SelectMany(file => PutOff().Matches(Text(file)).Select(match => $"{file}: {match.Value}")));

    [Fact]
    public void No_test_is_skipped_and_none_sleeps() =>
        Assert.Empty(CSharp().Where(IsTest).Where(file => !file.EndsWith("TidyTests.cs", StringComparison.Ordinal) && Dodges().IsMatch(Text(file))));

    /// <summary>Guarantees that the ledger stays pure: no package, no I/O, no clock, no async, no randomness.</summary>
    [Fact]
    public void The_ledger_is_pure()
    {
        Assert.DoesNotContain("PackageReference", Text("src/Holdfast.Ledger/Holdfast.Ledger.csproj"), StringComparison.Ordinal);
        Assert.DoesNotContain("ProjectReference", Text("src/Holdfast.Ledger/Holdfast.Ledger.csproj"), StringComparison.Ordinal);
        Assert.Empty(CSharp().Where(file => file.StartsWith("src/Holdfast.Ledger/", StringComparison.Ordinal) && Impure().IsMatch(Text(file))));
    }

    [Fact]
    public void SQL_lives_in_the_storage_alone() =>
        Assert.Empty(CSharp().Where(file => file.StartsWith("src/", StringComparison.Ordinal) && !file.StartsWith("src/Holdfast.Storage/", StringComparison.Ordinal) && Sql().IsMatch(Text(file))));

    /// <summary>Guarantees that a dialect can be deleted: none knows another.</summary>
    [Fact]
    public void No_dialect_knows_another()
    {
        string[] dialects = ["HeyGen", "ElevenLabs", "Generect", "Depicta"];
        foreach (var dialect in dialects)
        {
            var files = CSharp().Where(file => file.StartsWith($"src/Holdfast.Server/Dialects/{dialect}/", StringComparison.Ordinal)).ToArray();
            Assert.NotEmpty(files);
            Assert.Empty(files.Where(file => dialects.Except([dialect]).Any(other => Text(file).Contains("Dialects." + other, StringComparison.Ordinal))));
            Assert.Contains($"src/Holdfast.Server/Dialects/{dialect}/README.md", Files);
        }
    }

    [Fact]
    public void Every_concept_of_the_ledger_has_a_page()
    {
        foreach (var concept in (string[])["Accounts", "Balances", "Holds", "Meters", "Slots", "Plans", "Periods", "Keys", "Limits", "Members", "Catalogue"])
            Assert.Contains($"src/Holdfast.Ledger/{concept}/README.md", Files);
    }

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        var broken = from file in Files
                     where file.EndsWith(".md", StringComparison.Ordinal)
                     from Match link in Link().Matches(Text(file))
                     let target = link.Groups[1].Value
                     where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
                     let path = Path.GetFullPath(Path.Combine(Root, Path.GetDirectoryName(file)!, target.Split('#')[0]))
                     where !File.Exists(path) && !Directory.Exists(path)
                     select $"{file}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void No_machine_is_named()
    {
        var named = Files.Where(file => !file.EndsWith("TidyTests.cs", StringComparison.Ordinal) && IsText(file) && Machine().IsMatch(Text(file)));
        Assert.Empty(named);
    }

    [Fact]
    public void Scripts_can_be_run()
    {
        foreach (var script in (string[])["run", "test", ".ci/run"])
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(Root, script)).HasFlag(UnixFileMode.UserExecute), script);
    }

    private static IEnumerable<string> LongMethods(string file)
    {
        var root = Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(Text(file)).GetRoot();
        foreach (var method in root.DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.BaseMethodDeclarationSyntax>())
        {
            var span = method.GetLocation().GetLineSpan();
            if (span.EndLinePosition.Line - span.StartLinePosition.Line >= MethodLinesMax) yield return $"{file}:{span.StartLinePosition.Line + 1}";
        }
    }

    private static IEnumerable<string> CSharp() => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    private static bool IsTest(string file) => file.StartsWith("tests/", StringComparison.Ordinal);

    private static bool IsText(string file) => new[] { ".cs", ".md", ".yaml", ".json", ".mjs", ".props", ".csproj", ".txt", "" }.Contains(Path.GetExtension(file));

    private static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static string[] Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, WorkingDirectory = Root };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. files.Where(file => File.Exists(Path.Combine(Root, file)))];
    }

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Holdfast.slnx"))) at = at.Parent!;
        return at.FullName;
    }

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\s+\w*(Manager|Helper|Helpers|Util|Utils|Common|Service|Mediator|Factory|Repository)\b")]
    private static partial Regex NamesThatSayNothing();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|#region")]
    private static partial Regex PutOff();

    [GeneratedRegex(@"Skip\s*=|Assert\.Skip|Thread\.Sleep|Task\.Delay\(")]
    private static partial Regex Dodges();

    [GeneratedRegex(@"System\.IO|System\.Net|TimeProvider|\basync\b|\bawait\b|new Random|RandomNumberGenerator|DateTime\.(Now|UtcNow)|\b(double|float)\b")]
    private static partial Regex Impure();

    [GeneratedRegex("\"[^\"]*\\b(SELECT .+ FROM|INSERT INTO|UPDATE \\w+ SET|DELETE FROM|CREATE TABLE)\\b")]
    private static partial Regex Sql();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"/work/|/root/|registry\.npmjs|api\.nuget\.org|\bchatgpt\b|\bclaude\b", RegexOptions.IgnoreCase)]
    private static partial Regex Machine();
}
