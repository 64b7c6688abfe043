using Holdfast.Engine;
using Npgsql;
using static Holdfast.Storage.Postgres.Asking;

namespace Holdfast.Storage.Postgres;

/// <summary>The steps from a connection string to an open journal. What one step took, the failure of a later one gives back.</summary>
internal static class PostgresOpening
{
    private const int ServerVersionMin = 150000;

    /// <exception cref="JournalUnusableException">The database cannot be used as a store; it is left as it was.</exception>
    public static async Task<PostgresJournal> OpenAsync(string connectionString, PostgresJournalSettings settings, CancellationToken cancel)
    {
        var source = PostgresSource.Of(connectionString, settings.ReadConnections);
        try
        {
            await using (var connection = await source.OpenAsync(cancel))
            {
                await CheckServerAsync(connection, source.Name, cancel);
                if (settings.MakesStore) await MigrateAsync(connection, source.Name, cancel);
                else await RequireStoreAsync(connection, source.Name, cancel);
            }

            if (!settings.MakesStore) return new(source, await FrozenReads.BeginAsync(source, cancel));
            return new(source, await NodeGuard.TakeAsync(source, settings.IsSingleNode, cancel), settings);
        }
        catch (Exception fault) when (Faults.IsOfTheWorld(fault))
        {
            await source.DisposeAsync();
            throw Faults.Unusable(source.Name, fault);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    private static async Task CheckServerAsync(NpgsqlConnection connection, string name, CancellationToken cancel)
    {
        var (version, encoding, schema) = (await Command(connection, "SELECT current_setting('server_version_num')::integer, current_setting('server_encoding'), current_schema()")
            .ListAsync(row => (row.GetInt32(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)), cancel))[0];
        if (version < ServerVersionMin) throw new JournalUnusableException($"{name} is version {version / 10000}; Holdfast needs 15 or newer.");
        if (encoding != "UTF8") throw new JournalUnusableException($"{name} is encoded in {encoding}; make one with the encoding UTF8.");
        if (schema is null) throw new JournalUnusableException($"{name} has no schema of those in its search path; make one, or name another by Search Path.");
    }

    private static async Task RequireStoreAsync(NpgsqlConnection connection, string name, CancellationToken cancel)
    {
        var version = await RecognizeAsync(connection, name, cancel);
        if (version == 0) throw new JournalUnusableException($"{name} is empty: there is no store in it.");
        if (version < Migrations.Newest) throw new JournalUnusableException($"{name} was written by an older Holdfast (its schema is {version}, this program reads {Migrations.Newest}); start the server once.");
    }

    private static async Task MigrateAsync(NpgsqlConnection connection, string name, CancellationToken cancel)
    {
        if (await RecognizeAsync(connection, name, cancel) == Migrations.Newest) return;
        await SessionLocks.EnterMigratingAsync(connection, cancel);
        // Another node may have done it meanwhile.
        var version = await RecognizeAsync(connection, name, cancel);
        if (version == 0) await RequireEmptyAsync(connection, name, cancel);
        if (version < Migrations.Newest) await Migrations.ApplyAsync(connection, version, Migrations.Newest, cancel);
        await SessionLocks.LeaveMigratingAsync(connection, cancel);
    }

    /// <returns>The schema's version; 0 where there is no store.</returns>
    private static async Task<int> RecognizeAsync(NpgsqlConnection connection, string name, CancellationToken cancel)
    {
        var version = await Migrations.VersionAsync(connection, cancel);
        if (version > Migrations.Newest)
            throw new JournalUnusableException($"{name} was written by a newer Holdfast (its schema is {version}, this program knows {Migrations.Newest}); start the newer program.");
        return version;
    }

    private static async Task RequireEmptyAsync(NpgsqlConnection connection, string name, CancellationToken cancel)
    {
        var taken = "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ('entry', 'snapshot', 'account', 'external_id', 'key', 'book', 'catalogue', 'setting'))";
        if (await Command(connection, taken).ValueAsync(cancel) is true)
            throw new JournalUnusableException($"{name} holds tables of another program with the names that Holdfast needs; name another database, or another schema by Search Path.");
    }
}
