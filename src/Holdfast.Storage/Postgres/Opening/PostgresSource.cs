using Holdfast.Engine;
using Npgsql;

namespace Holdfast.Storage.Postgres;

/// <summary>Where the database is. Every connection to it comes from here, set up so that nothing depends on how the server is.</summary>
internal sealed class PostgresSource : IAsyncDisposable
{
    // By its keys or not at all: a plan that reads a whole table, made while it was small, would be kept when it is not.
    // And each statement sees what was committed when it began.
    private const string SessionOptions =
        """-c default_transaction_isolation=read\ committed -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c plan_cache_mode=force_generic_plan""";

    private const string Expected = "it is a list of Name=value pairs, for instance postgres:Host=127.0.0.1;Database=holdfast;Username=holdfast;Password=…";
    private const int ConnectSeconds = 5;
    private const int StatementSeconds = 30;
    private const int KeepAliveSeconds = 15;

    private readonly NpgsqlDataSource _pool;
    private readonly NpgsqlDataSource _own;

    private PostgresSource(string name, NpgsqlDataSource pool, NpgsqlDataSource own) => (Name, _pool, _own) = (name, pool, own);

    /// <summary>What the operator knows it by: the server and the database, never the password.</summary>
    public string Name { get; }

    /// <exception cref="JournalUnusableException">It is no connection string. What is wrong with it is not said, since that may be part of the password.</exception>
    public static PostgresSource Of(string connectionString, int readConnections)
    {
        var settings = Parse(connectionString);
        settings.Options = string.IsNullOrEmpty(settings.Options) ? SessionOptions : $"{settings.Options} {SessionOptions}";
        settings.ApplicationName ??= "holdfast";
        settings.Enlist = false;
        if (!settings.ContainsKey("Timeout")) settings.Timeout = ConnectSeconds;
        if (!settings.ContainsKey("Command Timeout")) settings.CommandTimeout = StatementSeconds;
        if (!settings.ContainsKey("Tcp Keepalive Time")) (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (true, KeepAliveSeconds, KeepAliveSeconds);
        settings.MaxAutoPrepare = 64;
        settings.AutoPrepareMinUsages = 2;
        settings.NoResetOnClose = true;

        settings.Pooling = true;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = readConnections;
        var pool = Build(settings);
        settings.Pooling = false;
        return new($"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username},", pool, Build(settings));
    }

    /// <summary>A connection for one read, from the pool; whoever disposes of it gives it back.</summary>
    public ValueTask<NpgsqlConnection> LendAsync(CancellationToken cancel) => _pool.OpenConnectionAsync(cancel);

    /// <summary>A connection of one's own; whoever disposes of it ends the session.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancel) => _own.OpenConnectionAsync(cancel);

    /// <summary>Forgets the idle connections, since one of them was found broken.</summary>
    public void Forget() => _pool.Clear();

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        await _own.DisposeAsync();
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(settings.Host)) throw new JournalUnusableException($"The storage setting postgres: names no Host: {Expected}.");
            return settings;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException or InvalidCastException or KeyNotFoundException)
        {
            throw new JournalUnusableException($"The storage setting postgres: is followed by no connection string: {Expected}.");
        }
    }

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UsePhysicalConnectionInitializer(_ => throw new NotSupportedException("Connections are opened asynchronously."), PrepareAsync);
        return builder.Build();
    }

    // A standby answers reads with the past, and a session that may lose what it confirmed would break every promise.
    private static async Task PrepareAsync(NpgsqlConnection connection)
    {
        await using var look = new NpgsqlCommand("SELECT pg_is_in_recovery(), set_config('synchronous_commit', 'on', false) FROM current_setting('synchronous_commit') AS now WHERE now = 'off' OR pg_is_in_recovery()", connection);
        await using var found = await look.ExecuteReaderAsync();
        if (await found.ReadAsync() && found.GetBoolean(0)) throw new WrongServerException("is a standby; name the primary.");
    }
}
