using Npgsql;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// PostgreSQL's advisory locks, each held by a session and let go of when that session ends, however it ends. Numbers
/// with two parts say what is locked and where; a number with one part is a session's own name.
/// </summary>
internal static class SessionLocks
{
    // "HLD" and a letter: what a session of another program would hardly lock.
    private const int MigratingClass = 0x484C444D;
    private const int LaneClass = 0x484C444C;
    private const int NodeClass = 0x484C444E;

    /// <summary>Waits until nobody else migrates the schema.</summary>
    public static Task EnterMigratingAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        AskAsync<object?>(connection, $"SELECT pg_advisory_lock({MigratingClass}, {Schema})", cancel);

    public static Task LeaveMigratingAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        AskAsync<bool>(connection, $"SELECT pg_advisory_unlock({MigratingClass}, {Schema})", cancel);

    /// <summary>Lets a node in: one that wants to be alone when there is no other, any other when there is none that is alone.</summary>
    public static Task<bool> EnterAsync(NpgsqlConnection connection, bool isAlone, CancellationToken cancel) =>
        AskAsync<bool>(connection, $"SELECT pg_try_advisory_lock{(isAlone ? "" : "_shared")}({NodeClass}, {Schema})", cancel);

    /// <summary>Names a session, so that another can tell whether it has ended.</summary>
    /// <returns>False when another session has that name.</returns>
    public static Task<bool> NameAsync(NpgsqlConnection connection, long name, CancellationToken cancel) =>
        AskAsync<bool>(connection, "SELECT pg_try_advisory_lock($1)", cancel, Asking.Of(name));

    /// <summary>Ends the session with that name, if it is still there, and waits until it has let go of everything.</summary>
    public static async Task EndAsync(NpgsqlConnection connection, long name, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await AskAsync<object?>(connection, "SET LOCAL lock_timeout = '5s'", cancel);
        await AskAsync<object?>(
            connection,
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (classid::bigint << 32) | objid::bigint = $1
            """,
            cancel,
            Asking.Of(name));
        await AskAsync<object?>(connection, "SELECT pg_advisory_xact_lock($1)", cancel, Asking.Of(name));
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Takes the lowest lane of the trial balance that no other session has.</summary>
    public static Task<int> TakeLaneAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        AskAsync<int>(connection, $"SELECT lane FROM generate_series(0, 9999) AS lane WHERE pg_try_advisory_lock({LaneClass}, lane) LIMIT 1", cancel);

    // An oid has 32 bits without a sign.
    private const string Schema = "(SELECT (oid::bigint - 2147483648)::integer FROM pg_namespace WHERE nspname = current_schema())";

    private static async Task<T> AskAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancel, params NpgsqlParameter[] parameters) =>
        await Asking.Command(connection, sql, parameters).ValueAsync(cancel) is T answer ? answer : default!;
}
