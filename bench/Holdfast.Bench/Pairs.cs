using System.Diagnostics;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage;

namespace Holdfast.Bench;

/// <summary>
/// Durable pairs of a hold and its capture, spread over many accounts and on one, by few callers and by many: in process
/// against the raw append in batches of as many rows as there are callers, over HTTP against a server that only echoes.
/// </summary>
internal static class Pairs
{
    private static readonly int[] CallerCounts = [1, 32, 256];

    internal static Task<int> RunAsync(Options options) => Store.EachAsync(options, async (_, store) =>
    {
        foreach (var callers in CallerCounts) await InProcessAsync(options with { Callers = callers }, store);
        await ByHandAsync(options with { Callers = CallerCounts[^1] }, store);
        await OverHttpAsync(options, store);
    });

    private static async Task InProcessAsync(Options options, Store store)
    {
        var rows = Holds.Rows(20_000);
        Figures raw = new($"raw append, {options.Callers} a batch"), spread = new($"pairs, {options.Accounts:N0} accounts, {options.Callers} callers"), hot = new($"pairs, one account, {options.Callers} callers");
        for (var round = -1; round < options.Rounds; round++)
        {
            var (append, wide, narrow) = (await store.RawAppendAsync(rows, options.Callers, options.Seconds), await EngineAsync(options, store, options.Accounts), await EngineAsync(options, store, 1));
            if (round < 0) continue;
            raw.Add(append);
            spread.Add(wide);
            hot.Add(narrow);
        }

        Console.WriteLine(raw.Line("entries/s"));
        foreach (var (figures, where) in ((Figures, string)[])[(spread, "10 000 accounts"), (hot, "one account")])
        {
            Console.WriteLine(figures.Line("pairs/s"));
            options.Note(store, $"pairs in process, {where}, {options.Callers} callers, two entries each / raw append", figures.Times(2).To(raw));
        }
    }

    /// <summary>Against what an engineer would write without Holdfast, on the same database.</summary>
    private static async Task ByHandAsync(Options options, Store store)
    {
        foreach (var (accounts, where, atLeast) in ((int, string, double)[])[(options.Accounts, "10 000 accounts", 8), (1, "one account", 50)])
        {
            Figures byHand = new($"pairs by hand, {where}, {options.Callers} callers"), ours = new($"pairs, {where}, {options.Callers} callers");
            for (var round = 0; round < options.Rounds; round++)
            {
                if (await store.ByHandAsync(options, accounts) is not { } theirs) return;
                byHand.Add(theirs);
                ours.Add(await EngineAsync(options, store, accounts));
            }

            Console.WriteLine(byHand.Line("pairs/s"));
            Console.WriteLine(ours.Line("pairs/s"));
            options.Note(store, $"pairs in process, {where}, {options.Callers} callers / by hand", ours.To(byHand), atLeast);
        }
    }

    /// <summary>Pairs a second.</summary>
    internal static async Task<double> EngineAsync(Options options, Store store, int accounts)
    {
        await using var journal = await StorageSetting.OpenAsync(await store.NewAsync(), CancellationToken.None);
        await using var engine = await Holds.EngineAsync(journal);
        var ids = await Holds.OpenAsync(engine, accounts);
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, options.Callers).Select(caller => Task.Run(() => CallAsync(engine, ids, caller, clock, options.Seconds))));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task<long> CallAsync(AccountEngine engine, AccountId[] ids, int caller, Stopwatch clock, double seconds)
    {
        var random = new Random(caller);
        var amount = new AssetAmount("eur", new(10_000));
        long count = 0;
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            var (account, hold) = (ids[random.Next(ids.Length)], $"h{caller}-{count++}");
            var placed = await engine.ExecuteAsync(account, new PlaceHold { Hold = hold, Operation = "image.generate", Amount = amount }, CancellationToken.None);
            var captured = await engine.ExecuteAsync(account, new CaptureHold { Hold = hold, Amount = amount, CallerId = "key/c" + hold }, CancellationToken.None);
            if (placed.Status != Status.Done || captured.Status != Status.Done) throw new InvalidOperationException($"{placed.Status}, {captured.Status}");
        }

        return count;
    }

    private static async Task OverHttpAsync(Options options, Store store)
    {
        await using var holdfast = await Server.HoldfastAsync(options, await store.NewAsync());
        await using var bare = await Server.BareAsync();
        var accounts = await holdfast.OpenAsync(options.Accounts);
        var run = 0;
        foreach (var callers in CallerCounts)
        {
            Figures echo = new($"echoed requests, {callers} callers"), spread = new($"pairs over HTTP, {accounts.Count:N0} accounts, {callers} callers"), hot = new($"pairs over HTTP, one account, {callers} callers");
            for (var round = -1; round < options.Rounds; round++)
            {
                var (echoed, wide, narrow) = (await LoadAsync(bare, accounts), await LoadAsync(holdfast, accounts), await LoadAsync(holdfast, [accounts[0]]));
                if (round < 0) continue;
                echo.Add(echoed);
                spread.Add(wide / 2);
                hot.Add(narrow / 2);
            }

            Console.WriteLine(echo.Line("requests/s"));
            foreach (var (figures, where) in ((Figures, string)[])[(spread, "10 000 accounts"), (hot, "one account")])
            {
                Console.WriteLine(figures.Line("pairs/s"));
                options.Note(store, $"pairs over HTTP, {where}, {callers} callers, two requests each / echo", figures.Times(2).To(echo));
            }

            Task<double> LoadAsync(Server server, IReadOnlyList<string> paid) =>
                server.LoadAsync(options with { Callers = callers }, "/", Script(options, paid, ++run, callers), missesMax: 1);
        }
    }

    /// <summary>
    /// A wrk script that places holds and captures each when as many have been placed since as can be on their way twice over:
    /// wrk does not say which connection a request goes to. The few that come too early all the same are refused, and counted.
    /// The first request is made to be looked at and is never sent.
    /// </summary>
    private static string Script(Options options, IReadOnlyList<string> accounts, int run, int callers)
    {
        var file = Path.Combine(options.Folder, "pairs.lua");
        File.WriteAllText(file, $$$"""
            local accounts = { {{{string.Join(", ", accounts.Select(account => $"\"{account}\""))}}} }
            local placed, captured = 0, 1
            local authorization = "{{{Server.Authorization["Authorization: ".Length..]}}}"
            local hold = '{"operation":"video.generate","amount":{"usd":"0.01"}}'
            local capture = '{"amount":{"usd":"0.01"}}'
            local headers = { ["Content-Type"] = "application/json", ["Authorization"] = authorization }
            function path(number)
              return "/ledger/v1/accounts/" .. accounts[number % #accounts + 1] .. "/holds/r{{{run}}}-" .. number
            end
            function request()
              if placed - captured < {{{2 * callers}}} then
                placed = placed + 1
                return wrk.format("PUT", path(placed), headers, hold)
              end
              captured = captured + 1
              headers["Idempotency-Key"] = "r{{{run}}}-" .. captured
              local made = wrk.format("POST", path(captured) .. "/capture", headers, capture)
              headers["Idempotency-Key"] = nil
              return made
            end
            """);
        return file;
    }
}
