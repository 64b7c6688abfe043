using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Holdfast.Server.Tests.Running;

/// <summary>What cannot work ends with one clear sentence, a non-zero exit, and the data untouched.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("holdfast-start-").FullName;

    private string Store => "sqlite:" + Path.Combine(folder, "holdfast.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await EndsAsync([], $"holdfast: http://127.0.0.1:{port} is in use by another program", ("Urls", $"http://127.0.0.1:{port}"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_and_left_alone()
    {
        var file = Path.Combine(folder, "holdfast.db");
        await File.WriteAllTextAsync(file, new string('x', 8192));

        await EndsAsync([], "is not a SQLite database");

        Assert.Equal(new string('x', 8192), await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_damaged_store_is_named()
    {
        await MakeAsync();
        var file = Path.Combine(folder, "holdfast.db");
        await using (var stream = File.OpenWrite(file))
        {
            stream.Seek(100, SeekOrigin.Begin);
            await stream.WriteAsync(new byte[4000]);
        }

        await EndsAsync([], "damaged");
    }

    [Fact]
    public async Task A_newer_store_is_refused()
    {
        await MakeAsync();
        await using (var connection = new SqliteConnection($"Data Source={folder}/holdfast.db;Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            await command.ExecuteNonQueryAsync();
        }

        await EndsAsync([], "newer");
    }

    [Fact]
    public async Task A_store_in_use_is_refused()
    {
        await using var server = await ServerProcess.StartAsync(Store);

        await EndsAsync([], "in use", ("Urls", $"http://127.0.0.1:{ServerProcess.FreePort()}"));
    }

    [Fact]
    public async Task A_storage_that_nobody_knows_is_refused_without_its_password() =>
        Assert.DoesNotContain("secret", await EndsAsync([], "is not known", ("Holdfast:Storage", "mysql:password=secret")), StringComparison.Ordinal);

    [Fact]
    public async Task A_catalogue_that_is_not_valid_is_explained_and_nothing_is_written()
    {
        var catalogue = Path.Combine(folder, "catalogue.yaml");
        await File.WriteAllTextAsync(catalogue, "assets:\n  eur: { decimals: seven }\n");

        await EndsAsync([], "line 2, column 20: decimals is a whole number from 0 to 6", ("Holdfast:Catalogue", catalogue));

        await using var server = await ServerProcess.StartAsync(Store);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_catalogue_that_is_not_there_is_named() =>
        await EndsAsync([], "nowhere.yaml", ("Holdfast:Catalogue", Path.Combine(folder, "nowhere.yaml")));

    [Fact]
    public async Task A_setting_of_the_wrong_type_is_named() => await EndsAsync([], "Holdfast:TestClock", ("Holdfast:TestClock", "perhaps"));

    [Fact]
    public async Task A_command_that_nobody_knows_is_named() => await EndsAsync(["fly"], "there is no command 'fly'");

    [Fact]
    public async Task A_stop_ends_with_zero_and_leaves_one_file()
    {
        await using var server = await ServerProcess.StartAsync(Store);

        Assert.Equal(0, await server.StopAsync());

        Assert.False(File.Exists(Path.Combine(folder, "holdfast.db-wal")));
        Assert.DoesNotContain("error", server.Output, StringComparison.OrdinalIgnoreCase);
    }

    private async Task MakeAsync()
    {
        await using var server = await ServerProcess.StartAsync(Store);
        await server.StopAsync();
    }

    private async Task<string> EndsAsync(string[] arguments, string sentence, params (string Name, string Value)[] settings)
    {
        var (exit, output) = await ServerProcess.RunAsync(arguments, Store, settings);
        Assert.NotEqual(0, exit);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.StartsWith("holdfast: ", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
        return output;
    }
}
