using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Holdfast.Storage.Tests;

/// <summary>
/// A PostgreSQL server of the tests' own, from Debian's package. A shell looks after it, which stops it and deletes its
/// folder when the tests' process ends, however it ends. Nothing waits for the disk: what was written outlives every process
/// that a test can kill, and only a power failure would show the difference.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Packages = "/usr/lib/postgresql";
    private const string Options = "-c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=100 -c shared_buffers=32MB -c log_line_prefix=%d:";

    // Reads one word a line, does it, and says so. PostgreSQL refuses to run as root.
    private const string Keeper = """
        trap exit INT TERM HUP
        bin=$1; port=$2; options=$3; dir=$(mktemp -d /tmp/holdfast-postgres-XXXXXX) || exit 1
        as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@"; else "$@"; fi; }
        if [ "$(id -u)" = 0 ]; then user=postgres; id -u postgres >/dev/null 2>&1 || user=nobody; chown "$user" "$dir"; fi
        trap 'cd /; as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
        cd "$dir"; as "$bin/initdb" -D "$dir/data" -U holdfast -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb" 2>&1 || { cat "$dir/initdb"; exit 1; }
        as sed -i '1i host all locked 127.0.0.1/32 scram-sha-256' "$dir/data/pg_hba.conf"
        echo "$dir"
        while read -r word; do
          case $word in
            start) until as "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/log" -o "-p $port -k $dir $options" start >/dev/null 2>&1; do sleep 0.1; done ;;
            stop) as "$bin/pg_ctl" -D "$dir/data" -m fast -w stop >/dev/null ;;
            kill) kill -9 "$(head -n 1 "$dir/data/postmaster.pid")" ;;
            standby) as touch "$dir/data/standby.signal" ;;
          esac
          echo "$word"
        done
        """;

    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(() => StartAsync());
    private static int _names;
    private readonly Process _keeper;

    private PostgresServer(Process keeper, string folder, int port) => (_keeper, Folder, Port) = (keeper, folder, port);

    public int Port { get; }

    /// <summary>Owned by the user that the server runs as.</summary>
    public string Folder { get; }

    /// <summary>What the server has logged; each line begins with the database's name.</summary>
    public string Log => Path.Combine(Folder, "log");

    /// <summary>The server that all tests of the assembly share which do not hurt it.</summary>
    public static Task<PostgresServer> SharedAsync() => SharedServer.Value;

    /// <param name="options">Further options of the server, for instance <c>-c max_connections=9</c>.</param>
    public static async Task<PostgresServer> StartAsync(string options = "")
    {
        var port = FreePort();
        var start = new ProcessStartInfo("sh", ["-c", Keeper, "sh", Path.GetDirectoryName(Program("initdb"))!, port.ToString(CultureInfo.InvariantCulture), $"{Options} {options}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var keeper = Process.Start(start)!;
        var folder = await keeper.StandardOutput.ReadLineAsync();
        if (folder is null || !Directory.Exists(folder)) throw new InvalidOperationException($"PostgreSQL cannot be set up: {folder} {await keeper.StandardOutput.ReadToEndAsync()}");
        var server = new PostgresServer(keeper, folder, port);
        await server.TellAsync("start");
        return server;
    }

    /// <summary>The path of one of the package's programs.</summary>
    public static string Program(string name)
    {
        var newest = Directory.Exists(Packages) ? Directory.GetDirectories(Packages).MaxBy(path => double.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)) : null;
        return newest is null ? throw new InvalidOperationException("PostgreSQL is not installed here: ./test installs Debian's package postgresql.") : Path.Combine(newest, "bin", name);
    }

    /// <summary>A connection string, with a new schema that is empty.</summary>
    public async Task<string> NewSchemaAsync()
    {
        var schema = $"s{Interlocked.Increment(ref _names)}";
        await ExecuteAsync($"CREATE SCHEMA {schema}");
        return ConnectionString($"Search Path={schema}");
    }

    /// <summary>A connection string of a new database.</summary>
    public async Task<string> NewDatabaseAsync(string options = "")
    {
        var name = $"d{Interlocked.Increment(ref _names)}";
        await ExecuteAsync($"CREATE DATABASE {name} {options}");
        return ConnectionString($"Database={name}");
    }

    /// <param name="more">Further settings, which win.</param>
    public string ConnectionString(string more = "") => $"Host=127.0.0.1;Port={Port};Username=holdfast;Database=postgres;{more}";

    public Task ExecuteAsync(string sql) => ExecuteAsync(ConnectionString(), sql);

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = await ConnectAsync(connectionString);
        await ExecuteAsync(connection, sql);
    }

    public static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The statements stand in the tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    /// <summary>A session of the test's own.</summary>
    public static async Task<NpgsqlConnection> ConnectAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Starts it again after it was stopped or killed.</summary>
    public Task RestartAsync() => TellAsync("start");

    /// <summary>Stops it as an operator would: sessions are ended, and what they had begun is rolled back.</summary>
    public Task StopAsync() => TellAsync("stop");

    /// <summary>Ends it at once, whatever it is doing.</summary>
    public Task KillAsync() => TellAsync("kill");

    /// <summary>Makes it a standby from its next start on.</summary>
    public Task BecomeStandbyAsync() => TellAsync("standby");

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private async Task TellAsync(string word)
    {
        await _keeper.StandardInput.WriteLineAsync(word);
        await _keeper.StandardInput.FlushAsync();
        if (await _keeper.StandardOutput.ReadLineAsync() != word) throw new InvalidOperationException($"PostgreSQL does not {word}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
