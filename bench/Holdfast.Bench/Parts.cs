using System.Diagnostics;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage;

namespace Holdfast.Bench;

/// <summary>What a hold costs, part by part, on one thread: where to look before anything is changed.</summary>
internal static class Parts
{
    internal static async Task<int> RunAsync(Options options)
    {
        var catalogue = CatalogueReader.Read(Catalogues.BuiltIn, new(0), null);
        var id = new AccountId(Guid.CreateVersion7());
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var account = new OpenAccount { Id = id }.Decide(null, catalogue, now).State!;
        account = new GiveGrant { Asset = "eur", Amount = Amount.Units(900_000), Source = GrantSource.Purchase }.Decide(account, catalogue, now).State!;
        var command = new PlaceHold { Hold = "h1-123456", Operation = "image.generate", Amount = new("eur", new(10_000)) };
        var decision = command.Decide(account, catalogue, now);
        var row = EntryCodec.Encode(id, decision.Entry, EntryCodec.NoHash);
        Console.WriteLine(System.Text.Encoding.UTF8.GetString(row.Body.Span));
        for (var round = 0; round < 3; round++)
        {
            Measure("decide", () => command.Decide(account, catalogue, now));
            Measure("request hash", () => command.RequestHash);
            Measure("encode with hash", () => EntryCodec.Encode(id, decision.Entry, EntryCodec.NoHash));
            Measure("hash", () => EntryCodec.Hash(row));
            Measure("decode", () => EntryCodec.Decode(row));
            Measure("state encode", () => StateCodec.Encode(decision.State!));
        }

        return await Store.EachAsync(options, (_, store) => AppendAsync(options, store, row));
    }

    private static void Measure(string name, Func<object> part)
    {
        for (var at = 0; at < 20_000; at++) part();
        const int Times = 200_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        for (var at = 0; at < Times; at++) part();
        Console.WriteLine($"{name,-24} {clock.Elapsed.TotalMicroseconds / Times,8:F2} us {(GC.GetAllocatedBytesForCurrentThread() - before) / Times,8} bytes");
    }

    /// <summary>The store alone: ready-made writes of many accounts.</summary>
    private static async Task AppendAsync(Options options, Store store, EntryRow model)
    {
        await using var journal = await StorageSetting.OpenAsync(await store.NewAsync(), CancellationToken.None);
        var ids = Enumerable.Range(0, options.Accounts).Select(_ => new AccountId(Guid.CreateVersion7())).ToArray();
        var seqs = new long[ids.Length];
        var random = new Random(1);
        long count = 0;
        var took = TimeSpan.Zero;
        var all = Stopwatch.StartNew();
        while (all.Elapsed.TotalSeconds < options.Seconds)
        {
            var batch = new Write[512];
            for (var at = 0; at < batch.Length; at++)
            {
                var account = random.Next(ids.Length);
                count++;
                batch[at] = new() { Account = ids[account], Entries = [model with { Account = ids[account], Seq = ++seqs[account], Hold = "h" + count, CallerId = "hold/h" + count }], Postings = [new("eur", Book.Available, Book.Held, new(10_000), "g2")] };
            }

            var clock = Stopwatch.StartNew();
            await journal.AppendAsync(0, batch, CancellationToken.None);
            took += clock.Elapsed;
        }

        Console.WriteLine($"append alone {count / took.TotalSeconds:N0} entries/s");
    }
}
