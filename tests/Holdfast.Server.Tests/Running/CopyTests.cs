using System.Diagnostics;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage;

namespace Holdfast.Server.Tests.Running;

/// <summary>Copies, exports and imports as an operator runs them, killed in the middle of it again and again.</summary>
public sealed class CopyTests : IDisposable
{
    private const int Kills = 5;

    private readonly string folder = Directory.CreateTempSubdirectory("holdfast-copy-").FullName;
    private readonly Random random = new(20261124);

    private string Source => Path.Combine(folder, "source.db");

    private string Target => Path.Combine(folder, "target.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Guarantees that a copy which is killed at any moment goes on where it stopped and ends with everything, row for row.</summary>
    [Fact]
    public async Task A_killed_copy_goes_on()
    {
        await FillAsync();
        for (var kill = 1; kill <= Kills; kill++) await KillAsync(["copy", "--from", "sqlite:" + Source, "--to", "sqlite:" + Target], null, Target, kill);

        var last = LastLine(await RunAsync("copy", "--from", "sqlite:" + Source, "--to", "sqlite:" + Target));

        Assert.StartsWith("holdfast: copied 40 accounts, 12000 entries (", last, StringComparison.Ordinal);
        Assert.DoesNotContain("(0 were there already)", last, StringComparison.Ordinal);
        await AreEqualAsync();
        Assert.Contains(": copied 40 accounts, 12000 entries (12000 were there already), 0 snapshots, ", await RunAsync("copy", "--from", "sqlite:" + Source, "--to", "sqlite:" + Target), StringComparison.Ordinal);
    }

    /// <summary>Guarantees the same of an export to a file and of imports from it, by name and through a pipe.</summary>
    [Fact]
    public async Task Killed_exports_and_imports_go_on()
    {
        await FillAsync();
        var (whole, file) = (await ExportAsync(Source), Path.Combine(folder, "export.jsonl"));
        for (var kill = 1; kill <= Kills; kill++) await KillAsync(["export", "--to", file, "--Holdfast:Storage=sqlite:" + Source], null, file, kill, whole.Length);
        await RunAsync("export", "--to", file, "--Holdfast:Storage=sqlite:" + Source);
        Assert.Equal(whole, await File.ReadAllBytesAsync(file));

        for (var kill = 1; kill <= Kills; kill++)
            await KillAsync(kill % 2 == 0 ? ["import", "--from", file, "--Holdfast:Storage=sqlite:" + Target] : ["import", "--Holdfast:Storage=sqlite:" + Target], kill % 2 == 0 ? null : whole, Target, kill);
        Assert.Contains(": imported 40 accounts, 12000 entries (", await RunAsync("import", "--from", file, "--Holdfast:Storage=sqlite:" + Target), StringComparison.Ordinal);
        await AreEqualAsync();
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_one_sentence()
    {
        await EndsAsync(2, "--from is missing; holdfast help tells what there is.", "copy", "--to", "sqlite:" + Target);
        await EndsAsync(2, "--to has no value; holdfast help tells what there is.", "copy", "--from", "sqlite:" + Source, "--to");
        await EndsAsync(2, "there is no option '--too'; holdfast help tells what there is.", "export", "--too", "x");
        await EndsAsync(2, "'x' is neither an option nor a setting; holdfast help tells what there is.", "import", "x");
        await EndsAsync(2, "--to stands there twice; holdfast help tells what there is.", "copy", "--to", "a", "--to", "b");
        await EndsAsync(2, "--from and --to name the same store; holdfast help tells what there is.", "copy", "--from", "sqlite:a", "--to=sqlite:a");
        await EndsAsync(1, $"There is no store at {Source}.", "copy", "--from", "sqlite:" + Source, "--to", "sqlite:" + Target);
        await EndsAsync(1, $"There is no store at {Source}.", "verify", "--Holdfast:Storage=sqlite:" + Source);
        await EndsAsync(1, $"Could not find file '{Source}.jsonl'.", "import", "--from", Source + ".jsonl", "--Holdfast:Storage=sqlite:" + Target);
        await EndsAsync(1, "Line 1 is missing: there is nothing to read.", "import", "--Holdfast:Storage=sqlite:" + Target);
        await EndsAsync(1, "Line 1 is no JSON.", "import", "--from", "/etc/passwd", "--Holdfast:Storage=sqlite:" + Target);
        Assert.False(File.Exists(Source));
    }

    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("copy", "--help")]
    public async Task Every_command_is_described(params string[] arguments)
    {
        var (exit, output) = await ServerProcess.RunAsync(arguments, "sqlite:" + Source);
        Assert.Equal(0, exit);
        foreach (var command in (string[])["[serve]", "verify", "copy --from <storage> --to <storage>", "export [--to <file>]", "import [--from <file>]", "backup --to <file>", "ready", "help", "--version"])
            Assert.Contains("holdfast " + command, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_told() =>
        Assert.Matches(@"^holdfast \d+\.\d+\.\d+\n$", (await ServerProcess.RunAsync(["--version"], "sqlite:" + Source)).Output);

    private async Task EndsAsync(int exit, string sentence, params string[] arguments)
    {
        var (ended, output) = await ServerProcess.RunAsync(arguments, "sqlite:" + Source);
        Assert.Equal((exit, $"holdfast: {sentence}"), (ended, LastLine(output)));
    }

    /// <summary>What came before it told how far the command was.</summary>
    private static string LastLine(string output) => output.TrimEnd().Split('\n')[^1];

    /// <summary>40 accounts with 298 charges each, after what opens them.</summary>
    private async Task FillAsync()
    {
        await using var journal = await StorageSetting.OpenAsync("sqlite:" + Source, CancellationToken.None);
        await using var engine = new AccountEngine(journal, await Catalogues.OpenAsync(journal, null, _ => { }, default, CancellationToken.None), TimeProvider.System, new());
        await journal.SetSettingAsync("operator_key_sha256", new('a', 64), CancellationToken.None);
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (_, cancel) =>
        {
            var id = new AccountId(Guid.CreateVersion7());
            await engine.ExecuteAsync(id, new OpenAccount { Id = id, Profile = new() { ExternalId = id.ToString() } }, cancel);
            await engine.ExecuteAsync(id, new GiveGrant { Asset = "eur", Amount = Amount.Units(1_000), Source = GrantSource.Promo }, cancel);
            await Task.WhenAll(Enumerable.Range(0, 298).Select(n =>
                engine.ExecuteAsync(id, new Charge { Operation = "image.generate", Amount = new("eur", new(n + 1)) }, cancel).AsTask()));
        });
    }

    /// <summary>Kills the command once it has written some part of what it will.</summary>
    /// <param name="input">What it is given through a pipe.</param>
    private async Task KillAsync(string[] arguments, byte[]? input, string written, int kill, long? whole = null)
    {
        var before = Length(written);
        var all = whole ?? new FileInfo(Source).Length;
        var until = before + (long)((all - before) * random.NextDouble() / 3);
        var enough = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.Size | NotifyFilters.LastWrite };
        watcher.Changed += (_, _) =>
        {
            if (Length(written) > until) enough.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        using var process = ServerProcess.Launch(arguments, "sqlite:" + Source, input is not null);
        var feeding = input is null ? Task.CompletedTask : FeedAsync(process, input);
        await Task.WhenAny(enough.Task, process.WaitForExitAsync());
        process.Kill();
        await process.WaitForExitAsync();
        await feeding;
        Assert.True(process.ExitCode != 0 || kill > 1, "the first was to be killed in the middle of it");
    }

    private static async Task FeedAsync(Process process, byte[] input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It was killed before it had read everything.
        }
    }

    /// <summary>What a store or an export takes on disk so far.</summary>
    private static long Length(string path) => new[] { path, path + "-wal" }.Where(File.Exists).Sum(file => new FileInfo(file).Length);

    private async Task<string> RunAsync(params string[] arguments)
    {
        var (exit, output) = await ServerProcess.RunAsync(arguments, "sqlite:" + Source);
        Assert.True(exit == 0, output);
        return output;
    }

    private static async Task<byte[]> ExportAsync(string store)
    {
        await using var journal = await StorageSetting.OpenExistingAsync("sqlite:" + store, CancellationToken.None);
        using var bytes = new MemoryStream();
        await StoreCopy.ExportAsync(journal, part => bytes.WriteAsync(part), new(), CancellationToken.None);
        return bytes.ToArray();
    }

    /// <summary>Both stores are in good order and hold the same: what an export shows, and what verify adds up.</summary>
    private async Task AreEqualAsync()
    {
        Assert.Equal(await ExportAsync(Source), await ExportAsync(Target));
        Assert.Equal(await RunAsync("verify", "--Holdfast:Storage=sqlite:" + Source), await RunAsync("verify", "--Holdfast:Storage=sqlite:" + Target));
    }
}
