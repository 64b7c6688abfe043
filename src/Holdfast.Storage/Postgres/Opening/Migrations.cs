using Npgsql;
using static Holdfast.Storage.Postgres.Asking;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// The schema as numbered pairs of <c>.sql</c> files. Those that were applied stand in <c>holdfast_schema</c>, which is
/// also how a store is recognized.
/// </summary>
internal static class Migrations
{
    private static readonly string[] Names = ["0001_journal", "0002_citus"];

    /// <summary>The schema that this program reads and writes.</summary>
    public static int Newest => Names.Length;

    /// <summary>The newest migration that was applied; 0 when there is no store.</summary>
    public static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (await Command(connection, "SELECT to_regclass(quote_ident(current_schema()) || '.holdfast_schema') IS NOT NULL").ValueAsync(cancel) is not true) return 0;
        return (int)(await Command(connection, "SELECT coalesce(max(version), 0) FROM holdfast_schema").ValueAsync(cancel))!;
    }

    /// <summary>Takes the schema up or down to a version, all of it or nothing.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, int from, int to, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (from == 0) await Command(connection, "CREATE TABLE holdfast_schema (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())").WriteAsync(cancel);
        for (var version = from; version < to; version++)
        {
            await Command(connection, Text(Names[version] + ".up.sql")).WriteAsync(cancel);
            await Command(connection, "INSERT INTO holdfast_schema (version) VALUES ($1)", Of(version + 1)).WriteAsync(cancel);
        }

        for (var version = from; version > to; version--)
        {
            await Command(connection, Text(Names[version - 1] + ".down.sql")).WriteAsync(cancel);
            await Command(connection, "DELETE FROM holdfast_schema WHERE version = $1", Of(version)).WriteAsync(cancel);
        }

        if (to == 0) await Command(connection, "DROP TABLE holdfast_schema").WriteAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private static string Text(string file)
    {
        using var stream = typeof(Migrations).Assembly.GetManifestResourceStream("Postgres/Migrations/" + file)
            ?? throw new InvalidOperationException($"The migration {file} is not part of the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
