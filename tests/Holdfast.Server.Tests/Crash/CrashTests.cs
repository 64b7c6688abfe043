using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Crash;

/// <summary>The server is killed in the middle of its work, again and again, on one store.</summary>
public sealed class CrashTests
{
    private const int Kills = 50;
    private const int Callers = 16;
    private const int Accounts = 12;

    /// <summary>
    /// Guarantees that every acknowledged command is there exactly once after a kill, that a retry under the same id gets
    /// the first answer, and that the books hold.
    /// </summary>
    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_is_done_twice()
    {
        var seed = 20261121;
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("holdfast-crash-").FullName;
        var storage = $"sqlite:{folder}/holdfast.db";
        var told = new ConcurrentDictionary<string, (string Path, string Body)>();
        var accounts = await OpenAsync(storage);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var server = await ServerProcess.StartAsync(storage);
            using var http = Client(server);
            await RepeatAsync(http, told, random);
            var enough = new TaskCompletionSource();
            var acknowledged = 0;
            var until = random.Next(1, 120);
            var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
            {
                for (var number = 0; await PlaceAsync(http, accounts[(caller + number) % Accounts], $"k{kill}c{caller}n{number}", told); number++)
                    if (Interlocked.Increment(ref acknowledged) == until) enough.SetResult();
            })).ToArray();
            await enough.Task;
            await server.KillAsync();
            await Task.WhenAll(callers);
        }

        await CheckAsync(storage, accounts, told);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string[]> OpenAsync(string storage)
    {
        await using var server = await ServerProcess.StartAsync(storage);
        using var http = Client(server);
        var accounts = new string[Accounts];
        for (var at = 0; at < Accounts; at++)
        {
            var opened = await http.PostAsJsonAsync("/ledger/v1/accounts", new { username = $"crash {at}" });
            accounts[at] = (string)JsonNode.Parse(await opened.Content.ReadAsStringAsync())!["id"]!;
            (await http.PostAsJsonAsync($"/ledger/v1/accounts/{accounts[at]}/grants", new { asset = "usd", amount = "1000000", source = "purchase" })).EnsureSuccessStatusCode();
        }

        return accounts;
    }

    /// <summary>Places a hold and keeps the answer; false once the server is gone.</summary>
    private static async Task<bool> PlaceAsync(HttpClient http, string account, string hold, ConcurrentDictionary<string, (string Path, string Body)> told)
    {
        try
        {
            var path = $"/ledger/v1/accounts/{account}/holds/{hold}";
            using var answer = await http.PutAsJsonAsync(path, Order);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.Equal(201, (int)answer.StatusCode);
            told[hold] = (path, body);
            return true;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            return false;
        }
    }

    /// <summary>Sends some of what was answered before once more.</summary>
    private static async Task RepeatAsync(HttpClient http, ConcurrentDictionary<string, (string Path, string Body)> told, Random random)
    {
        foreach (var (path, body) in told.Values.OrderBy(_ => random.Next()).Take(10).ToArray())
        {
            using var again = await http.PutAsJsonAsync(path, Order);
            Assert.Equal((200, body), ((int)again.StatusCode, await again.Content.ReadAsStringAsync()));
        }
    }

    private static async Task CheckAsync(string storage, string[] accounts, ConcurrentDictionary<string, (string Path, string Body)> told)
    {
        var journaled = new List<string>();
        await using (var server = await ServerProcess.StartAsync(storage))
        {
            using var http = Client(server);
            foreach (var account in accounts) journaled.AddRange(await HoldsAsync(http, account));
            Assert.Equal(0, await server.StopAsync());
        }

        // Holds that were placed but never acknowledged may be there as well, because the answer was lost and not the hold.
        Assert.Equal(journaled.Count, journaled.Distinct().Count());
        Assert.Empty(told.Keys.Except(journaled));
        var (exit, output) = await ServerProcess.RunAsync(["verify"], storage);
        Assert.True(exit == 0, output);
    }

    private static async Task<List<string>> HoldsAsync(HttpClient http, string account)
    {
        var holds = new List<string>();
        long? after = 0;
        while (after is not null)
        {
            var page = JsonNode.Parse(await http.GetStringAsync($"/ledger/v1/accounts/{account}/entries?after={after}&limit=1000"))!;
            holds.AddRange(page["entries"]!.AsArray().Where(entry => (string)entry!["kind"]! == "hold_placed").Select(entry => (string)entry!["hold"]!));
            after = (long?)page["next_after"];
        }

        return holds;
    }

    private static readonly object Order = new { operation = "video.generate", amount = new { usd = "0.01" }, ttl_seconds = 86_400 };

    private static HttpClient Client(ServerProcess server)
    {
        var http = new HttpClient { BaseAddress = new(server.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.OperatorKey);
        return http;
    }
}
