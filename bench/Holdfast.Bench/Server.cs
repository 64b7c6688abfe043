using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Holdfast.Bench;

/// <summary>A server in its own process: the published one, or the bare one to compare it with.</summary>
internal sealed partial class Server : IAsyncDisposable
{
    private const string OperatorKey = "hfop_bench_operator_key";
    private readonly Process process;

    private Server(Process process, string url)
    {
        this.process = process;
        Url = url;
        Http = new() { BaseAddress = new(url) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey);
    }

    internal string Url { get; }

    internal HttpClient Http { get; }

    internal static string Authorization => "Authorization: Bearer " + OperatorKey;

    /// <summary>What it holds in memory now.</summary>
    internal long ResidentBytes => long.Parse(
        ResidentSize().Match(File.ReadAllText($"/proc/{process.Id}/status")).Groups[1].Value, CultureInfo.InvariantCulture) * 1024;

    /// <summary>Starts the published Holdfast on a store, and waits until it answers.</summary>
    internal static async Task<Server> HoldfastAsync(Options options, string storage)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo(Path.Combine(options.Published, "holdfast")) { RedirectStandardOutput = true };
        foreach (var (name, value) in ((string, string)[])
            [("Urls", url), ("Holdfast__Storage", storage), ("Holdfast__OperatorKey", OperatorKey), ("Holdfast__Demo", "false"), ("Holdfast__RateLimit__Enabled", "false")])
            start.Environment[name] = value;
        return await StartAsync(start, url, "/readyz");
    }

    /// <summary>Starts a Kestrel that returns so many bytes to each path, and every body that is put to it.</summary>
    internal static async Task<Server> BareAsync(params (string Path, int Bytes)[] answers)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", [typeof(Server).Assembly.Location, "bare", url, .. answers.Select(answer => $"{answer.Path}={answer.Bytes}")]) { RedirectStandardOutput = true };
        return await StartAsync(start, url, "/ready");
    }

    internal async Task<string> PostAsync(string path, object body, string field)
    {
        using var answer = await Http.PostAsJsonAsync("/ledger/v1" + path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? (string)JsonNode.Parse(text)![field]! : throw new InvalidOperationException($"{path}: {text}");
    }

    /// <summary>Opens accounts that can pay for whatever is measured.</summary>
    internal async Task<IReadOnlyList<string>> OpenAsync(int accounts)
    {
        var ids = new string[accounts];
        await Parallel.ForEachAsync(Enumerable.Range(0, accounts), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (at, _) =>
        {
            ids[at] = await PostAsync("/accounts", new { username = $"bench {at}" }, "id");
            await PostAsync($"/accounts/{ids[at]}/grants", new { asset = "usd", amount = "100000000", source = "promo" }, "id");
        });
        return ids;
    }

    /// <summary>Requests a second, as wrk counts them; any answer but a success is an error.</summary>
    /// <param name="missesMax">How many of a thousand answers may be refusals all the same.</param>
    internal async Task<double> LoadAsync(Options options, string path, string? script, double missesMax = 0, params string[] headers)
    {
        string[] arguments =
        [
            "-t1", $"-c{options.Callers}", string.Create(CultureInfo.InvariantCulture, $"-d{options.Seconds}s"),
            .. script is null ? [] : new[] { "-s", script }, .. headers.SelectMany(header => new[] { "-H", header }), Url + path,
        ];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        var misses = Missed().Match(output) is { Success: true } missed ? Number(missed) : 0;
        if (misses > missesMax / 1_000 * Number(Total().Match(output))) throw new InvalidOperationException(output);
        return Number(Rate().Match(output));
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<Server> StartAsync(ProcessStartInfo start, string url, string ready)
    {
        var server = new Server(Process.Start(start)!, url);
        while (true)
        {
            try
            {
                if ((await server.Http.GetAsync(ready)).StatusCode == HttpStatusCode.OK) return server;
            }
            catch (HttpRequestException)
            {
                if (server.process.HasExited) throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} has ended.");
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Missed();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Total();

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"VmRSS:\s+(\d+) kB")]
    private static partial Regex ResidentSize();
}
