using Holdfast.Engine;
using Holdfast.Storage.Postgres;
using Npgsql;

namespace Holdfast.Storage.Tests;

public sealed class PostgresOpeningTests
{
    private static readonly Ledger.AccountId Ada = Rows.Account(1);

    /// <summary>Guarantees that what cannot be opened is said in one sentence, without a word of the password.</summary>
    [Theory]
    [InlineData("postgres:", "is followed by no connection string|names no Host")]
    [InlineData("postgres:Host=127.0.0.1;Password=swordfish;swordfish=", "is followed by no connection string")]
    [InlineData("postgres://user:swordfish@127.0.0.1/holdfast", "is followed by no connection string")]
    [InlineData("postgres:Host=127.0.0.1;Port=swordfish", "is followed by no connection string")]
    [InlineData("postgres:Host=127.0.0.1;Port=1;Password=swordfish", "at 127.0.0.1:1, database .* cannot be reached \\(ConnectionRefused\\)")]
    [InlineData("mysql:Password=swordfish", "'mysql:…' is not known")]
    public async Task What_is_no_database_is_refused(string setting, string sentence)
    {
        var refused = await Assert.ThrowsAsync<JournalUnusableException>(async () => await StorageSetting.OpenAsync(setting, CancellationToken.None));

        Assert.Matches(sentence, refused.Message);
        Assert.DoesNotContain("swordfish", refused.Message, StringComparison.Ordinal);
        Assert.Matches("^[^\n]+[.…]$", refused.Message);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_database_are_said_to_be()
    {
        var server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("CREATE ROLE locked LOGIN PASSWORD 'right'");

        Assert.Contains("refuses the user's password", await RefusalAsync(server.ConnectionString("Username=locked;Password=swordfish")), StringComparison.Ordinal);
        Assert.Contains("database nowhere, does not exist", await RefusalAsync(server.ConnectionString("Database=nowhere")), StringComparison.Ordinal);
        Assert.Contains("lets the user not in", await RefusalAsync(server.ConnectionString("Username=nobody")), StringComparison.Ordinal);
        await server.ExecuteAsync("CREATE SCHEMA closed; GRANT USAGE ON SCHEMA closed TO locked");
        Assert.Contains("does not allow the user", await RefusalAsync(server.ConnectionString("Username=locked;Password=right;Search Path=closed")), StringComparison.Ordinal);
        Assert.Contains("no schema of those in its search path", await RefusalAsync(server.ConnectionString("Search Path=nowhere")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_in_another_encoding_is_refused()
    {
        var database = await (await PostgresServer.SharedAsync()).NewDatabaseAsync("ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
        Assert.Contains("is encoded in SQL_ASCII", await RefusalAsync(database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_another_program_are_left_alone()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await PostgresServer.ExecuteAsync(schema, "CREATE TABLE account (id integer)");

        Assert.Contains("tables of another program", await RefusalAsync(schema), StringComparison.Ordinal);

        await PostgresServer.ExecuteAsync(schema, "DROP TABLE account");
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_and_left_as_it_was()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await (await OpenAsync(schema)).DisposeAsync();
        await PostgresServer.ExecuteAsync(schema, "INSERT INTO holdfast_schema (version) VALUES (99)");

        Assert.Contains("was written by a newer Holdfast (its schema is 99", await RefusalAsync(schema), StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalUnusableException>(async () => await StorageSetting.OpenExistingAsync("postgres:" + schema, CancellationToken.None));

        await PostgresServer.ExecuteAsync(schema, "DELETE FROM holdfast_schema WHERE version = 99");
        await (await OpenAsync(schema)).DisposeAsync();
    }

    [Fact]
    public async Task What_must_exist_is_not_made()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();

        var refused = await Assert.ThrowsAsync<JournalUnusableException>(async () => await StorageSetting.OpenExistingAsync("postgres:" + schema, CancellationToken.None));

        Assert.EndsWith("is empty: there is no store in it.", refused.Message, StringComparison.Ordinal);
        await using var connection = await PostgresServer.ConnectAsync(schema);
        Assert.Equal(0L, await PostgresServer.ExecuteAsync(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"));
    }

    /// <summary>Guarantees that nodes that start together on an empty database make one store.</summary>
    [Fact]
    public async Task Nodes_that_start_together_migrate_once()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();

        var journals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await OpenAsync(schema))));

        await using var connection = await PostgresServer.ConnectAsync(schema);
        Assert.Equal((long)Migrations.Newest, await PostgresServer.ExecuteAsync(connection, "SELECT count(*) FROM holdfast_schema"));
        Assert.Equal([WriteOutcome.Written], await journals[3].AppendAsync(0, [Rows.Write(Rows.Entry(Ada, 1))], CancellationToken.None));
        foreach (var journal in journals) await journal.DisposeAsync();
    }

    [Fact]
    public async Task The_schema_goes_down_as_it_came_up()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await using var connection = await PostgresServer.ConnectAsync(schema);
        await Migrations.ApplyAsync(connection, 0, Migrations.Newest, CancellationToken.None);
        var up = await SchemaAsync(connection);

        await Migrations.ApplyAsync(connection, Migrations.Newest, 0, CancellationToken.None);
        Assert.Equal("", await SchemaAsync(connection));
        Assert.Equal(0, await Migrations.VersionAsync(connection, CancellationToken.None));

        await Migrations.ApplyAsync(connection, 0, Migrations.Newest, CancellationToken.None);
        Assert.Equal(up, await SchemaAsync(connection));
    }

    /// <summary>Guarantees that nobody changes what was written, not even by a slip of the hand in psql.</summary>
    [Theory]
    [InlineData("UPDATE entry SET amount = 0")]
    [InlineData("DELETE FROM entry")]
    [InlineData("TRUNCATE entry")]
    [InlineData("DELETE FROM snapshot")]
    [InlineData("UPDATE key SET key_id = ''")]
    [InlineData("TRUNCATE catalogue")]
    public async Task The_tables_refuse_to_be_changed(string statement)
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await (await OpenAsync(schema)).DisposeAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => PostgresServer.ExecuteAsync(schema, statement));

        Assert.Contains("is append only", refused.MessageText, StringComparison.Ordinal);
    }

    /// <summary>Guarantees that a store is read as of one moment while a server goes on writing to it.</summary>
    [Fact]
    public async Task What_is_opened_for_reading_stands_still()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await using var journal = await OpenAsync(schema);
        await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, 1)) with { Postings = Rows.Grant("usd", 5), Directory = new(Ada, null, null, Rows.Start) }], CancellationToken.None);
        await using var still = await StorageSetting.OpenExistingAsync("postgres:" + schema, CancellationToken.None);

        await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, 2)) with { Postings = Rows.Grant("usd", 7) }], CancellationToken.None);

        Assert.Equal(1, await still.SeqAtAsync(Ada, Ledger.Instant.Never, CancellationToken.None));
        Assert.Equal(5, (await still.TrialBalanceAsync(CancellationToken.None))[1].Micros);
        Assert.Equal(12, (await journal.TrialBalanceAsync(CancellationToken.None))[1].Micros);
        Assert.Empty(await Rows.ListAsync(still.FindingsAsync(CancellationToken.None)));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await still.AppendAsync(0, Rows.Writes(Ada, 3, 3), CancellationToken.None));
    }

    /// <summary>Guarantees that a node which trusts its memory has nobody beside it.</summary>
    [Fact]
    public async Task A_single_node_has_nobody_beside_it()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await using (var single = await StorageSetting.OpenAsync("postgres:" + schema, CancellationToken.None, isSingleNode: true))
        {
            Assert.Equal(1, single.Term);
            Assert.Contains("was started with Holdfast:SingleNode", await RefusalAsync(schema), StringComparison.Ordinal);
            Assert.Contains("Holdfast:SingleNode is true", await RefusalAsync(schema, isSingleNode: true), StringComparison.Ordinal);
            await (await StorageSetting.OpenExistingAsync("postgres:" + schema, CancellationToken.None)).DisposeAsync();
        }

        await using var one = await OpenAsync(schema);
        await using var two = await OpenAsync(schema);
        Assert.Equal((0, 0), (one.Term, two.Term));
        Assert.Contains("Holdfast:SingleNode is true", await RefusalAsync(schema, isSingleNode: true), StringComparison.Ordinal);
    }

    /// <summary>Guarantees that a node which lost its lock, and had it again, takes nothing from before for granted.</summary>
    [Fact]
    public async Task A_single_node_that_was_not_alone_for_a_moment_knows_it()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await using var single = await StorageSetting.OpenAsync($"postgres:{schema};Application Name=alone", CancellationToken.None, isSingleNode: true);
        await single.AppendAsync(0, Rows.Writes(Ada, 1, 1), CancellationToken.None);

        await PostgresServer.ExecuteAsync(schema, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'alone'");
        while (single.Term < 2) await Task.Yield();

        Assert.Equal([WriteOutcome.Written], await single.AppendAsync(0, Rows.Writes(Ada, 2, 2), CancellationToken.None));
        Assert.Contains("Holdfast:SingleNode", await RefusalAsync(schema), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_is_found()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await using var journal = await OpenAsync(schema);
        var row = new AccountRow(Ada, "e", null, Rows.Start);
        await journal.AppendAsync(0, [Rows.Write([.. Enumerable.Range(1, 5).Select(seq => Rows.Entry(Ada, seq))]) with { Directory = row, Key = Rows.Key(Ada, "k"), Snapshot = Rows.Snapshot(Ada, 5) }], CancellationToken.None);
        Assert.Empty(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)));

        foreach (var (damage, finding) in new[]
        {
            ("DELETE FROM entry WHERE seq = 3", "some are missing"),
            ("UPDATE external_id SET external_id = 'f'", "do not lead to each other"),
            ("DELETE FROM account", "has entries and is not listed"),
        })
        {
            await PostgresServer.ExecuteAsync(schema, "ALTER TABLE entry DISABLE TRIGGER ALL; " + damage);
            Assert.Contains(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)), text => text.Contains(finding, StringComparison.Ordinal));
        }

        Assert.Contains(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)), text => text.StartsWith("Key k belongs", StringComparison.Ordinal));
        Assert.Contains(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)), text => text.StartsWith("The snapshot at 5", StringComparison.Ordinal));
    }

    private static async Task<PostgresJournal> OpenAsync(string connectionString) => await PostgresJournal.OpenAsync(connectionString, new(), CancellationToken.None);

    private static async Task<string> RefusalAsync(string connectionString, bool? isSingleNode = null) =>
        (await Assert.ThrowsAsync<JournalUnusableException>(async () => await StorageSetting.OpenAsync("postgres:" + connectionString, CancellationToken.None, isSingleNode))).Message;

    private static async Task<string> SchemaAsync(NpgsqlConnection connection) => (string)(await PostgresServer.ExecuteAsync(connection, """
        SELECT coalesce(string_agg(thing, E'\n' ORDER BY thing), '') FROM (
            SELECT format('%s %s %s', table_name, column_name, data_type) AS thing FROM information_schema.columns WHERE table_schema = current_schema()
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
            UNION ALL SELECT format('%s %s', event_object_table, trigger_name) FROM information_schema.triggers WHERE trigger_schema = current_schema()
            UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace) AS things
        """))!;
}
