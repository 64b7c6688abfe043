using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Engine;
using Holdfast.Server.Running;
using Holdfast.Storage;
using Holdfast.Storage.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server.Tests;

/// <summary>A whole node on a temporary store, spoken to over real HTTP as an operator or as a customer.</summary>
public sealed class TestNode : IAsyncDisposable
{
    public const string OperatorKey = "hfop_test_operator_key";
    private readonly string folder;
    private readonly string storage;
    private readonly (string Name, string Value)[] settings;
    private Node node;
    private int calls;

    private TestNode(string folder, string storage, (string Name, string Value)[] settings, Node node)
    {
        (this.folder, this.storage, this.settings, this.node) = (folder, storage, settings, node);
        Http = Speak(node);
    }

    public HttpClient Http { get; private set; }

    /// <summary>Everything that is mapped.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => [.. node.Web.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    /// <summary>For what customers do that has no endpoint here: ledger commands.</summary>
    internal AccountEngine Engine => node.Engine;

    /// <summary>Moves the test clock, where there is one, to an instant.</summary>
    internal void SetClock(string now) => (node.Time as TestClock)?.Set(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));

    /// <summary>Starts a node with the test clock at an instant.</summary>
    /// <param name="settings">Names without the <c>Holdfast:</c> in front.</param>
    public static async Task<TestNode> StartAsync(string now = "2024-10-30T13:09:31Z", params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
        var storage = await TestStorage.NewAsync(folder);
        var started = new TestNode(folder, storage, settings, await RunAsync(storage, settings));
        started.SetClock(now);
        return started;
    }

    /// <summary>Stops the node and starts another on the same store. The test clock stands at the real time then.</summary>
    public Task RestartAsync() => RestartAsync(() => Task.CompletedTask);

    /// <summary>What a proof of the books finds wrong. The node is stopped for it and started again.</summary>
    public async Task<IReadOnlyList<string>> FindingsAsync()
    {
        var findings = new List<string>();
        await RestartAsync(async () =>
        {
            await using var journal = await StorageSetting.OpenExistingAsync(storage, CancellationToken.None);
            await foreach (var finding in new Verifier(journal).FindingsAsync(CancellationToken.None)) findings.Add(finding);
        });
        return findings;
    }

    private async Task RestartAsync(Func<Task> meanwhile)
    {
        Http.Dispose();
        await node.Web.StopAsync();
        await node.DisposeAsync();
        await meanwhile();
        node = await RunAsync(storage, settings);
        Http = Speak(node);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await node.Web.StopAsync();
        await node.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<Node> RunAsync(string storage, (string Name, string Value)[] settings)
    {
        var builder = Hosting.Begin(["--Urls=http://127.0.0.1:0"]);

        // A test may hold a body back for as long as it likes.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinRequestBodyDataRate = null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Holdfast:Storage"] = storage,
            ["Holdfast:OperatorKey"] = OperatorKey,
            ["Holdfast:TestClock"] = "true",
            ["Holdfast:Demo"] = "false",
            ["Logging:LogLevel:Default"] = "None",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("Holdfast:" + setting.Name, (string?)setting.Value)));
        var node = await Node.OpenAsync(builder, CancellationToken.None);
        await node.Web.StartAsync();
        return node;
    }

    private static HttpClient Speak(Node node)
    {
        var address = node.Web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(address) };
    }

    /// <summary>A body that may be refused for its size is sent when the node has said that it wants it, so that its answer is always read.</summary>
    public const int ExpectContinueFrom = 500_000;

    /// <summary>One request as anybody.</summary>
    public async Task<Reply> SendAsync(string method, string path, string? body = null, string mediaType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
            request.Headers.ExpectContinue = body.Length > ExpectContinueFrom;
        }

        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new(response.StatusCode, text, all);
    }

    /// <summary>One native call as the operator.</summary>
    public Task<Reply> CallAsync(string method, string path, object? body = null, string? idempotencyKey = null) => SendAsync(
        method, "/ledger/v1" + path, body is null ? null : body as string ?? JsonSerializer.Serialize(body), "application/json",
        [("Authorization", "Bearer " + OperatorKey), .. idempotencyKey is null ? [] : new[] { ("Idempotency-Key", idempotencyKey) }]);

    /// <summary>One native call that must succeed.</summary>
    public async Task<JsonNode> MustAsync(string method, string path, object? body = null)
    {
        var reply = await CallAsync(method, path, body, method == "POST" ? $"call-{++calls}" : null);
        Assert.True((int)reply.Status < 300, $"{method} {path} -> {(int)reply.Status} {reply.Text}");
        return reply.Json;
    }

    /// <summary>Opens an account and gives it a key.</summary>
    public async Task<(string Account, string Secret)> OpenAsync(object body, object? key = null)
    {
        var account = (string)(await MustAsync("POST", "/accounts", body))["id"]!;
        return (account, (string)(await MustAsync("POST", $"/accounts/{account}/keys", key ?? new { name = "test" }))["secret"]!);
    }
}

/// <summary>An answer, read whole.</summary>
public sealed record Reply(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;
}
