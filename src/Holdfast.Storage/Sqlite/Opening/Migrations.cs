using System.Globalization;

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
    public static void Apply(NativeConnection connection, int from, int to)
    {
        for (var version = from; version < to; version++) Run(connection, Names[version] + ".up.sql");
        for (var version = from; version > to; version--) Run(connection, Names[version - 1] + ".down.sql");
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {to}"));
    }

    private static void Run(NativeConnection connection, string resource)
    {
        using var stream = typeof(Migrations).Assembly.GetManifestResourceStream("Sqlite/Migrations/" + resource)
            ?? throw new InvalidOperationException($"The migration {resource} is not part of the program.");
        using var reader = new StreamReader(stream);
        connection.Execute(reader.ReadToEnd());
    }
}
