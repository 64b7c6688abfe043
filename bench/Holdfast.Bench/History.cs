using System.Diagnostics;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage;

namespace Holdfast.Bench;

/// <summary>Reading and loading an account with a million entries against one with ten.</summary>
internal static class History
{
    internal static Task<int> RunAsync(Options options) => Store.EachAsync(options, MeasureAsync);

    private static async Task MeasureAsync(Options options, Store store)
    {
        var setting = await store.NewAsync();
        AccountId[] accounts;
        await using (var journal = await StorageSetting.OpenAsync(setting, CancellationToken.None))
        await using (var engine = await Holds.EngineAsync(journal))
        {
            accounts = await Holds.OpenAsync(engine, 2);
            await ChargeAsync(engine, accounts[0], 1_000_000 - 2);
            await ChargeAsync(engine, accounts[1], 10 - 2);
        }

        Figures readLong = new("reads of an account with 1,000,000 entries"), readShort = new("reads of an account with 10");
        Figures loadLong = new("loads of an account with 1,000,000 entries"), loadShort = new("loads of an account with 10");
        for (var round = -1; round < options.Rounds; round++)
        {
            await using var journal = await StorageSetting.OpenAsync(setting, CancellationToken.None);
            var (big, small) = (await LoadAsync(journal, accounts[0]), await LoadAsync(journal, accounts[1]));
            await using var engine = await Holds.EngineAsync(journal);
            var (bigRead, smallRead) = (await ReadAsync(engine, accounts[0]), await ReadAsync(engine, accounts[1]));
            if (round < 0) continue;
            loadLong.Add(big);
            loadShort.Add(small);
            readLong.Add(bigRead);
            readShort.Add(smallRead);
        }

        foreach (var (figures, unit) in ((Figures, string)[])[(readLong, "ns"), (readShort, "ns"), (loadLong, "us"), (loadShort, "us")]) Console.WriteLine(figures.Line(unit));
        options.Note(store, "time to read an account with 1 000 000 entries / with 10", readLong.To(readShort), atMost: 1.1);
        options.Note(store, "time to load an account with 1 000 000 entries / with 10", loadLong.To(loadShort));
        Console.WriteLine("  a load costs one snapshot and at most 512 entries, however long the history");
    }

    private static async Task ChargeAsync(AccountEngine engine, AccountId account, int times)
    {
        var left = times;
        await Task.WhenAll(Enumerable.Range(0, 256).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await engine.ExecuteAsync(account, new Charge { Operation = "image.generate", Amount = new("eur", new(100)) }, CancellationToken.None);
        })));
    }

    /// <summary>Microseconds to load the account from the disk, in the middle of a hundred engines that have never seen it.</summary>
    private static async Task<double> LoadAsync(IJournal journal, AccountId account)
    {
        var clock = new Stopwatch();
        for (var time = 0; time < 100; time++)
        {
            await using var engine = await Holds.EngineAsync(journal);
            clock.Start();
            await engine.ReadAsync(account, CancellationToken.None);
            clock.Stop();
        }

        return clock.Elapsed.TotalMicroseconds / 100;
    }

    private static async Task<double> ReadAsync(AccountEngine engine, AccountId account)
    {
        const int Times = 2_000_000;
        await engine.ReadAsync(account, CancellationToken.None);
        var clock = Stopwatch.StartNew();
        for (var time = 0; time < Times; time++) await engine.ReadAsync(account, CancellationToken.None);
        return clock.Elapsed.TotalNanoseconds / Times;
    }
}
