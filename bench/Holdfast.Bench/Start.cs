using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>Start to first answer, and memory with very many accounts loaded.</summary>
internal static class Start
{
    internal static async Task<int> RunAsync(Options options)
    {
        var store = options.NewStore("start.db");
        await (await Server.HoldfastAsync(options, store)).DisposeAsync();
        Figures start = new("start to first answer");
        for (var round = 0; round < options.Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            await using var server = await Server.HoldfastAsync(options, store);
            start.Add(clock.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine(start.Line("ms"));
        Console.WriteLine($"  target <= 500 ms  {(start.Median <= 500 ? "met" : "not met")}");

        const int Accounts = 100_000;
        await using var holdfast = await Server.HoldfastAsync(options, store);
        var empty = holdfast.ResidentBytes;
        await Parallel.ForEachAsync(Enumerable.Range(0, Accounts), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (at, _) =>
        {
            var account = await holdfast.PostAsync("/accounts", new { username = $"user {at}", email = $"user{at}@example.com", plan = "creator" }, "id");
            await holdfast.PostAsync($"/accounts/{account}/keys", new { name = "default" }, "id");
        });
        Console.WriteLine($"memory {holdfast.ResidentBytes / 1_048_576} MB with {Accounts:N0} accounts loaded, each with a plan and a key ({empty / 1_048_576} MB before)");
        Console.WriteLine($"  target <= 400 MB  {(holdfast.ResidentBytes <= 400L * 1_048_576 ? "met" : "not met")}");
        return 0;
    }
}
