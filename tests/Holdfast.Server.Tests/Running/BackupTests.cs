namespace Holdfast.Server.Tests.Running;

/// <summary>The commands that an operator gives beside a running server.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("holdfast-backup-").FullName;

    private string Store => "sqlite:" + Path.Combine(folder, "holdfast.db");

    private string Copy => Path.Combine(folder, "copy.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_store_is_backed_up_beside_its_server()
    {
        await using var server = await ServerProcess.StartAsync(Store);

        var (exit, output) = await ServerProcess.RunAsync(["backup", "--to", Copy], Store);

        Assert.True(exit == 0, output);
        Assert.EndsWith($"holdfast: backed up to {Copy}; holdfast verify --Holdfast:Storage=sqlite:{Copy} proves it\n", output, StringComparison.Ordinal);
        Assert.Equal((0, "0 accounts, 0 entries: everything holds\n"), await ServerProcess.RunAsync(["verify"], "sqlite:" + Copy));
        Assert.Equal((1, $"holdfast: {Copy} exists already; name another file.\n"), await ServerProcess.RunAsync(["backup", "--to", Copy], Store));
        Assert.Equal((2, "holdfast: --to is missing; holdfast help tells what there is.\n"), await ServerProcess.RunAsync(["backup"], Store));
    }

    [Fact]
    public async Task A_server_is_asked_whether_it_is_ready()
    {
        await using var server = await ServerProcess.StartAsync(Store);
        Assert.Equal((0, ""), await ReadyAsync(server.Url));
        Assert.Equal((0, ""), await ReadyAsync(server.Url.Replace("127.0.0.1", "*", StringComparison.Ordinal) + ";http://127.0.0.1:1"));

        await server.KillAsync();

        Assert.Equal((1, $"holdfast: {server.Url}/readyz does not answer.\n"), await ReadyAsync(server.Url));
        Assert.Equal((1, "holdfast: The setting Urls, 'nowhere', names no address.\n"), await ReadyAsync("nowhere"));
    }

    // A proxy of the environment is never asked about the machine itself.
    private Task<(int Exit, string Output)> ReadyAsync(string urls) => ServerProcess.RunAsync(["ready"], Store, ("Urls", urls), ("HTTP_PROXY", "http://127.0.0.1:1"));
}
