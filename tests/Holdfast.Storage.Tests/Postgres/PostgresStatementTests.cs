using System.Text.RegularExpressions;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage.Postgres;

namespace Holdfast.Storage.Tests;

/// <summary>
/// Guarantees that the tables can be spread over machines by the account: what the server was really asked names the
/// account wherever it touches such a table, and no key of one lacks it.
/// </summary>
public sealed partial class PostgresStatementTests
{
    private static readonly AccountId Ada = Rows.Account(1);
    private static readonly AccountId Bob = Rows.Account(2);

    // Found before the account is known, or no account's: copies on every machine, and the sums of each lane.
    private static readonly string[] Elsewhere = ["external_id", "key", "catalogue", "setting", "book", "holdfast_schema"];

    [Fact]
    public async Task Every_statement_of_the_hot_path_names_the_account()
    {
        await using var server = await PostgresServer.StartAsync();
        var database = await server.NewDatabaseAsync();
        await (await PostgresJournal.OpenAsync(database, new(), CancellationToken.None)).DisposeAsync();
        await PostgresServer.ExecuteAsync(database, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET log_statement = ''all'''; END $$");

        await WorkAsync(database);

        var statements = (await LoggedAsync(server)).Where(statement => Distributed().IsMatch(statement)).Distinct().ToList();
        foreach (var statement in statements)
            Assert.True(Named().Count(statement) >= Distributed().Count(statement), statement);
        foreach (var expected in new[]
        {
            EntryInsert.Sql, EntryInsert.RacingSql, SnapshotInsert.Sql, AccountUpsert.Sql, Judge.BeforeSql, Judge.TakenSql, Judge.CallerIdSql,
            EntryReading.PageSql, EntryReading.PageBackwardsSql, EntryReading.ReferenceSql, EntryReading.HoldSql, EntryReading.HasSql, EntryReading.HasHashSql,
            EntryReading.OvertakenSql, EntryReading.SeqAtSql, DirectoryReading.SnapshotSql,
        })
            Assert.Contains(Squeezed(expected), statements);
    }

    [Fact]
    public async Task Every_unique_key_contains_the_account()
    {
        var schema = await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await (await PostgresJournal.OpenAsync(schema, new(), CancellationToken.None)).DisposeAsync();
        await using var connection = await PostgresServer.ConnectAsync(schema);

        var without = (string)(await PostgresServer.ExecuteAsync(connection, """
            SELECT coalesce(string_agg(DISTINCT tables.relname, ' ' ORDER BY tables.relname), '') FROM pg_index
            JOIN pg_class AS tables ON tables.oid = pg_index.indrelid
            WHERE pg_index.indisunique AND tables.relnamespace = current_schema()::regnamespace
                AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = tables.oid AND attname = 'account_id' AND attnum = ANY(pg_index.indkey))
            """))!;

        Assert.Equal(Elsewhere.Order(StringComparer.Ordinal), without.Split(' '));
    }

    /// <summary>All that a node asks while it serves: appends, conflicts, races, reads, and whether it is up to date.</summary>
    private static async Task WorkAsync(string database)
    {
        var settings = new PostgresJournalSettings { Lanes = 1, ReadConnections = 1, AccountsRemembered = 1 };
        await using var journal = await PostgresJournal.OpenAsync(database, settings, CancellationToken.None);
        await using var other = await PostgresJournal.OpenAsync(database, settings, CancellationToken.None);
        await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, 1, callerId: "a", hold: "h")) with
        {
            Directory = new(Ada, "e", "ada@example.com", Rows.Start), Key = Rows.Key(Ada, "k"), Snapshot = Rows.Snapshot(Ada, 1), Postings = Rows.Grant("usd", 5),
        }, Rows.Write(Rows.Entry(Bob, 1)) with { Directory = new(Bob, null, null, Rows.Start) }], CancellationToken.None);
        await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, 2)), Rows.Write(Rows.Entry(Bob, 2))], CancellationToken.None);

        // Overtaken, and then raced for.
        for (var seq = 3; seq <= 6; seq++)
        {
            await other.AppendAsync(0, Rows.Writes(Ada, seq, seq), CancellationToken.None);
            Assert.Equal([WriteOutcome.SeqTaken], await journal.AppendAsync(0, Rows.Writes(Ada, seq, seq), CancellationToken.None));
        }

        await journal.AppendAsync(0, [.. Rows.Writes(Ada, 7, 9), .. Rows.Writes(Bob, 3, 3)], CancellationToken.None);
        var write = Rows.Write(Rows.Entry(Ada, 9));
        await journal.HasAsync(write, CancellationToken.None);
        await new EntryReading(new PooledReads(PostgresSource.Of(database, 1), new(PostgresSource.Of(database, 1)))).HasAsync(Ada, 9, 1, CancellationToken.None);
        await journal.OvertakenAsync([(Ada, 9), (Bob, 1)], CancellationToken.None);
        await Rows.ListAsync(journal.EntriesAsync(Ada, 0, 3, CancellationToken.None));
        await Rows.ListAsync(journal.EntriesBackwardsAsync(Ada, 9, CancellationToken.None));
        await journal.FindAsync(Ada, "a", CancellationToken.None);
        await journal.FindAsync(Ada, "hold/h", CancellationToken.None);
        await journal.SnapshotAsync(Ada, 5, CancellationToken.None);
        await journal.SeqAtAsync(Ada, Rows.Start, CancellationToken.None);
        await journal.FindKeyAsync(Rows.Key(Ada, "k").SecretHash, CancellationToken.None);
    }

    /// <summary>What the server was asked, by its own log, each statement on one line.</summary>
    private static async Task<IEnumerable<string>> LoggedAsync(PostgresServer server)
    {
        var log = await File.ReadAllTextAsync(server.Log);
        return Asked().Matches(log).Select(match => Squeezed(match.Groups[1].Value));
    }

    private static string Squeezed(string statement) => Spaces().Replace(statement, " ").Trim();

    [GeneratedRegex(@"^d\d+:LOG:  (?:statement|execute [^:]+): (.*(?:\n\t.*)*)", RegexOptions.Multiline)]
    private static partial Regex Asked();

    [GeneratedRegex(@"\b(?:FROM|JOIN|INTO) (?:entry|snapshot|account)\b")]
    private static partial Regex Distributed();

    [GeneratedRegex(@"\baccount_id = (?:\$\d|ANY\(\$\d|\w+\.account_id)|INTO \w+ \(account_id,")]
    private static partial Regex Named();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
