using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Storage.Tests;

namespace Holdfast.Server.Tests.Running;

/// <summary>The operator's guides, followed word for word: what stands in their boxes is run where a server runs.</summary>
public sealed partial class GuideTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("holdfast-guide-").FullName;
    private readonly string url = $"http://127.0.0.1:{ServerProcess.FreePort()}";
    private readonly Dictionary<string, string> environment = [];
    private PostgresServer? postgres;

    public async Task InitializeAsync()
    {
        var bin = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        await ProgramAsync(Path.Combine(bin, "holdfast"), $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "holdfast.dll")}' \"$@\"");

        // What stands in for the machine's own: it runs one server, whose id is in a file.
        await ProgramAsync(Path.Combine(bin, "systemctl"), """
            case "$1 $2" in
              'start holdfast')
                holdfast > server.log 2>&1 &
                echo $! > server.pid
                until holdfast ready 2> /dev/null; do kill -0 "$(cat server.pid)"; done ;;
              'stop holdfast')
                kill -TERM "$(cat server.pid)"
                while kill -0 "$(cat server.pid)" 2> /dev/null; do :; done ;;
            esac
            """);
        await RunAsync("chmod +x bin/*");
    }

    public async Task DisposeAsync()
    {
        await RunAsync("systemctl stop holdfast");
        if (postgres is not null) await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Guarantees that an operator who follows the guide has, after a restore, what was acknowledged before the backup and nothing else.</summary>
    [Fact]
    public async Task An_embedded_store_is_backed_up_and_restored()
    {
        await BackUpAndRestoreAsync(Boxes("backup.md", "An embedded store"));
    }

    /// <summary>Guarantees the same of a store on PostgreSQL.</summary>
    [Fact]
    public async Task A_database_is_backed_up_and_restored()
    {
        await UsePostgresAsync();
        await RunAsync("createdb holdfast");
        environment["Holdfast__Storage"] = Database;
        await BackUpAndRestoreAsync(Boxes("backup.md", "PostgreSQL"));
    }

    /// <summary>Guarantees that an embedded store goes into a database as the guide says, with all that callers know of it, and back again.</summary>
    [Fact]
    public async Task An_embedded_store_moves_into_a_database()
    {
        await UsePostgresAsync();
        await RunAsync("systemctl start holdfast");
        var account = (string)(await CallAsync("POST", "/accounts", """{"email":"ann@example.com"}"""))["id"]!;
        await GrantAsync(account, "one");

        await RunAsync(Boxes("scale.md", "From the file to a database")[0]);
        environment["Holdfast__Storage"] = Database;
        await RunAsync("systemctl start holdfast");

        await GrantAsync(account, "one");
        Assert.Equal("10", await AvailableAsync(account));
        await GrantAsync(account, "two");
        await RunAsync($"systemctl stop holdfast; holdfast copy --from '{Database}' --to sqlite:data/holdfast.db; holdfast verify --Holdfast:Storage=sqlite:data/holdfast.db");
        environment.Remove("Holdfast__Storage");
        await RunAsync("systemctl start holdfast");
        Assert.Equal("20", await AvailableAsync(account));
    }

    private string Database => $"postgres:Host=127.0.0.1;Port={postgres!.Port};Username=holdfast;Database=holdfast";

    private async Task UsePostgresAsync()
    {
        postgres = await PostgresServer.StartAsync();
        (environment["PGHOST"], environment["PGPORT"], environment["PGUSER"]) = ("127.0.0.1", $"{postgres.Port}", "holdfast");
    }

    private async Task BackUpAndRestoreAsync(string[] boxes)
    {
        await RunAsync("systemctl start holdfast");
        var account = (string)(await CallAsync("POST", "/accounts", """{"email":"ann@example.com"}"""))["id"]!;
        await GrantAsync(account, "before");
        await RunAsync(boxes[0]);
        await GrantAsync(account, "after");
        Assert.Equal("20", await AvailableAsync(account));

        await RunAsync(boxes[1]);

        Assert.Equal("10", await AvailableAsync(account));
        await GrantAsync(account, "before");
        Assert.Equal("10", await AvailableAsync(account));
        await GrantAsync(account, "after");
        Assert.Equal("20", await AvailableAsync(account));
    }

    private Task<JsonNode> GrantAsync(string account, string id) =>
        CallAsync("POST", $"/accounts/{account}/grants", """{"asset":"eur","amount":"10","source":"purchase"}""", id);

    private async Task<string> AvailableAsync(string account) => (string)(await CallAsync("GET", $"/accounts/{account}"))["balances"]!["eur"]!["available"]!;

    private async Task<JsonNode> CallAsync(string method, string path, string? body = null, string? id = null)
    {
        using var request = new HttpRequestMessage(new(method), url + "/ledger/v1" + path);
        request.Headers.Add("Authorization", "Bearer " + ServerProcess.OperatorKey);
        if (id is not null) request.Headers.Add("Idempotency-Key", id);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>What stands in the boxes of a part of a guide.</summary>
    private static string[] Boxes(string guide, string part)
    {
        var text = File.ReadAllText(Checkout.Folder($"docs/guide/{guide}"));
        var begin = text.IndexOf($"## {part}\n", StringComparison.Ordinal);
        var end = text.IndexOf("\n## ", begin, StringComparison.Ordinal);
        return [.. Box().Matches(text[begin..(end < 0 ? text.Length : end)]).Select(box => box.Groups[1].Value)];
    }

    /// <summary>Runs it as an operator would, and ends at the first command that fails.</summary>
    private async Task RunAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{folder}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["Urls"] = url;
        start.Environment["Holdfast__OperatorKey"] = ServerProcess.OperatorKey;
        start.Environment["Holdfast__Demo"] = "false";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var bash = Process.Start(start)!;
        var texts = await Task.WhenAll(bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, string.Concat(texts));
    }

    private static Task ProgramAsync(string path, string script) => File.WriteAllTextAsync(path, $"#!/bin/bash\nset -eu\n{script}\n");

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Box();
}
