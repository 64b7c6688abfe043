using System.Globalization;
using Holdfast.Storage.Sqlite;

namespace Holdfast.Storage.Tests;

/// <summary>
/// A process to be killed: appends the batches of a seed to a store, and says the number of each once it is committed.
/// </summary>
internal static class Program
{
    public static readonly SqliteJournalSettings Settings = new() { CheckpointEntries = 100, RunsPerLevel = 2, IdleAfter = TimeSpan.FromMilliseconds(1) };

    /// <param name="arguments">The file and the seed.</param>
    private static async Task Main(string[] arguments)
    {
        await using var journal = await SqliteJournal.OpenAsync(arguments[0], Settings, CancellationToken.None);
        var model = new NaiveJournal();
        var batches = new RandomBatches(int.Parse(arguments[1], CultureInfo.InvariantCulture), model);
        // Bounded, should nobody come to kill it.
        for (var n = 1; n <= 5_000; n++)
        {
            var batch = batches.Next();
            model.Append(batch);
            await journal.AppendAsync(0, batch, CancellationToken.None);
            Console.WriteLine(n);
        }
    }
}
