using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage.Postgres;
using Npgsql;

namespace Holdfast.Storage.Tests;

/// <summary>Guarantees that whatever happens to a connection or to the server, an outcome that is told is true, and what is written is written once.</summary>
public sealed class PostgresFaultTests
{
    private static readonly AccountId Ada = Rows.Account(1);
    private static readonly AccountId Bob = Rows.Account(2);

    [Theory]
    [InlineData("Question")]
    [InlineData("Answer")]
    [InlineData("Silence")]
    public async Task A_connection_that_breaks_in_a_batch_is_found_out_about(string cut)
    {
        var server = await PostgresServer.SharedAsync();
        await using var proxy = new CuttingProxy(server.Port);
        await using var journal = await OpenAsync(Through(proxy, await server.NewSchemaAsync()));
        await journal.AppendAsync(0, [Opening(Ada), .. Rows.Writes(Ada, 2, 3), Opening(Bob)], CancellationToken.None);

        for (var round = 0; round < 5; round++)
        {
            proxy.CutNext(Enum.Parse<Cut>(cut));
            Assert.Equal(
                [WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.SeqTaken],
                await journal.AppendAsync(0, [Rows.Write(Rows.Entry(Ada, 4 + round, callerId: $"c{round}")), Rows.Write(Rows.Entry(Bob, 2 + round)), Rows.Write(Rows.Entry(Ada, 9 + round))], CancellationToken.None));
        }

        Assert.Equal(5, proxy.Broken);
        Assert.Equal(8, await journal.SeqAtAsync(Ada, Instant.Never, CancellationToken.None));
        Assert.Equal(6, await journal.SeqAtAsync(Bob, Instant.Never, CancellationToken.None));
        Assert.Empty(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)));
    }

    /// <summary>Guarantees that a statement which still runs on the server, after its caller has lost it, is not taken for one that never was.</summary>
    [Fact]
    public async Task A_batch_that_still_waits_on_the_server_is_ended_before_it_is_written_anew()
    {
        var server = await PostgresServer.SharedAsync();
        var schema = await server.NewSchemaAsync();
        await using var proxy = new CuttingProxy(server.Port);
        await using var journal = await OpenAsync(Through(proxy, schema));
        await journal.AppendAsync(0, Rows.Writes(Ada, 1, 1), CancellationToken.None);

        // Another session has added the same seq and not committed: the batch waits for it.
        await using var other = await PostgresServer.ConnectAsync(schema);
        await using var open = await other.BeginTransactionAsync();
        await PostgresServer.ExecuteAsync(other, "INSERT INTO entry SELECT account_id, 2, at, kind, catalogue, NULL, 0, NULL, NULL, NULL, NULL, 'other', hash, previous_hash, 0 FROM entry");
        proxy.CutNext(Cut.Silence);
        var appending = journal.AppendAsync(0, Rows.Writes(Ada, 2, 2), CancellationToken.None).AsTask();
        await WaitUntilAsync(schema, "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO entry%'");

        // It was found lost, ended and sent again, and waits again: the one that goes on is the only one.
        await open.RollbackAsync();

        Assert.Equal([WriteOutcome.Written], await appending);
        Assert.Equal(1, proxy.Broken);
        Assert.Equal(2, await journal.SeqAtAsync(Ada, Instant.Never, CancellationToken.None));
    }

    /// <summary>Guarantees that a connection which breaks while a lost race is rolled back, of which the driver says nothing, is not used again.</summary>
    [Fact]
    public async Task A_connection_that_breaks_after_a_lost_race_is_replaced()
    {
        var server = await PostgresServer.SharedAsync();
        var schema = await server.NewSchemaAsync();
        await using var proxy = new CuttingProxy(server.Port);
        await using var journal = await OpenAsync(Through(proxy, schema));
        await using var other = await OpenAsync(schema);
        await other.AppendAsync(0, Rows.Writes(Ada, 1, 3), CancellationToken.None);

        // The first loser learns that the account is contested; the second races, asks one question and goes back.
        Assert.Equal([WriteOutcome.SeqTaken], await journal.AppendAsync(0, Rows.Writes(Ada, 2, 2), CancellationToken.None));
        proxy.CutNext(Cut.Question, spared: 1);
        Assert.Equal([WriteOutcome.SeqTaken], await journal.AppendAsync(0, Rows.Writes(Ada, 3, 3), CancellationToken.None));

        Assert.Equal(1, proxy.Broken);
        Assert.Equal([WriteOutcome.Written], await journal.AppendAsync(0, Rows.Writes(Ada, 4, 4), CancellationToken.None));
    }

    [Fact]
    public async Task Sessions_that_somebody_ends_cost_nobody_anything()
    {
        var server = await PostgresServer.SharedAsync();
        var schema = await server.NewSchemaAsync();
        await using var journal = await OpenAsync(schema + ";Application Name=ended");
        var ending = Task.Run(async () =>
        {
            await using var operatorSession = await PostgresServer.ConnectAsync(schema);
            for (var round = 0; round < 20; round++)
            {
                await PostgresServer.ExecuteAsync(operatorSession, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'ended'");
                await PostgresServer.ExecuteAsync(operatorSession, "SELECT pg_sleep(0.02)");
            }
        });

        var seq = 0L;
        Write? unknown = null;
        while (!ending.IsCompleted || seq < 20)
        {
            var write = Rows.Write(Rows.Entry(Ada, seq + 1, callerId: $"c{seq + 1}")) with { Postings = Rows.Grant("usd", 1) };
            try
            {
                if (unknown is null || !await journal.HasAsync(unknown, CancellationToken.None)) Assert.Equal([WriteOutcome.Written], await journal.AppendAsync(0, [write], CancellationToken.None));
                unknown = null;
                seq++;
            }
            catch (OutcomeUnknownException)
            {
                unknown = write;
            }
            catch (JournalUnavailableException)
            {
                // Ended again and again; nothing was written.
            }
        }

        await ending;
        Assert.Equal(seq, await journal.SeqAtAsync(Ada, Instant.Never, CancellationToken.None));
        Assert.Equal(seq, (await journal.TrialBalanceAsync(CancellationToken.None))[1].Micros);
    }

    /// <summary>Guarantees that a server which is killed in the middle of batches has all that was told, and that the journal goes on with the next one.</summary>
    [Fact]
    public async Task A_killed_server_keeps_what_was_told()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var journal = await OpenAsync(await server.NewSchemaAsync());
        var told = 0L;
        for (var round = 0; round < 3; round++)
        {
            var isKilled = false;
            var appending = Task.Run(async () =>
            {
                Write? unknown = null;
                while (true)
                {
                    var write = told == 0 ? Opening(Ada) : Rows.Write(Rows.Entry(Ada, told + 1, callerId: $"c{told + 1}"));
                    try
                    {
                        if (unknown is null || !await journal.HasAsync(unknown, CancellationToken.None)) Assert.Equal([WriteOutcome.Written], await journal.AppendAsync(0, [write], CancellationToken.None));
                        unknown = null;
                        told++;
                        if (isKilled) return;
                    }
                    catch (OutcomeUnknownException)
                    {
                        unknown = write;
                    }
                    catch (JournalUnavailableException)
                    {
                        await Task.Yield();
                    }
                }
            });
            await WaitAsync(() => told >= 30 * (round + 1));
            await server.KillAsync();
            await server.RestartAsync();
            isKilled = true;
            await appending;
            Assert.Equal(told, await journal.SeqAtAsync(Ada, Instant.Never, CancellationToken.None));
        }

        Assert.Empty(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task A_server_that_is_stopped_is_said_to_be_and_a_standby_is_not_written_to()
    {
        await using var server = await PostgresServer.StartAsync();
        var schema = await server.NewSchemaAsync();
        await using var journal = await OpenAsync(schema);
        await journal.AppendAsync(0, Rows.Writes(Ada, 1, 1), CancellationToken.None);

        await server.StopAsync();
        Assert.Contains("cannot be reached", await FaultAsync(journal), StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.PingAsync(CancellationToken.None));

        await server.BecomeStandbyAsync();
        await server.RestartAsync();
        Assert.EndsWith("is a standby; name the primary.", await FaultAsync(journal), StringComparison.Ordinal);
        Assert.EndsWith("is a standby; name the primary.", (await Assert.ThrowsAsync<JournalUnusableException>(async () => await OpenAsync(schema))).Message, StringComparison.Ordinal);

        await server.ExecuteAsync("SELECT pg_promote()");
        Assert.Equal([WriteOutcome.Written], await journal.AppendAsync(0, Rows.Writes(Ada, 2, 2), CancellationToken.None));
    }

    [Fact]
    public async Task A_server_without_a_connection_left_is_said_to_have_none()
    {
        await using var server = await PostgresServer.StartAsync("-c max_connections=6 -c superuser_reserved_connections=0");
        var schema = await server.NewSchemaAsync();
        await using var journal = await OpenAsync(schema);
        NpgsqlConnection.ClearAllPools();
        var others = new List<NpgsqlConnection>();
        // One is the journal's own.
        while (others.Count < 5) others.Add(await PostgresServer.ConnectAsync(schema));

        Assert.Contains("has no connection left", await FaultAsync(journal), StringComparison.Ordinal);

        foreach (var other in others) await other.DisposeAsync();
        await WaitAsync(async () => await TryAsync(async () => (await journal.AppendAsync(0, Rows.Writes(Ada, 1, 1), CancellationToken.None)).Length) == 1);
    }

    [Fact]
    public async Task A_database_that_is_read_only_is_said_to_be()
    {
        var server = await PostgresServer.SharedAsync();
        var schema = await server.NewSchemaAsync();
        await (await OpenAsync(schema)).DisposeAsync();
        await using var journal = await OpenAsync(schema + ";Options=-c default_transaction_read_only=on");
        Assert.Contains("is read-only", await FaultAsync(journal), StringComparison.Ordinal);
    }

    /// <summary>Guarantees that a full disk costs the batches at hand and nothing else.</summary>
    [Fact]
    public async Task A_journal_goes_on_when_a_full_disk_was_freed()
    {
        var server = await PostgresServer.SharedAsync();
        var schema = await server.NewSchemaAsync();
        await using var disk = new SmallDisk();
        Assert.True(await disk.MountAsync("24m"), "this test mounts a small disk, for which it must run as root");
        await disk.GiveToOwnerOfAsync(server.Folder);
        await server.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk.Path}'");
        await using var journal = await OpenAsync(schema);
        await PostgresServer.ExecuteAsync(schema, "ALTER TABLE entry SET TABLESPACE small");
        await journal.AppendAsync(0, [Opening(Ada)], CancellationToken.None);

        var ballast = disk.Fill();
        var seq = 1L;
        string? said = null;
        while (said is null)
        {
            try
            {
                Assert.Equal([WriteOutcome.Written], await journal.AppendAsync(0, [Large(seq + 1)], CancellationToken.None));
                seq++;
            }
            catch (JournalUnavailableException fault)
            {
                said = fault.Message;
            }
        }

        Assert.StartsWith("There is no space left on the disk of PostgreSQL at 127.0.0.1", said, StringComparison.Ordinal);
        Assert.Equal(seq, await journal.SeqAtAsync(Ada, Instant.Never, CancellationToken.None));
        File.Delete(ballast);
        Assert.Equal([WriteOutcome.Written], await journal.AppendAsync(0, [Large(seq + 1)], CancellationToken.None));
        Assert.Empty(await Rows.ListAsync(journal.FindingsAsync(CancellationToken.None)));
        await PostgresServer.ExecuteAsync(schema, "ALTER TABLE entry SET TABLESPACE pg_default");
        await server.ExecuteAsync("DROP TABLESPACE small");
    }

    private static Write Opening(AccountId account) => Rows.Write(Rows.Entry(account, 1)) with { Directory = new(account, null, null, Rows.Start) };

    private static Write Large(long seq)
    {
        var body = new byte[20_000];
        new Random((int)seq).NextBytes(body);
        return Rows.Write(Rows.Entry(Ada, seq) with { Body = System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(body)) });
    }

    private static async Task<PostgresJournal> OpenAsync(string connectionString) => await PostgresJournal.OpenAsync(connectionString, new(), CancellationToken.None);

    private static string Through(CuttingProxy proxy, string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Port = proxy.Port }.ConnectionString;

    private static async Task<string> FaultAsync(PostgresJournal journal) =>
        (await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.AppendAsync(0, Rows.Writes(Rows.Account(9), 1, 1), CancellationToken.None))).Message;

    private static async Task<T?> TryAsync<T>(Func<ValueTask<T>> read)
        where T : struct
    {
        try
        {
            return await read();
        }
        catch (JournalUnavailableException)
        {
            return null;
        }
    }

    private static async Task WaitUntilAsync(string connectionString, string question)
    {
        await using var connection = await PostgresServer.ConnectAsync(connectionString);
        await WaitAsync(async () => await PostgresServer.ExecuteAsync(connection, question) is true);
    }

    private static Task WaitAsync(Func<bool> isSo) => WaitAsync(() => Task.FromResult(isSo()));

    private static async Task WaitAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo()) await Task.Yield();
    }
}
