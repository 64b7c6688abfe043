using System.Diagnostics;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage;

namespace Holdfast.Bench;

/// <summary>Durable holds in process, spread over many accounts and on one, against the store's raw append.</summary>
internal static class Holds
{
    internal static Task<int> RunAsync(Options options) => Store.EachAsync(options, MeasureAsync);

    private static async Task MeasureAsync(Options options, Store store)
    {
        var rows = Rows(20_000);
        Figures raw = new("raw batched append"), spread = new($"holds, {options.Accounts:N0} accounts, {options.Callers} callers"), hot = new($"holds, one account, {options.Callers} callers");
        // The first run of everything is the compiler's.
        await EngineAsync(options, store, options.Accounts);
        for (var round = 0; round < options.Rounds; round++)
        {
            raw.Add(await store.RawAppendAsync(rows, 512, options.Seconds));
            spread.Add(await EngineAsync(options, store, options.Accounts));
            hot.Add(await EngineAsync(options, store, 1));
        }

        foreach (var figures in (Figures[])[raw, spread, hot]) Console.WriteLine(figures.Line("entries/s"));
        options.Note(store, "holds in process, 10 000 accounts / raw append", spread.To(raw), atLeast: 0.6);
        options.Note(store, "holds in process, one account / 10 000 accounts", hot.To(spread), atLeast: 1.0);
    }

    /// <summary>Rows as the engine makes them, of many accounts.</summary>
    internal static List<EntryRow> Rows(int count)
    {
        var rows = new List<EntryRow>(count);
        for (var at = 0; at < count; at++)
        {
            var entry = new Entry
            {
                Seq = at % 100 + 1,
                At = new(1_700_000_000_000_000 + at),
                Catalogue = 1,
                CallerId = $"hold/h{at}",
                RequestHash = at * 7919L,
                Body = new HoldPlaced
                {
                    Hold = $"h{at}",
                    Operation = "image.generate",
                    Quantity = Amount.Units(1),
                    ExpiresAt = new(1_700_000_900_000_000 + at),
                    Postings = [new("eur", Book.Available, Book.Held, new(10_000), "g2")],
                    After = [new("eur", new(999_990_000 + at))],
                },
            };
            rows.Add(EntryCodec.Encode(new(new Guid(at % 10_000, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8)), entry, EntryCodec.NoHash));
        }

        return rows;
    }

    private static async Task<double> EngineAsync(Options options, Store store, int accounts)
    {
        await using var journal = await StorageSetting.OpenAsync(await store.NewAsync(), CancellationToken.None);
        await using var engine = await EngineAsync(journal);
        var ids = await OpenAsync(engine, accounts);
        var clock = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var counts = await Task.WhenAll(Enumerable.Range(0, options.Callers).Select(caller => Task.Run(() => CallAsync(engine, ids, caller, clock, options.Seconds))));
        Console.WriteLine($"  {accounts,6} accounts: {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / counts.Sum():F1} us of processor time a hold");
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    internal static async Task<AccountEngine> EngineAsync(IJournal journal)
    {
        var catalogues = await Catalogues.OpenAsync(journal, null, _ => { }, Instant.From(TimeProvider.System.GetUtcNow()), CancellationToken.None);
        return new(journal, catalogues, TimeProvider.System, new());
    }

    internal static async Task<AccountId[]> OpenAsync(AccountEngine engine, int accounts)
    {
        var ids = Enumerable.Range(0, accounts).Select(_ => new AccountId(Guid.CreateVersion7())).ToArray();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (id, cancel) =>
        {
            await engine.ExecuteAsync(id, new OpenAccount { Id = id, Profile = new() { Username = "bench" } }, cancel);
            await engine.ExecuteAsync(id, new GiveGrant { Asset = "eur", Amount = Amount.Units(900_000), Source = GrantSource.Purchase }, cancel);
        });
        return ids;
    }

    private static async Task<long> CallAsync(AccountEngine engine, AccountId[] ids, int caller, Stopwatch clock, double seconds)
    {
        var random = new Random(caller);
        var amount = new AssetAmount("eur", new(10_000));
        long count = 0;
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            var answer = await engine.ExecuteAsync(
                ids[random.Next(ids.Length)],
                new PlaceHold { Hold = $"h{caller}-{count++}", Operation = "image.generate", Amount = amount },
                CancellationToken.None);
            if (answer.Status != Status.Done) throw new InvalidOperationException(answer.Status.ToString());
        }

        return count;
    }
}
