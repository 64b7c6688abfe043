using System.Diagnostics;
using System.Text;

namespace Holdfast.Bench;

/// <summary>Many commands in one call over HTTP, against the store's raw append of as many rows.</summary>
internal static class Batches
{
    private const int ItemsPerCall = 500, CallsAtOnce = 8;

    internal static Task<int> RunAsync(Options options) => Store.EachAsync(options, MeasureAsync);

    private static async Task MeasureAsync(Options options, Store store)
    {
        var rows = Holds.Rows(20_000);
        await using var holdfast = await Server.HoldfastAsync(options, await store.NewAsync());
        var accounts = await holdfast.OpenAsync(options.Accounts);
        Figures raw = new("raw append, 512 a batch"), commands = new($"holds by POST /commands, {ItemsPerCall} a call");
        var run = 0;
        for (var round = -1; round < options.Rounds; round++)
        {
            var (append, ours) = (await store.RawAppendAsync(rows, 512, options.Seconds), await CommandsAsync(options, holdfast, accounts, ++run));
            if (round < 0) continue;
            raw.Add(append);
            commands.Add(ours);
        }

        Console.WriteLine(raw.Line("entries/s"));
        Console.WriteLine(commands.Line("items/s"));
        options.Note(store, "holds by POST /commands, 500 a call / raw append", commands.To(raw));
    }

    /// <summary>Items a second; one that is refused is an error.</summary>
    private static async Task<double> CommandsAsync(Options options, Server holdfast, IReadOnlyList<string> accounts, int run)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, CallsAtOnce).Select(caller => Task.Run(async () =>
        {
            long count = 0;
            while (clock.Elapsed.TotalSeconds < options.Seconds)
            {
                using var body = new StringContent(Commands(accounts, $"r{run}-{caller}-", count), Encoding.UTF8, "application/json");
                using var answer = await holdfast.Http.PostAsync("/ledger/v1/commands", body);
                var text = await answer.Content.ReadAsStringAsync();
                if (text.AsSpan().Count("\"status\":201") != ItemsPerCall) throw new InvalidOperationException(text[..Math.Min(text.Length, 500)]);
                count += ItemsPerCall;
            }

            return count;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static string Commands(IReadOnlyList<string> accounts, string prefix, long from)
    {
        var text = new StringBuilder("[");
        for (var at = from; at < from + ItemsPerCall; at++)
            text.Append(at == from ? "" : ",").Append("{\"account\":\"").Append(accounts[(int)(at * 7_919 % accounts.Count)]).Append("\",\"hold\":{\"id\":\"").Append(prefix).Append(at)
                .Append("\",\"operation\":\"video.generate\",\"amount\":{\"usd\":\"0.01\"}}}");
        return text.Append(']').ToString();
    }
}
