using System.Globalization;
using Holdfast.Server.Tests.Dialects;

namespace Holdfast.Server.Tests.Races;

/// <summary>Who asks for which work: what decides which limits bind him.</summary>
/// <param name="Line">The first of the keys that his came from by rotation; null for no key.</param>
internal sealed record Asker(string? Member, string? Key, string? Line, string Operation);

/// <summary>One limit, of whatever kind. Every unit of work costs one credit, and counts once in all that bind it.</summary>
/// <param name="Daily">Whether it starts again with the next day.</param>
internal sealed record Bound(string Label, string Code, int Http, long Most, bool Daily, Func<Asker, bool> Binds)
{
    /// <summary>A key's budget is named after the key that asks.</summary>
    public string LabelFor(Asker asker) => Label == "key:" ? Label + asker.Key : Label;
}

/// <summary>
/// An account with limits by chance, on the whole of it, on members, on keys and on what a key does, for any window, over
/// funds, a meter and places in a slot. All of them make a tree, unless limits on operations cross it.
/// </summary>
internal sealed class LimitTree
{
    public const string Search = "platform.search";
    private static readonly string[] Operations = ["platform.reveal", "platform.email", "platform.export"];
    private static readonly string[] Windows = ["day", "day", "day", "week", "month", "period", "total"];

    private readonly TestNode node;
    private readonly Random random;
    private readonly List<(int Rank, string Name, Bound Bound)> limits = [];

    private LimitTree(TestNode node, Random random, string account) => (this.node, this.random, Account) = (node, random, account);

    public string Account { get; }

    public List<Asker> Askers { get; } = [new(null, null, null, Search)];

    /// <summary>In the order in which they are checked; the places of searches stand before the meter.</summary>
    public IReadOnlyList<Bound> Bounds { get; private set; } = [];

    /// <summary>How many searches may be in flight.</summary>
    public required int Places { get; init; }

    public required Bound Meter { get; init; }

    public required Bound Funds { get; init; }

    /// <summary>Grows a tree in a new account.</summary>
    /// <param name="crossing">Whether some limits bind what more than one branch does.</param>
    public static async Task<LimitTree> GrowAsync(TestNode node, Random random, bool crossing)
    {
        var (places, searches, pool, bought) = (random.Next(1, 5), random.Next(8, 40), random.Next(30, 120), random.Next(60, 200));
        var document = CatalogueFile.Document(
            ("pools: { credits: 100 }", "pools: { credits: " + pool + " }"),
            ("meters: { characters: 30000, voice_edits: 50, searches: 5,", "meters: { characters: 30000, voice_edits: 50, searches: " + searches + ","),
            ("slots: { voices: 10, professional_voices: 0, parallel_searches: 1,", "slots: { voices: 10, professional_voices: 0, parallel_searches: " + places + ","));
        var put = await node.SendAsync("PUT", "/ledger/v1/catalogue", document, "application/yaml", ("Authorization", "Bearer " + TestNode.OperatorKey));
        Assert.True((int)put.Status == 200, put.Text);
        var account = "/accounts/" + (string)(await node.MustAsync("POST", "/accounts", """{"plan":"starter","time_zone":"Europe/Berlin"}"""))["id"]!;
        foreach (var part in new[] { bought / 2, bought - bought / 2 })
            await node.MustAsync("POST", account + "/grants", new { asset = "credits", amount = Text(part), source = "promo", priority = random.Next(10, 90) });
        var tree = new LimitTree(node, random, account)
        {
            Places = places,
            Meter = new("meter:searches", "meter_exhausted", 429, searches, Daily: true, asker => asker.Operation == Search),
            Funds = new("funds:credits", "funds_insufficient", 402, pool + bought, Daily: false, _ => true),
        };
        await tree.GrowAsync(crossing);
        tree.Bounds = [.. tree.limits.OrderBy(limit => limit.Rank).ThenBy(limit => limit.Name, StringComparer.Ordinal).Select(limit => limit.Bound), tree.Meter, tree.Funds];
        return tree;
    }

    private async Task GrowAsync(bool crossing)
    {
        for (var number = random.Next(2, 5); number > 0; number--) await AddMemberAsync("m" + number);
        await AddKeyAsync(null);
        if (Chance(0.5)) await LimitAsync(3, 30, 120, null, null, null);
        if (Chance(0.5)) await LimitAsync(3, 5, 30, null, null, Search);
        for (var more = crossing ? random.Next(1, 4) : 0; more > 0; more--) await LimitAsync(3, 5, 40, null, null, Operations[random.Next(Operations.Length)]);
    }

    private async Task AddMemberAsync(string member)
    {
        await node.MustAsync("PUT", $"{Account}/members/{member}", """{"role":"member"}""");
        if (Chance(0.7)) await LimitAsync(2, 8, 50, member, null, null);
        for (var keys = random.Next(1, 3); keys > 0; keys--) await AddKeyAsync(member);
        Askers.Add(new(member, null, null, Operations[random.Next(Operations.Length)]));
    }

    private async Task AddKeyAsync(string? member)
    {
        var (per, most) = (Windows[random.Next(Windows.Length)] is var window && window == "period" ? "total" : window, random.Next(5, 40));
        var budget = Chance(0.5) ? new { asset = "credits", amount = Text(most), per } : null;
        var line = (string)(await node.MustAsync("POST", Account + "/keys", new { name = "k", member, budget }))["id"]!;
        if (budget is not null) limits.Add((0, line, new("key:", "key_budget_reached", 402, most, per == "day", asker => asker.Line == line)));
        if (Chance(0.4)) await LimitAsync(1, 5, 30, null, line, null);
        string[] ids = Chance(0.5) ? [line] : [line, (string)(await node.MustAsync("POST", $"{Account}/keys/{line}/rotate", """{"overlap_seconds":2000000}"""))["id"]!];
        foreach (var operation in Operations)
        {
            if (Chance(0.4)) continue;
            if (Chance(0.5)) await LimitAsync(1, 3, 20, null, line, operation);
            foreach (var id in ids) Askers.Add(new(member, id, line, operation));
        }
    }

    /// <summary>Sets a limit on money, or where there is an operation perhaps on its units.</summary>
    private async Task LimitAsync(int rank, int least, int most, string? member, string? key, string? operation)
    {
        var (name, per, amount, units) = ($"l{random.Next(1_000)}-{limits.Count}", Windows[random.Next(Windows.Length)], random.Next(least, most), operation is not null && Chance(0.5));
        if (per != "day") amount *= 2;
        var body = units
            ? (object)new { operation, quantity = Text(amount), per, member, key }
            : new { asset = "credits", amount = Text(amount), per, operation, member, key };
        await node.MustAsync("PUT", $"{Account}/limits/{name}", body);
        limits.Add((rank, name, new("limit:" + name, units ? "quota_reached" : "budget_reached", units ? 429 : 402, amount, per == "day", Binds)));

        bool Binds(Asker asker) =>
            (member is null || asker.Member == member) && (key is null || asker.Line == key) && (operation is null || asker.Operation == operation);
    }

    private bool Chance(double probability) => random.NextDouble() < probability;

    private static string Text(long amount) => amount.ToString(CultureInfo.InvariantCulture);
}
