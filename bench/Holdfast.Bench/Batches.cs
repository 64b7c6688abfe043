using System.Diagnostics;
using System.Text;

namespace Holdfast.Bench;

/// <summary>Many holds or charges in one call over HTTP, against the store's raw append of as many rows.</summary>
internal static class Batches
{
    private const int CallsAtOnce = 8;

    /// <summary>A way to send many, and what stands around the ids of one.</summary>
    private sealed record Way(string Path, string MediaType, int ItemsPerCall, string Before, string Between, string After, string Separator, string End);

    private static readonly Way Commands = new(
        "/commands", "application/json", 500, "{\"account\":\"", "\",\"hold\":{\"id\":\"", "\",\"operation\":\"video.generate\",\"amount\":{\"usd\":\"0.01\"}}}", ",", "]");

    private static readonly Way Usage = new(
        "/usage", "application/x-ndjson", 5_000, "{\"account\":\"", "\",\"id\":\"", "\",\"operation\":\"video.generate\",\"amount\":{\"usd\":\"0.01\"}}", "\n", "\n");

    internal static Task<int> RunAsync(Options options) => Store.EachAsync(options, MeasureAsync);

    private static async Task MeasureAsync(Options options, Store store)
    {
        var rows = Holds.Rows(20_000);
        await using var holdfast = await Server.HoldfastAsync(options, await store.NewAsync());
        var accounts = await holdfast.OpenAsync(options.Accounts);
        Figures raw = new("raw append, 512 a batch"), commands = new("holds by POST /commands, 500 a call"), usage = new("charges by POST /usage, 5 000 a call");
        for (var round = -1; round < options.Rounds; round++)
        {
            var append = await store.RawAppendAsync(rows, 512, options.Seconds);
            var (held, charged) = (await SendAsync(options, holdfast, accounts, Commands, round), await SendAsync(options, holdfast, accounts, Usage, round));
            if (round < 0) continue;
            raw.Add(append);
            commands.Add(held);
            usage.Add(charged);
        }

        Console.WriteLine(raw.Line("entries/s"));
        foreach (var figures in (Figures[])[commands, usage])
        {
            Console.WriteLine(figures.Line("items/s"));
            options.Note(store, $"{figures.Name} / raw append", figures.To(raw));
        }
    }

    /// <summary>Items a second; one that is refused is an error.</summary>
    private static async Task<double> SendAsync(Options options, Server holdfast, IReadOnlyList<string> accounts, Way way, int round)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, CallsAtOnce).Select(caller => Task.Run(async () =>
        {
            long count = 0;
            while (clock.Elapsed.TotalSeconds < options.Seconds)
            {
                using var body = new StringContent(Items(accounts, way, $"r{round}-{caller}-", count), Encoding.UTF8, way.MediaType);
                using var answer = await holdfast.Http.PostAsync("/ledger/v1" + way.Path, body);
                var text = await answer.Content.ReadAsStringAsync();
                if (text.AsSpan().Count("\"status\":201") != way.ItemsPerCall) throw new InvalidOperationException(text[..Math.Min(text.Length, 500)]);
                count += way.ItemsPerCall;
            }

            return count;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static string Items(IReadOnlyList<string> accounts, Way way, string prefix, long from)
    {
        var text = new StringBuilder(way.End == "]" ? "[" : "");
        for (var at = from; at < from + way.ItemsPerCall; at++)
            text.Append(at == from ? "" : way.Separator).Append(way.Before).Append(accounts[(int)(at * 7_919 % accounts.Count)]).Append(way.Between).Append(prefix).Append(at).Append(way.After);
        return text.Append(way.End).ToString();
    }
}
