using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// The schema as numbered pairs of <c>.sql</c> files. The number of the newest that was applied is the file's
/// <c>user_version</c>.
/// </summary>
internal static class Migrations
{
    private static readonly string[] Names = ["0001_journal"];

    /// <summary>The schema that this program reads and writes.</summary>
    public static int Newest => Names.Length;

    /// <summary>Takes the schema up or down to a version; inside the caller's transaction, so all of it or nothing.</summary>
    public static void Apply(SqliteConnection connection, int from, int to)
    {
        for (var version = from; version < to; version++) Run(connection, Names[version] + ".up.sql");
        for (var version = from; version > to; version--) Run(connection, Names[version - 1] + ".down.sql");
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {to}"));
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of this project or one of its own resources.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static void Run(SqliteConnection connection, string resource)
    {
        using var stream = typeof(Migrations).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The migration {resource} is not part of the program.");
        using var reader = new StreamReader(stream);
        Execute(connection, reader.ReadToEnd());
    }
}
