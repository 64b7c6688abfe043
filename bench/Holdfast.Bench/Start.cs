using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>Start to first answer, and memory with very many accounts loaded.</summary>
internal static class Start
{
    internal static Task<int> RunAsync(Options options) => Store.EachAsync(options, MeasureAsync);

    private static async Task MeasureAsync(Options options, Store store)
    {
        var setting = await store.NewAsync();
        await (await Server.HoldfastAsync(options, setting)).DisposeAsync();
        Figures start = new("start to first answer");
        for (var round = 0; round < options.Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            await using var server = await Server.HoldfastAsync(options, setting);
            start.Add(clock.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine(start.Line("ms"));
        options.Note(store, "start to first answer, ms", start, atMost: 500);

        const int Accounts = 100_000;
        await using var holdfast = await Server.HoldfastAsync(options, setting);
        var empty = holdfast.ResidentBytes;
        await Parallel.ForEachAsync(Enumerable.Range(0, Accounts), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (at, _) =>
        {
            var account = await holdfast.PostAsync("/accounts", new { username = $"user {at}", email = $"user{at}@example.com", plan = "creator" }, "id");
            await holdfast.PostAsync($"/accounts/{account}/keys", new { name = "default" }, "id");
        });
        Console.WriteLine($"memory {holdfast.ResidentBytes / 1_048_576} MB with {Accounts:N0} accounts loaded, each with a plan and a key ({empty / 1_048_576} MB before)");
        var memory = new Figures("memory");
        memory.Add(holdfast.ResidentBytes / 1_048_576);
        options.Note(store, "memory with 100 000 accounts loaded, MB", memory, atMost: 400);
    }
}
