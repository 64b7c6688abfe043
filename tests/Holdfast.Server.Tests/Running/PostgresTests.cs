using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Storage.Tests;

namespace Holdfast.Server.Tests.Running;

/// <summary>Servers as an operator runs them, on one PostgreSQL database.</summary>
public sealed class PostgresTests
{
    /// <summary>Guarantees that any server answers for any account, that one may be killed, and that the books can be proved beside the others.</summary>
    [Fact]
    public async Task Two_servers_on_one_database_are_one()
    {
        var storage = "postgres:" + await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        var servers = await Task.WhenAll(ServerProcess.StartAsync(storage), ServerProcess.StartAsync(storage));
        await using var one = servers[0];
        await using var two = servers[1];
        using var http = new HttpClient();
        var account = (string)(await CallAsync(http, one, "POST", "/accounts", """{"email":"ann@example.com"}"""))["id"]!;
        await CallAsync(http, two, "POST", $"/accounts/{account}/grants", """{"asset":"eur","amount":"10","source":"purchase"}""");

        for (var round = 0; round < 5; round++)
        {
            await CallAsync(http, one, "PUT", $"/accounts/{account}/holds/h{round}", """{"operation":"image.generate","amount":{"eur":"1"}}""");
            await CallAsync(http, two, "POST", $"/accounts/{account}/holds/h{round}/capture", """{"amount":{"eur":"0.5"}}""");
        }

        await two.KillAsync();
        var left = await CallAsync(http, one, "GET", $"/accounts/{account}");
        Assert.Equal(("7.5", 12), ((string)left["balances"]!["eur"]!["available"]!, (int)left["seq"]!));

        var (exit, output) = await ServerProcess.RunAsync(["verify"], storage);
        Assert.True(exit == 0, output);
        Assert.Contains("1 accounts, 12 entries: everything holds", output, StringComparison.Ordinal);
        Assert.Equal(0, await one.StopAsync());
    }

    [Fact]
    public async Task A_second_server_beside_a_single_one_says_so_and_ends()
    {
        var storage = "postgres:" + await (await PostgresServer.SharedAsync()).NewSchemaAsync() + ";Password=swordfish";
        await using (var single = await ServerProcess.StartAsync(storage, ("Holdfast:SingleNode", "true")))
        {
            await EndsAsync(storage, "in use by another Holdfast, and Holdfast:SingleNode is true", ("Holdfast:SingleNode", "true"));
            await EndsAsync(storage, "in use by a Holdfast that was started with Holdfast:SingleNode");
            Assert.Equal(0, (await ServerProcess.RunAsync(["verify"], storage)).Exit);
            await single.KillAsync();
        }

        await using var other = await ServerProcess.StartAsync(storage);
        await EndsAsync(storage, "in use by another Holdfast, and Holdfast:SingleNode is true", ("Holdfast:SingleNode", "true"));
    }

    [Fact]
    public async Task A_database_that_cannot_be_used_is_named()
    {
        var server = await PostgresServer.SharedAsync();
        await EndsAsync("postgres:" + server.ConnectionString("Database=nowhere;Password=swordfish"), "database nowhere, does not exist");
        await EndsAsync("postgres:" + server.ConnectionString("Search Path=nowhere"), "has no schema");
        await EndsAsync("postgres:Host=127.0.0.1;Port=1;Password=swordfish", "cannot be reached");
        await EndsAsync("sqlite:nowhere.db", "An embedded store serves one node", ("Holdfast:SingleNode", "false"));
        Assert.Equal(1, (await ServerProcess.RunAsync(["verify"], "postgres:" + await server.NewSchemaAsync())).Exit);
    }

    private static async Task EndsAsync(string storage, string sentence, params (string Name, string Value)[] settings)
    {
        var (exit, output) = await ServerProcess.RunAsync([], storage, [("Urls", $"http://127.0.0.1:{ServerProcess.FreePort()}"), .. settings]);
        Assert.Equal(1, exit);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<JsonNode> CallAsync(HttpClient http, ServerProcess server, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), server.Url + "/ledger/v1" + path);
        request.Headers.Add("Authorization", "Bearer " + ServerProcess.OperatorKey);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!;
    }
}
