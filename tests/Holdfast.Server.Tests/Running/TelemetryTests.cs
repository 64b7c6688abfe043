using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Tests.Running;

public sealed class TelemetryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("holdfast-telemetry-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A collector hears of commands, commits and requests, and of no secret, when one is configured.</summary>
    [Fact]
    public async Task Metrics_and_traces_reach_a_collector()
    {
        var heard = new ConcurrentDictionary<string, StringBuilder>();
        await using var collector = Collector(heard);
        await collector.StartAsync();
        var account = "";
        await using (var server = await ServerProcess.StartAsync(
            $"sqlite:{folder}/holdfast.db", ("Holdfast:Otlp", collector.Urls.First()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")))
        {
            using var http = new HttpClient { BaseAddress = new(server.Url) };
            http.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.OperatorKey);
            account = await (await http.PostAsJsonAsync("/ledger/v1/accounts", new { username = "seen" })).Content.ReadAsStringAsync();
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Contains("\"username\":\"seen\"", account, StringComparison.Ordinal);
        var metrics = heard["/v1/metrics"].ToString();
        foreach (var name in (string[])["holdfast.commands", "OpenAccount", "holdfast.entries", "holdfast.commit.duration", "http.server.request.duration"])
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        Assert.Contains("commit", heard["/v1/traces"].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ServerProcess.OperatorKey, metrics + heard["/v1/traces"], StringComparison.Ordinal);
    }

    private static WebApplication Collector(ConcurrentDictionary<string, StringBuilder> heard)
    {
        var builder = WebApplication.CreateSlimBuilder(["--Urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/v1/{signal}", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.Latin1);
            var text = await reader.ReadToEndAsync();
            var all = heard.GetOrAdd(http.Request.Path, _ => new());
            lock (all) all.Append(text);
        });
        return app;
    }
}
