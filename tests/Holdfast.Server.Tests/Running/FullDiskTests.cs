using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Running;

/// <summary>The disk fills up under a running server. Needs root, which mounts a small disk for it.</summary>
public sealed class FullDiskTests
{
    /// <summary>Guarantees that a full disk is an honest 503, that reads go on, and that nothing is lost when there is room again.</summary>
    [Fact]
    public async Task A_full_disk_is_said_to_be_and_work_goes_on_when_there_is_room()
    {
        Assert.True(Environment.IsPrivilegedProcess, "this test mounts a small disk, for which it must run as root");
        var folder = Directory.CreateTempSubdirectory("holdfast-full-").FullName;
        await MountAsync("-t", "tmpfs", "-o", "size=3m", "tmpfs", folder);
        try
        {
            await using (var server = await ServerProcess.StartAsync($"sqlite:{folder}/holdfast.db"))
            {
                using var http = new HttpClient { BaseAddress = new(server.Url) };
                http.DefaultRequestHeaders.Authorization = new("Bearer", ServerProcess.OperatorKey);
                var account = (string)JsonNode.Parse(await (await http.PostAsJsonAsync("/ledger/v1/accounts", new { username = "full" })).Content.ReadAsStringAsync())!["id"]!;
                (await http.PostAsJsonAsync($"/ledger/v1/accounts/{account}/grants", new { asset = "usd", amount = "1000", source = "promo" })).EnsureSuccessStatusCode();

                var placed = await FillAsync(http, account);

                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"/ledger/v1/accounts/{account}")).StatusCode);
                await MountAsync("-o", "remount,size=64m", folder);
                Assert.Equal(HttpStatusCode.Created, (await PlaceAsync(http, account, "after")).StatusCode);
                var read = JsonNode.Parse(await http.GetStringAsync($"/ledger/v1/accounts/{account}"))!;
                Assert.Equal(placed + 1, (int)read["holds_open"]!);
                Assert.Equal(0, await server.StopAsync());
            }

            var (exit, output) = await ServerProcess.RunAsync(["verify"], $"sqlite:{folder}/holdfast.db");
            Assert.True(exit == 0, output);
        }
        finally
        {
            await RunAsync("umount", folder);
            Directory.Delete(folder);
        }
    }

    /// <summary>Places holds until there is no room; how many were.</summary>
    private static async Task<int> FillAsync(HttpClient http, string account)
    {
        for (var placed = 0; placed < 20_000; placed++)
        {
            using var answer = await PlaceAsync(http, account, $"h{placed}");
            if (answer.StatusCode == HttpStatusCode.Created) continue;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single());
            Assert.Equal("unavailable", (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!);
            return placed;
        }

        throw new InvalidOperationException("The disk never filled up.");
    }

    private static Task<HttpResponseMessage> PlaceAsync(HttpClient http, string account, string hold) =>
        http.PutAsJsonAsync($"/ledger/v1/accounts/{account}/holds/{hold}", new { operation = "video.generate", amount = new { usd = "0.01" } });

    private static Task MountAsync(params string[] arguments) => RunAsync("mount", arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
