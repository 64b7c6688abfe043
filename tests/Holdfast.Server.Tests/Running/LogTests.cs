using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Running;

public sealed class LogTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("holdfast-log-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Guarantees that whatever is asked, and however wrongly, no secret reaches the log, and that the log is JSON lines.</summary>
    [Fact]
    public async Task Secrets_never_reach_the_log()
    {
        await using var server = await ServerProcess.StartAsync($"sqlite:{folder}/holdfast.db", ("Logging:LogLevel:Default", "Debug"), ("Logging:LogLevel:Microsoft", "Debug"));
        using var http = new HttpClient { BaseAddress = new(server.Url) };
        using var operatorHttp = new HttpClient { BaseAddress = new(server.Url) };
        operatorHttp.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.OperatorKey);
        var account = (string)JsonNode.Parse(await (await operatorHttp.PostAsJsonAsync("/ledger/v1/accounts", new { username = "log" })).Content.ReadAsStringAsync())!["id"]!;
        var secret = (string)JsonNode.Parse(await (await operatorHttp.PostAsJsonAsync($"/ledger/v1/accounts/{account}/keys", new { name = "k" })).Content.ReadAsStringAsync())!["secret"]!;
        foreach (var (name, value) in ((string, string)[])[("X-Api-Key", secret), ("xi-api-key", secret), ("Authorization", "Bearer " + secret), ("Authorization", "Token " + secret)])
        {
            foreach (var path in (string[])["/v3/users/me", "/v1/user", "/api/auth/users/me/", "/v1/account/profile", "/v1/nothing", "/ledger/v1/accounts"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation(name, value);
                using var answer = await http.SendAsync(request);
                Assert.DoesNotContain(secret, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }

        foreach (var body in (string[])
        [
            $$"""{"secret":"{{secret}}","operation":"text_to_speech","quantity":"1"}""", $$"""{"secret":"{{secret}}","operation":"image.generate","amount":{"eur":"1"},"hold":"h"}""",
            $$"""{"secret":"{{secret}}"}""", $$"""{"secret":"{{secret}}","colour":"red"}""", $$"""{"secret":"{{secret}}" """, $$"""{"secret":["{{secret}}"]}""",
        ])
        {
            using var answer = await operatorHttp.PostAsync("/ledger/v1/authorize", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
            Assert.DoesNotContain(secret, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await server.StopAsync();
        Assert.DoesNotContain(secret, server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(ServerProcess.OperatorKey, server.Output, StringComparison.Ordinal);
        var lines = server.Output.Split('\n').Where(line => line.StartsWith('{')).ToArray();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.NotNull(JsonDocument.Parse(line).RootElement.GetProperty("LogLevel").GetString()));
    }

    /// <summary>Guarantees that a secret is in no file of the store either.</summary>
    [Fact]
    public async Task Secrets_never_reach_the_disk()
    {
        string secret;
        await using (var server = await ServerProcess.StartAsync($"sqlite:{folder}/holdfast.db"))
        {
            using var http = new HttpClient { BaseAddress = new(server.Url) };
            http.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.OperatorKey);
            var account = (string)JsonNode.Parse(await (await http.PostAsJsonAsync("/ledger/v1/accounts", new { username = "disk" })).Content.ReadAsStringAsync())!["id"]!;
            secret = (string)JsonNode.Parse(await (await http.PostAsJsonAsync($"/ledger/v1/accounts/{account}/keys", new { name = "k" })).Content.ReadAsStringAsync())!["secret"]!;
            await server.StopAsync();
        }

        foreach (var file in Directory.GetFiles(folder))
            Assert.DoesNotContain(secret, await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1), StringComparison.Ordinal);
    }
}
