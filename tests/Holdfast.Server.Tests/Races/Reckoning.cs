using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Server.Tests.Api;

namespace Holdfast.Server.Tests.Races;

/// <summary>What is taken of every limit after each entry of an account in one day, told from its entries and from nothing else.</summary>
internal sealed class Reckoning(LimitTree tree)
{
    private readonly SortedList<long, State> states = [];
    private readonly Dictionary<string, (Asker Asker, long Left)> open = [];
    private State now = new(new long[tree.Bounds.Count], 0);
    private long read;

    /// <param name="Taken">By bound.</param>
    private sealed record State(long[] Taken, int Places);

    /// <summary>Reads the entries that have been written since.</summary>
    public async Task ReadAsync(TestNode node)
    {
        while (true)
        {
            var page = await node.MustAsync("GET", $"{tree.Account}/entries?limit=1000&after={read}");
            foreach (var entry in page["entries"]!.AsArray())
            {
                read = (long)entry!["seq"]!;
                Tell(entry);
                states[read] = now;
            }

            if (page["next_after"] is null) return;
        }
    }

    /// <summary>A day has passed: what counts by the day begins anew.</summary>
    public void NextDay()
    {
        Assert.Empty(open);
        states.Clear();
        now = now with { Taken = [.. now.Taken.Select((taken, at) => tree.Bounds[at].Daily ? 0 : taken)] };
        states[read] = now;
    }

    /// <summary>Bounds that were passed.</summary>
    public IEnumerable<string> Passed =>
        from state in states
        from at in Enumerable.Range(0, tree.Bounds.Count)
        where state.Value.Taken[at] > tree.Bounds[at].Most || state.Value.Places > tree.Places
        select $"after entry {state.Key}, {state.Value.Taken[at]} of {tree.Bounds[at]}, {state.Value.Places} places of {tree.Places}";

    /// <summary>What is taken of a bound now.</summary>
    public long Taken(Bound bound) => now.Taken[tree.Bounds.ToList().IndexOf(bound)];

    /// <summary>The most that all askers can get from here on together, were limits a tree: whoever takes what he can takes nothing from the sum.</summary>
    public long Most()
    {
        var taken = now.Taken.ToArray();
        var sum = 0L;
        foreach (var asker in tree.Askers)
        {
            var bound = Enumerable.Range(0, tree.Bounds.Count).Where(at => tree.Bounds[at].Binds(asker)).ToArray();
            var gets = bound.Min(at => tree.Bounds[at].Most - taken[at]);
            foreach (var at in bound) taken[at] += gets;
            sum += gets;
        }

        return sum;
    }

    /// <summary>Whether a refusal was true of one of the states from the last that was known before it was asked to the last that was known when it came.</summary>
    public bool WasTrue(Refusal refusal) =>
        states.Where(state => state.Key >= refusal.From && state.Key <= refusal.To).Any(state => Says(state.Value, refusal.Asker, refusal.Quantity) == refusal.Said);

    /// <summary>What a state says to somebody who asks for so much: null when he gets it.</summary>
    private Said? Says(State state, Asker asker, long quantity)
    {
        var full = asker.Operation == LimitTree.Search && state.Places >= tree.Places;
        var binding = Enumerable.Range(0, tree.Bounds.Count).Where(at => tree.Bounds[at].Binds(asker)).Select(at => (Bound: tree.Bounds[at], Room: tree.Bounds[at].Most - state.Taken[at])).ToArray();
        var affordable = full ? 0 : binding.Min(each => each.Room);
        foreach (var (bound, room) in binding)
        {
            if (full && (bound == tree.Meter || bound == tree.Funds)) return new("slot_taken", "slot:parallel_searches", 0, 0);
            if (room < quantity) return new(bound.Code, bound.LabelFor(asker), room, affordable);
        }

        return null;
    }

    private void Tell(JsonNode entry)
    {
        switch ((string)entry["kind"]!)
        {
            case "hold_placed":
                open[entry.Text("hold")!] = (Of(entry), Number(entry, "quantity"));
                Take(Of(entry), Number(entry, "quantity"), Of(entry).Operation == LimitTree.Search ? 1 : 0);
                break;
            case "charged":
                Take(Of(entry), Number(entry, "quantity"), 0);
                break;
            case "hold_captured":
                var (asker, left) = open[entry.Text("hold")!];
                open[entry.Text("hold")!] = (asker, left - Number(entry, "quantity"));
                if ((bool)entry["final"]!) Close(entry.Text("hold")!);
                break;
            case "hold_released" or "hold_lapsed":
                Close(entry.Text("hold")!);
                break;
        }
    }

    private void Close(string hold)
    {
        Assert.True(open.Remove(hold, out var closed));
        Take(closed.Asker, -closed.Left, closed.Asker.Operation == LimitTree.Search ? -1 : 0);
    }

    private void Take(Asker asker, long quantity, int places) => now = new(
        [.. now.Taken.Select((taken, at) => taken + (tree.Bounds[at].Binds(asker) ? quantity : 0))], now.Places + places);

    /// <summary>Who did what an entry tells of.</summary>
    private Asker Of(JsonNode entry)
    {
        var key = (string?)entry["key"];
        return tree.Askers.First(asker => asker.Key == key && asker.Member == (string?)entry["member"] && asker.Operation == entry.Text("operation"));
    }

    private static long Number(JsonNode entry, string name) => long.Parse(entry.Text(name)!, CultureInfo.InvariantCulture);
}

/// <summary>What a refusal said.</summary>
internal sealed record Said(string Code, string Limit, long Available, long Affordable);

/// <summary>A refusal, and the account's last entries that were known before it was asked for and after it came.</summary>
internal sealed record Refusal(Asker Asker, long Quantity, Said Said, long From, long To);
