using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Engine;
using Holdfast.Storage.Tests;
using Npgsql;
using NpgsqlTypes;

namespace Holdfast.Bench;

/// <summary>PostgreSQL, a server of the bench's own on this machine that waits for its disk.</summary>
internal sealed partial class PostgresStore(PostgresServer server) : Store
{
    private const string Settings = "-c fsync=on -c shared_buffers=1GB -c max_wal_size=8GB -c checkpoint_timeout=30min -c max_connections=400";

    /// <summary>As many connections as the journal has lanes.</summary>
    private const int Connections = 4;

    private const string Schema = """
        DROP TABLE IF EXISTS raw;
        CREATE TABLE raw (account_id uuid NOT NULL, seq bigint NOT NULL, at bigint NOT NULL, kind text NOT NULL, catalogue integer NOT NULL, caller_id text,
            request_hash bigint NOT NULL, hold text, operation text, asset text, amount bigint, body text NOT NULL, previous_hash bytea NOT NULL, hash bytea NOT NULL,
            PRIMARY KEY (account_id, seq));
        CREATE UNIQUE INDEX ON raw (account_id, caller_id)
        """;

    private const string Insert = """
        INSERT INTO raw SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::integer[], $6::text[], $7::bigint[], $8::text[], $9::text[],
            $10::text[], $11::bigint[], $12::text[], $13::bytea[], $14::bytea[])
        """;

    // What is written without Holdfast: the balance in a row, and a row of a journal beside it, in one transaction.
    private const string HandSchema = """
        DROP TABLE IF EXISTS balance, movement;
        CREATE TABLE balance (account integer PRIMARY KEY, available bigint NOT NULL, held bigint NOT NULL);
        CREATE TABLE movement (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account integer NOT NULL, kind text NOT NULL, amount bigint NOT NULL, at timestamptz NOT NULL DEFAULT now());
        """;

    private const string HandScript = """
        \set account random(1, :accounts)
        BEGIN;
        UPDATE balance SET available = available - 10000, held = held + 10000 WHERE account = :account AND available >= 10000;
        INSERT INTO movement (account, kind, amount) VALUES (:account, 'hold', 10000);
        COMMIT;
        BEGIN;
        UPDATE balance SET held = held - 10000 WHERE account = :account AND held >= 10000;
        INSERT INTO movement (account, kind, amount) VALUES (:account, 'capture', 10000);
        COMMIT;
        """;

    internal override string Name => "PostgreSQL";

    internal static async Task<Store> OpenAsync() => new PostgresStore(await PostgresServer.StartAsync(Settings));

    internal override async Task<string> NewAsync()
    {
        // A store is measured on a database that has just written down what came before it.
        await server.ExecuteAsync("CHECKPOINT");
        return "postgres:" + await server.NewDatabaseAsync();
    }

    internal override async Task<double> RawAppendAsync(IReadOnlyList<EntryRow> rows, int batch, double seconds)
    {
        await server.ExecuteAsync(Schema);
        await server.ExecuteAsync("CHECKPOINT");
        var (clock, number) = (Stopwatch.StartNew(), 0);
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            await using var connection = await PostgresServer.ConnectAsync(server.ConnectionString());
            var count = 0L;
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                await AppendAsync(connection, rows, batch, Interlocked.Increment(ref number) * batch);
                count += batch;
            }

            return count;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    internal override async Task<double?> ByHandAsync(Options options, int accounts)
    {
        await server.ExecuteAsync(HandSchema);
        await server.ExecuteAsync($"INSERT INTO balance SELECT account, 900000000000, 0 FROM generate_series(1, {accounts}) AS account");
        await server.ExecuteAsync("CHECKPOINT");
        var script = Path.Combine(options.Folder, "pairs.sql");
        Directory.CreateDirectory(options.Folder);
        await File.WriteAllTextAsync(script, HandScript);
        using var pgbench = Process.Start(new ProcessStartInfo(PostgresServer.Program("pgbench"),
        [
            "--no-vacuum", "--protocol=prepared", $"--file={script}", $"--define=accounts={accounts}", "--jobs=2", $"--client={options.Callers}",
            string.Create(CultureInfo.InvariantCulture, $"--time={Math.Ceiling(options.Seconds)}"), "--host=127.0.0.1", $"--port={server.Port}", "--username=holdfast", "postgres",
        ]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var texts = await Task.WhenAll(pgbench.StandardOutput.ReadToEndAsync(), pgbench.StandardError.ReadToEndAsync());
        await pgbench.WaitForExitAsync();
        return Rate().Match(texts[0]) is { Success: true } rate
            ? double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException(string.Concat(texts));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    /// <summary>The same rows under seqs and ids of their own, which the keys demand.</summary>
    private static async Task AppendAsync(NpgsqlConnection connection, IReadOnlyList<EntryRow> rows, int batch, int first)
    {
        var part = Enumerable.Range(first, batch).Select(at => (At: at, Row: rows[at % rows.Count])).ToArray();
        await using var insert = new NpgsqlCommand(Insert, connection);
        void Add<T>(Func<(int At, EntryRow Row), T> value) => insert.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. part.Select(value)] });
        Add(one => one.Row.Account.Value);
        Add(one => (long)one.At);
        Add(one => one.Row.At.Micros);
        Add(one => one.Row.Kind);
        Add(one => one.Row.Catalogue);
        Add(one => "hold/h" + one.At);
        Add(one => one.Row.RequestHash);
        Add(one => one.Row.Hold);
        Add(one => one.Row.Operation);
        Add(one => one.Row.Asset);
        Add(one => one.Row.Amount?.Micros);
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. part.Select(one => one.Row.Body.ToArray())], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        Add(one => one.Row.PreviousHash.ToArray());
        Add(one => one.Row.Hash.ToArray());
        await insert.PrepareAsync();
        await insert.ExecuteNonQueryAsync();
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
