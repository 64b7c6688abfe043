using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Server.Tests.Api;

namespace Holdfast.Server.Tests.Races;

/// <summary>Many callers at once, who want as much as they can get of one account.</summary>
internal sealed class RacingCallers(TestNode node, LimitTree tree, int seed)
{
    private const int Callers = 24;
    private const int Steps = 10;

    private long seen;

    public ConcurrentBag<Refusal> Refusals { get; } = [];

    /// <summary>They hold, charge, capture and release as they like, and leave nothing in flight.</summary>
    public Task WorkAsync() => Task.WhenAll(Enumerable.Range(0, Callers).Select(WorkAsync));

    /// <summary>They take all that is left: each asker is refused until he is told that there is nothing more for him.</summary>
    public Task TakeAllAsync() => Task.WhenAll(tree.Askers.Select(async asker =>
    {
        var quantity = 1_000L;
        while (quantity > 0)
        {
            var (_, refusal) = await ChargeAsync(asker, quantity);
            quantity = refusal?.Affordable ?? 1;
        }
    }));

    private async Task WorkAsync(int caller)
    {
        var random = new Random(seed * 1_000 + caller);
        var quantity = 0L;
        for (var step = 0; step < Steps; step++)
        {
            var asker = tree.Askers[random.Next(4) == 0 ? 0 : random.Next(tree.Askers.Count)];
            if (quantity == 0) quantity = random.Next(1, 7);
            if (random.Next(3) == 0) quantity = (await ChargeAsync(asker, quantity)).Refused?.Affordable ?? 0;
            else quantity = await HoldAsync(random, asker, $"h{caller}-{step}-{Interlocked.Increment(ref holds)}", quantity);
        }
    }

    private int holds;

    /// <summary>Places a hold and ends it in one way or another; what a refusal says is affordable, 0 when there was none.</summary>
    private async Task<long> HoldAsync(Random random, Asker asker, string hold, long quantity)
    {
        var (placed, refused) = await AskAsync(asker, quantity, "PUT", $"{tree.Account}/holds/{hold}");
        if (!placed) return refused!.Affordable;
        var end = $"{tree.Account}/holds/{hold}/";
        if (random.Next(3) == 0) See(await node.CallAsync("POST", end + "capture", new { quantity = Text(random.Next(0, (int)quantity + 1)), final = false }));
        if (random.Next(2) == 0) See(await node.CallAsync("POST", end + "release"));
        else See(await node.CallAsync("POST", end + "capture", random.Next(2) == 0 ? null : """{"quantity":"0"}"""));
        return 0;
    }

    private Task<(bool Done, Said? Refused)> ChargeAsync(Asker asker, long quantity) => AskAsync(asker, quantity, "POST", tree.Account + "/charges");

    private async Task<(bool Done, Said? Refused)> AskAsync(Asker asker, long quantity, string method, string path)
    {
        var from = Interlocked.Read(ref seen);
        var named = asker.Key is null ? asker.Member : null;
        var reply = await node.CallAsync(method, path, new { operation = asker.Operation, quantity = Text(quantity), key = asker.Key, member = named });
        if ((int)reply.Status == 201)
        {
            See(reply);
            return (true, null);
        }

        var problem = reply.Json;
        Assert.True((int)reply.Status is 402 or 429, reply.Text);
        var said = new Said(problem.Text("code")!, problem.Text("limit")!, Number(problem, "available"), Number(problem, "affordable"));
        Refusals.Add(new(asker, quantity, said, from, await node.SeqAsync(tree.Account)));
        return (false, said);
    }

    /// <summary>Whatever is asked from here on is judged on this entry, or on later ones.</summary>
    private void See(Reply reply)
    {
        var seq = (long)reply.With((int)reply.Status == 201 ? 201 : 200)["seq"]!;
        for (var before = Interlocked.Read(ref seen); seq > before; before = Interlocked.Read(ref seen))
            if (Interlocked.CompareExchange(ref seen, seq, before) == before) return;
    }

    private static string Text(long quantity) => quantity.ToString(CultureInfo.InvariantCulture);

    private static long Number(JsonNode problem, string name) => long.Parse(problem.Text(name)!, CultureInfo.InvariantCulture);
}
