using Holdfast.Engine;

namespace Holdfast.Bench;

/// <summary>A store to measure on.</summary>
internal abstract class Store : IAsyncDisposable
{
    internal abstract string Name { get; }

    /// <summary>The storage setting of a store that begins empty.</summary>
    internal abstract Task<string> NewAsync();

    /// <summary>
    /// The store's raw batched append: the same rows into the same columns with the same durability, and nothing else. Entries
    /// a second.
    /// </summary>
    internal abstract Task<double> RawAppendAsync(IReadOnlyList<EntryRow> rows, int batch, double seconds);

    /// <summary>
    /// Pairs a second by SQL as it is written by hand, from as many connections as there are callers; null where that is not
    /// what the store is compared with.
    /// </summary>
    internal virtual Task<double?> ByHandAsync(Options options, int accounts) => Task.FromResult<double?>(null);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Measures on each store that was chosen, one after the other.</summary>
    internal static async Task<int> EachAsync(Options options, Func<Options, Store, Task> measure)
    {
        foreach (var name in options.Stores)
        {
            await using var store = await OpenAsync(name, options);
            Console.WriteLine($"-- {store.Name}");
            await measure(options, store);
        }

        return 0;
    }

    private static Task<Store> OpenAsync(string name, Options options) => name switch
    {
        "sqlite" => Task.FromResult<Store>(new SqliteStore(options)),
        "postgres" => PostgresStore.OpenAsync(),
        _ => throw new ArgumentException($"There is no store {name}."),
    };
}

/// <summary>SQLite, in files of the bench's folder.</summary>
internal sealed class SqliteStore(Options options) : Store
{
    internal override string Name => "SQLite";

    internal override Task<string> NewAsync() => Task.FromResult("sqlite:" + options.NewStore("bench.db"));

    internal override Task<double> RawAppendAsync(IReadOnlyList<EntryRow> rows, int batch, double seconds) =>
        Task.FromResult(RawAppend.Run(options.NewStore("raw.db"), rows, batch, seconds));
}
