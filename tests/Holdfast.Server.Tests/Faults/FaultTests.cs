using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Holdfast.Storage.Tests;
using Npgsql;

namespace Holdfast.Server.Tests.Faults;

/// <summary>
/// Guarantees that whatever befalls servers, the database and what lies between them, callers see one server that loses
/// nothing, does nothing twice, passes no limit and never goes back in time. Each run follows from a seed; the environment's
/// <c>HOLDFAST_FAULT_SEEDS</c> says how many there are of each.
/// </summary>
public sealed class FaultTests
{
    private const int CallersAtOnce = 8;

    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("HOLDFAST_FAULT_SEEDS") ?? "1", CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Servers_are_killed(int seed)
    {
        var storage = "postgres:" + await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await RunAsync(seed, [storage, storage], faults: 5, async (cluster, _, random) => await cluster.KillAsync(random.Next(2)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_server_on_an_embedded_store_is_killed(int seed)
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-fault-").FullName;
        await RunAsync(seed, [$"sqlite:{folder}/holdfast.db"], faults: 4, async (cluster, _, _) => await cluster.KillAsync(0));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_database_is_killed(int seed)
    {
        await using var server = await PostgresServer.StartAsync();
        var storage = "postgres:" + await server.NewSchemaAsync();
        await RunAsync(seed, [storage, storage], faults: 3, async (_, _, _) =>
        {
            await server.KillAsync();
            await server.RestartAsync();
        });
    }

    /// <summary>Connections break before a question arrives, before its answer does, and without the database hearing of it, in the middle of commits too.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Connections_are_cut(int seed)
    {
        var server = await PostgresServer.SharedAsync();
        var schema = await server.NewSchemaAsync();
        await using var one = new CuttingProxy(server.Port);
        await using var two = new CuttingProxy(server.Port);
        CuttingProxy[] proxies = [one, two];
        var storages = proxies.Select(proxy => "postgres:" + new NpgsqlConnectionStringBuilder(schema) { Port = proxy.Port }.ConnectionString);
        await RunAsync(seed, [.. storages], faults: 20, (_, _, random) =>
        {
            proxies[random.Next(2)].CutNext((Cut)random.Next((int)Cut.Question, (int)Cut.Silence + 1));
            return Task.CompletedTask;
        });
        Assert.True(one.Broken + two.Broken > 10, $"{one.Broken} and {two.Broken} connections broke");
    }

    /// <summary>One server's clock runs ahead by up to an hour at a time, and is back when it starts again.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Clocks_jump(int seed)
    {
        var storage = "postgres:" + await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.OperatorKey);
        await RunAsync(seed, [storage, storage], faults: 6, async (cluster, _, random) =>
        {
            var node = random.Next(2);
            if (random.Next(3) == 0) await cluster.KillAsync(node);
            else (await http.PostAsJsonAsync(await cluster.UrlAsync(node) + "/ledger/v1/clock", new { advance_seconds = random.Next(1, 3_600) })).EnsureSuccessStatusCode();
        }, ("Holdfast:TestClock", "true"));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_databases_disk_is_full_for_a_while(int seed)
    {
        Assert.True(Environment.IsPrivilegedProcess, "this test mounts a small disk, for which it must run as root");
        await using var server = await PostgresServer.StartAsync();
        var (schema, disk) = (await server.NewSchemaAsync(), Directory.CreateTempSubdirectory("holdfast-disk-").FullName);
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk);
        try
        {
            await RunAsync("chown", "--reference", server.Folder, disk);
            await server.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk}'");
            await RunAsync(seed, ["postgres:" + schema, "postgres:" + schema], faults: 2, async (_, callers, _) =>
            {
                await PostgresServer.ExecuteAsync(schema, "ALTER TABLE entry SET TABLESPACE small");
                var ballast = Path.Combine(disk, "ballast");
                await Assert.ThrowsAsync<IOException>(async () => await File.WriteAllBytesAsync(ballast, new byte[32_000_000]));
                await callers.FailuresAsync(CallersAtOnce);
                File.Delete(ballast);
            });
        }
        finally
        {
            await server.StopAsync();
            await RunAsync("umount", disk);
            Directory.Delete(disk);
        }
    }

    /// <summary>Nothing breaks, and two servers race on one account with little in it.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Two_servers_race_on_one_account(int seed)
    {
        var storage = "postgres:" + await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        var history = await RunAsync(seed, [storage, storage], faults: 8, (_, _, _) => Task.CompletedTask, accounts: 1);
        Assert.Contains(history.Calls, call => call.Told == Told.Refused);
    }

    private static Task<History> RunAsync(
        int seed, string[] storages, int faults, Func<Cluster, Callers, Random, Task> befall, params (string Name, string Value)[] settings) =>
        RunAsync(seed, storages, faults, befall, accounts: 3, settings);

    /// <summary>Lets callers work while one thing after the other befalls them, and proves what they saw.</summary>
    private static async Task<History> RunAsync(
        int seed, string[] storages, int faults, Func<Cluster, Callers, Random, Task> befall, int accounts, params (string Name, string Value)[] settings)
    {
        var random = new Random(seed);
        await using var cluster = await Cluster.StartAsync(storages, settings);
        using var callers = new Callers(cluster, seed);
        await callers.OpenAsync(accounts);
        var working = callers.WorkAsync(CallersAtOnce);
        try
        {
            for (var fault = 0; fault < faults; fault++)
            {
                await Task.WhenAny(working, callers.AnswersAsync(random.Next(15, 60)));
                await befall(cluster, callers, random);
            }

            await Task.WhenAny(working, callers.AnswersAsync(60));
        }
        catch
        {
            callers.Abandon();
            throw;
        }

        callers.End();
        await working;
        foreach (var account in callers.Accounts)
            Assert.Empty(callers.History.Broken(account, await callers.EntriesAsync(random.Next(cluster.Count), account), Callers.Limit));
        await cluster.DisposeAsync();
        var (exit, output) = await ServerProcess.RunAsync(["verify"], storages[0]);
        Assert.True(exit == 0, output);
        return callers.History;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
