using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Api;

/// <summary>
/// Guarantees that whatever is explained or stated adds up, for accounts that live by chance: entries to balances, moves to
/// grants, lines to closing figures, operations to what was paid, one period to the next.
/// </summary>
public sealed class FiguresAddUpTests
{
    private static readonly string[] Assets = ["usd", "eur", "credits"];
    private static readonly string[] Books = ["funding", "available", "held", "consumed", "expired", "receivable", "adjustment"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_balance_is_what_its_entries_make_it(int seed)
    {
        await using var node = await TestNode.StartAsync();
        var life = new RandomLife(node, seed);
        await life.LiveAsync(250);
        var random = new Random(seed);
        for (var time = 0; time < 12; time++)
        {
            var at = life.Instants[random.Next(life.Instants.Count)].AddSeconds(time % 3 == 0 ? 0 : random.Next(1, 90_000));
            if (at > life.Instants[^1]) at = life.Instants[^1];
            var asset = Assets[random.Next(3)];
            var account = await node.MustAsync("GET", $"{life.Path}?at={Text(at)}");
            var told = await node.MustAsync("GET", $"{life.Path}/explain?asset={asset}&at={Text(at)}&limit=7");
            var closing = told["closing"]!;
            if (account["balances"]![asset] is { } balance)
                Assert.Equal((balance.Text("available"), balance.Text("held")), (closing.Text("available"), closing.Text("held")));
            Assert.Equal(0, Books.Sum(book => Of(closing["books"]![book])));
            Assert.Equal(Of(closing["available"]), told["grants"]!.AsArray().Sum(grant => Of(grant!["closing"]!["remaining"])));
            Assert.Equal(Of(closing["held"]), told["holds"]!.AsArray().Sum(hold => Of(hold!["held"])));
            foreach (var grant in told["grants"]!.AsArray()) AddsUp(grant!);
            var entries = await AllAsync(node, $"{life.Path}/explain?asset={asset}&at={Text(at)}&limit=7", told);
            Chain(entries, Of(closing["available"]), 0);
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task A_difference_is_what_happened_in_between(int seed)
    {
        await using var node = await TestNode.StartAsync();
        var life = new RandomLife(node, seed);
        await life.LiveAsync(250);
        var random = new Random(seed);
        for (var time = 0; time < 12; time++)
        {
            var ends = new[] { random.Next(-3, life.Instants.Count), random.Next(life.Instants.Count) }.Order().ToArray();
            var (from, to) = (ends[0] < 0 ? life.Instants[0].AddDays(-1) : life.Instants[ends[0]], life.Instants[ends[1]]);
            if (from > to) (from, to) = (to, from);
            foreach (var asset in Assets)
            {
                var path = $"{life.Path}/explain?asset={asset}&from={Text(from)}&to={Text(to)}&limit=9";
                var told = await node.MustAsync("GET", path);
                var (opening, closing, movement) = (told["opening"]!, told["closing"]!, told["movement"]!);
                foreach (var book in Books) Assert.Equal(Of(closing["books"]![book]), Of(opening["books"]![book]) + Of(movement[book]));
                Assert.Equal(Of(movement["consumed"]), told["operations"]!.AsArray().Sum(paid => Of(paid!["amount"])) + Of(told["overage"]));
                Assert.Equal(Of(movement["available"]), told["grants"]!.AsArray().Sum(grant => Of(grant!["closing"]!["remaining"]) - Of(grant["opening"]!["remaining"])));
                foreach (var grant in told["grants"]!.AsArray())
                {
                    AddsUp(grant!);
                    Assert.Equal(grant!["opening"]!.ToJsonString(), grant["before"]!.ToJsonString());
                }

                Chain(await AllAsync(node, path, told), Of(closing["available"]), Of(opening["available"]));
            }
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public async Task A_statement_adds_up_to_its_closing_figures(int seed)
    {
        await using var node = await TestNode.StartAsync();
        var life = new RandomLife(node, seed);
        await life.LiveAsync(250);
        var random = new Random(seed);
        for (var time = 0; time < 8; time++)
        {
            var ends = new[] { random.Next(life.Instants.Count), random.Next(life.Instants.Count) }.Order().ToArray();
            var (from, to) = (life.Instants[ends[0]], life.Instants[ends[1]]);
            var query = $"from={Text(from)}&to={Text(to)}" + (time % 3 == 0 ? "&asset=usd" : "");
            var stated = await CheckAsync(node, life.Path, query);
            if (from == life.Instants[0]) continue;
            var before = await node.MustAsync("GET", $"{life.Path}?at={Text(to.AddMicroseconds(-1))}");
            foreach (var (asset, figures) in stated["closing"]!.AsObject())
                Assert.Equal((before.Text("balances", asset, "available"), before.Text("balances", asset, "held")), (figures!.Text("available"), figures!.Text("held")));
        }
    }

    /// <summary>Guarantees that the statements of an account's periods follow each other without a gap, from nothing to what there is now.</summary>
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public async Task Statements_of_periods_follow_each_other(int seed)
    {
        await using var node = await TestNode.StartAsync();
        var life = new RandomLife(node, seed);
        await life.LiveAsync(200);
        var statements = new Dictionary<string, JsonNode>();
        foreach (var at in life.Instants)
        {
            var stated = await CheckAsync(node, life.Path, $"period={Text(at)}");
            statements[stated["lines"] is JsonArray { Count: > 0 } lines ? $"{(long)lines[0]!["seq"]!:D9}" : stated["period"]!.ToJsonString()] = stated;
        }

        var inOrder = statements.Where(stated => stated.Key[0] != '{').OrderBy(stated => stated.Key, StringComparer.Ordinal).Select(stated => stated.Value).ToArray();
        Assert.True(inOrder.Length > 1);
        for (var at = 1; at < inOrder.Length; at++)
            if (Last(inOrder[at - 1]) + 1 == (long)inOrder[at]["lines"]![0]!["seq"]!)
                Assert.Equal(inOrder[at - 1]["closing"]!.ToJsonString(), inOrder[at]["opening"]!.ToJsonString());
        var account = await node.MustAsync("GET", life.Path);
        foreach (var (asset, figures) in (await CheckAsync(node, life.Path, "")).AsObject()["closing"]!.AsObject())
            Assert.Equal((account.Text("balances", asset, "available"), account.Text("balances", asset, "held")), (figures!.Text("available"), figures!.Text("held")));

        static long Last(JsonNode stated) => (long)stated["lines"]!.AsArray()[^1]!["seq"]!;
    }

    /// <summary>A statement that adds up, and says the same as CSV.</summary>
    private static async Task<JsonNode> CheckAsync(TestNode node, string account, string query)
    {
        var stated = await node.MustAsync("GET", $"{account}/statement?{query}");
        var rows = Parsed((await node.CallAsync("GET", $"{account}/statement?{query}&format=csv")).Text);
        foreach (var (asset, closing) in stated["closing"]!.AsObject())
            foreach (var book in Books)
            {
                var opening = stated["opening"]![asset] is { } there ? Of(there["books"]![book]) : 0;
                var lines = stated["lines"]!.AsArray().Where(line => line!.Text("asset") == asset).Sum(line => line!["movement"]![book] is { } moved ? Of(moved) : 0);
                Assert.Equal((asset, book, Of(closing!["books"]![book])), (asset, book, opening + lines));
                Assert.Equal(lines, rows.Where(row => row["row"] is "entry" or "due" && row["asset"] == asset).Sum(row => Number(row[book])));
                Assert.Equal(Of(closing["books"]![book]), Number(rows.Single(row => row["row"] == "closing" && row["asset"] == asset)[book]));
                if (book != "consumed") continue;
                Assert.Equal(lines, stated["operations"]!.AsArray().Where(sum => sum!.Text("asset") == asset).Sum(sum => Of(sum!["net"])));
                Assert.Equal(lines, rows.Where(row => row["row"] == "operation" && row["asset"] == asset).Sum(row => Number(row[book])));
            }

        Closes(stated, rows);
        Assert.Equal(stated["lines"]!.AsArray().Count, rows.Count(row => row["row"] is "entry" or "due"));
        return stated;
    }

    /// <summary>What a period leaves to be paid adds up, by operations and meters to each asset; and where nothing of an earlier period was refunded in it, to what its lines consumed.</summary>
    private static void Closes(JsonNode stated, List<Dictionary<string, string>> rows)
    {
        if (stated["period_closing"] is not { } closed) return;
        foreach (var (asset, sums) in closed["assets"]!.AsObject())
        {
            foreach (var (column, part) in ((string, string)[])[("used", "amount"), ("owed", "owed")])
            {
                var parts = closed["operations"]!.AsArray().Concat(closed["late"]?.AsArray() ?? []).Sum(operation => Of(operation![part]![asset])) + closed["meters"]!.AsArray().Sum(meter => Of(meter!["billed"]![asset]));
                Assert.Equal((asset, Of(sums![column])), (asset, parts));
                Assert.Equal(parts, rows.Where(row => row["row"] is "period_operation" or "period_late" or "period_meter" && row["asset"] == asset).Sum(row => Number(row[column])));
            }

            foreach (var column in (string[])["used", "paid", "owed", "refunded", "credited", "due"])
                Assert.Equal(Of(sums![column]), Number(rows.Single(row => row["row"] == "period_asset" && row["asset"] == asset)[column]));
            Assert.Equal((Of(sums!["used"]), Of(sums["due"])), (Of(sums["paid"]) + Of(sums["owed"]), Of(sums["owed"]) - Of(sums["credited"])));
            var lines = stated["lines"]!.AsArray();
            var seqs = lines.Select(line => (long)line!["seq"]!).ToHashSet();
            if (lines.All(line => line!["charge"] is not { } charge || seqs.Contains((long)charge)))
                Assert.Equal((asset, Of(sums["used"])), (asset, lines.Where(line => line!.Text("asset") == asset).Sum(line => Of(line!["movement"]!["consumed"]))));
        }
    }

    private static void AddsUp(JsonNode grant)
    {
        foreach (var (book, left) in ((string, string)[])[("available", "remaining"), ("held", "held")])
        {
            var moved = grant["moves"]!.AsArray().Sum(move => move!.Text("to") == book ? Of(move!["amount"]) : move!.Text("from") == book ? -Of(move!["amount"]) : 0);
            Assert.Equal(Of(grant["closing"]![left]), Of(grant["before"]![left]) + moved);
        }
    }

    /// <summary>Each entry leaves what the next one finds, from what there was to what there is.</summary>
    private static void Chain(List<JsonNode> entries, decimal closing, decimal opening)
    {
        foreach (var entry in entries)
        {
            Assert.Equal(Of(entry["change"]), entry["postings"]!.AsArray().Sum(posting => posting!.Text("to") == "available" ? Of(posting!["amount"]) : posting!.Text("from") == "available" ? -Of(posting!["amount"]) : 0));
            if (entry["available"] is not null) Assert.Equal((entry.Text("seq"), closing), (entry.Text("seq"), Of(entry["available"])));
            closing -= Of(entry["change"]);
        }

        Assert.Equal(opening, closing);
    }

    private static async Task<List<JsonNode>> AllAsync(TestNode node, string path, JsonNode page)
    {
        var entries = page["entries"]!.AsArray().Select(entry => entry!).ToList();
        while (page["next_before"] is { } next)
        {
            page = await node.MustAsync("GET", $"{path}&before={next}");
            Assert.Null(page["grants"]);
            entries.AddRange(page["entries"]!.AsArray().Select(entry => entry!));
        }

        return entries;
    }

    /// <summary>Rows by the names of the header, as RFC 4180 has them.</summary>
    internal static List<Dictionary<string, string>> Parsed(string csv)
    {
        var rows = new List<List<string>> { new() };
        var (field, isQuoted) = (new StringBuilder(), false);
        for (var at = 0; at < csv.Length; at++)
        {
            if (isQuoted && csv[at] == '"' && at + 1 < csv.Length && csv[at + 1] == '"') field.Append(csv[++at]);
            else if (csv[at] == '"') isQuoted = !isQuoted;
            else if (!isQuoted && csv[at] is ',' or '\r')
            {
                rows[^1].Add(field.ToString());
                field.Clear();
                if (csv[at] != '\r') continue;
                Assert.Equal('\n', csv[++at]);
                rows.Add([]);
            }
            else field.Append(csv[at]);
        }

        Assert.Empty(rows[^1]);
        rows.RemoveAt(rows.Count - 1);
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static decimal Of(JsonNode? amount) => Number((string?)amount);

    private static decimal Number(string? text) => string.IsNullOrEmpty(text) ? 0 : decimal.Parse(text, CultureInfo.InvariantCulture);
}
