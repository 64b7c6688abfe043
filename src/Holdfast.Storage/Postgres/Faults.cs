using System.Net.Sockets;
using Holdfast.Engine;
using Npgsql;

namespace Holdfast.Storage.Postgres;

/// <summary>What went wrong in PostgreSQL or on the way to it, in one sentence for the operator. No password is in any.</summary>
internal static class Faults
{
    public static JournalUnavailableException Unavailable(string database, Exception fault) => new(Sentence(database, fault), fault);

    public static JournalUnusableException Unusable(string database, Exception fault) => new(Sentence(database, fault), fault);

    /// <summary>True for what the world does: the server's errors, and those of the connection. Everything else is a bug.</summary>
    public static bool IsOfTheWorld(Exception fault) => fault is NpgsqlException or IOException or SocketException or TimeoutException or WrongServerException;

    /// <summary>
    /// True when a failed statement has certainly left nothing, because the server itself says that it failed. A session
    /// that is told to end says so only where it has nothing half done: while it commits, it hears nothing, and if it is
    /// ended as it waits for a standby, it goes without a word. After any other end it may have committed first.
    /// </summary>
    public static bool LeavesNothing(Exception fault) => fault is PostgresException server && (server.InvariantSeverity == "ERROR" || server.SqlState == PostgresErrorCodes.AdminShutdown);

    /// <summary>True when another try may well succeed at once: the server had closed an idle connection, or ended two that waited for each other.</summary>
    public static bool IsWorthAnotherTry(Exception fault) => fault switch
    {
        PostgresException server => server.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException { InnerException: TimeoutException } => false,
        _ => fault is NpgsqlException or IOException or SocketException,
    };

    /// <summary>True when a row of the batch broke a rule of the tables: which one, the judge finds out.</summary>
    public static bool IsRefusal(Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.NotNullViolation };

    private static string Sentence(string database, Exception fault) => fault switch
    {
        PostgresException server => Sentence(database, server),
        WrongServerException wrong => $"{database} {wrong.Message}",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => $"{database} does not answer in time.",
        NpgsqlException { InnerException: SocketException socket } => $"{database} cannot be reached ({socket.SocketErrorCode}).",
        SocketException socket => $"{database} cannot be reached ({socket.SocketErrorCode}).",
        _ => $"The connection to {database} broke.",
    };

    private static string Sentence(string database, PostgresException fault) => fault.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => $"{database} refuses the user's password.",
        PostgresErrorCodes.InvalidAuthorizationSpecification => $"{database} lets the user not in: the role does not exist, or pg_hba.conf does not allow it from here.",
        PostgresErrorCodes.InvalidCatalogName => $"{database} does not exist; make it with createdb, or name another one.",
        PostgresErrorCodes.InsufficientPrivilege => $"{database} does not allow the user what Holdfast needs ({fault.MessageText}).",
        PostgresErrorCodes.TooManyConnections => $"{database} has no connection left; raise max_connections, or start fewer nodes.",
        PostgresErrorCodes.DiskFull => $"There is no space left on the disk of {database}.",
        PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources => $"{database} is out of memory or another resource ({fault.MessageText}).",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => $"{database} ended the session: it is being stopped or restarted, or somebody ended it.",
        PostgresErrorCodes.CannotConnectNow => $"{database} is starting or stopping.",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"{database} is read-only: it is a standby, or its default_transaction_read_only is on.",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => $"{database} ended a statement that waited in a circle with others.",
        PostgresErrorCodes.QueryCanceled => $"{database} ended a statement that took too long.",
        _ => $"{database} does not answer as it should ({fault.MessageText.TrimEnd('.')}, {fault.SqlState}).",
    };
}

/// <summary>The server that answered is none that can be worked with. The message says what it is, to follow its name.</summary>
internal sealed class WrongServerException(string message) : Exception(message);
