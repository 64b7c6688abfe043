using System.Diagnostics;
using System.Net;

namespace Holdfast.Server.Tests.Running;

/// <summary>What is shipped, made as docs/guide/install.md says and run where there is nothing else.</summary>
public sealed class ShippingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("holdfast-shipping-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Guarantees that the published program is one file, which serves where there is no .NET.</summary>
    [Fact]
    public async Task The_published_program_is_one_file_and_needs_nothing_else()
    {
        await DotnetAsync("publish", Checkout.Folder("src/Holdfast.Server"), "-p:PublishProfile=linux-x64", $"-p:PublishDir={folder}/published/");
        var file = Assert.Single(Directory.GetFileSystemEntries(Path.Combine(folder, "published")));
        Assert.Equal("holdfast", Path.GetFileName(file));

        var alone = Path.Combine(folder, "alone");
        Directory.CreateDirectory(alone);
        File.Move(file, Path.Combine(alone, "holdfast"));
        var url = $"http://127.0.0.1:{ServerProcess.FreePort()}";
        var start = new ProcessStartInfo(Path.Combine(alone, "holdfast")) { WorkingDirectory = alone, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in ((string, string)[])[("Urls", url), ("Holdfast__Demo", "false"), ("DOTNET_BUNDLE_EXTRACT_BASE_DIR", Path.Combine(folder, "unpacked"))]) start.Environment[name] = value;
        using var server = Process.Start(start)!;
        try
        {
            var errors = server.StandardError.ReadToEndAsync();
            Assert.StartsWith("Operator key, shown only now: hfop_", await server.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
            Assert.Equal($"Holdfast listens on {url} and describes its API at {url}/docs", await server.StandardOutput.ReadLineAsync());
            using var http = new HttpClient();
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(url + "/readyz")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(url + "/docs/index.html")).StatusCode);
            using var stop = Process.Start("kill", ["-TERM", $"{server.Id}"]);
            await server.WaitForExitAsync();
            Assert.Equal((0, ""), (server.ExitCode, await errors));
        }
        finally
        {
            if (!server.HasExited) server.Kill();
        }
    }

    /// <summary>Guarantees that the package installs as a tool with the name of the program.</summary>
    [Fact]
    public async Task The_package_is_a_tool()
    {
        await DotnetAsync("pack", Checkout.Folder("src/Holdfast.Server"), "--output", folder);
        await DotnetAsync("tool", "install", "Holdfast", "--tool-path", folder, "--add-source", folder);
        var version = await RunAsync(Path.Combine(folder, "holdfast"), "--version");
        Assert.Matches(@"^holdfast \d+\.\d+\.\d+\n$", version);
    }

    private Task<string> DotnetAsync(params string[] arguments) => RunAsync("dotnet", arguments);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // A server of the compiler would outlive the test.
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, string.Concat(texts));
        return texts[0];
    }
}
