namespace Holdfast.Storage.Tests;

/// <summary>
/// The store that tests of the engine and of the server run on: SQLite, or PostgreSQL where the environment says
/// <c>HOLDFAST_TEST_STORAGE=postgres</c>, which ./test does in a second run.
/// </summary>
public static class TestStorage
{
    public static bool IsPostgres { get; } = Environment.GetEnvironmentVariable("HOLDFAST_TEST_STORAGE") == "postgres";

    /// <summary>A storage setting for a store that is empty.</summary>
    /// <param name="folder">Where a file may lie.</param>
    public static async Task<string> NewAsync(string folder) => IsPostgres
        ? "postgres:" + await (await PostgresServer.SharedAsync()).NewSchemaAsync()
        : "sqlite:" + Path.Combine(folder, "holdfast.db");
}
