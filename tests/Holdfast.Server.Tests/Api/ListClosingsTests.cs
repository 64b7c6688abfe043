using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Api;

public sealed class ListClosingsTests
{
    [Fact]
    public async Task A_period_leaves_all_that_an_invoice_is_made_from()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator","billing":"usage_based"}""");
        await node.MustAsync("POST", account + "/grants", """{"asset":"usd","amount":"2","source":"promo"}""");
        await node.MustAsync("PUT", account + "/extension/characters", """{"limit":null}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"5"}}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"1"}}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"110000"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"platform.email","quantity":"7"}""");
        await node.MustAsync("POST", account + "/refunds", """{"entry":5}""");
        const string Period = """
            "period":{"start":"2024-10-30T13:09:31Z","end":"2024-11-30T13:09:31Z"},"plan":"creator",
            "operations":[{"operation":"video.generate","count":2,"quantity":"1","amount":{"usd":"5"},"owed":{"usd":"3"},"refunded":{"usd":"1"},"catalogues":[1]},
            {"operation":"text_to_speech","count":1,"quantity":"110000","amount":{},"owed":{},"refunded":{},"catalogues":[1]},
            {"operation":"platform.email","count":1,"quantity":"7","amount":{"credits":"7"},"owed":{},"refunded":{},"catalogues":[1]}],
            "meters":[{"meter":"characters","units":"10000","billed":{"usd":"3"}}],
            "assets":{"credits":{"used":"7","paid":"7","owed":"0","refunded":"0","credited":"0","due":"0"},
            "usd":{"used":"8","paid":"2","owed":"6","refunded":"1","credited":"0","due":"6"}}
            """;
        Is(await ReadAsync(node, account), $$$"""{"open":{{{{Period}}}},"closings":[],"next_after":null}""");

        // The period is over, though nobody has written that down yet.
        await node.MustAsync("POST", "/clock", """{"set":"2024-12-01T00:00:00Z"}""");
        const string Empty = """{"period":{"start":"2024-11-30T13:09:31Z","end":"2024-12-30T13:09:31Z"},"plan":"creator","operations":[],"meters":[],"assets":{}}""";
        var unwritten = await ReadAsync(node, account);
        Is(unwritten, $$$"""{"open":{{{Empty}}},"closings":[{"seq":9,"at":"2024-11-30T13:09:31Z",{{{Period}}}}],"next_after":null}""");
        Assert.Equal(8, await node.SeqAsync(account));

        var guide = await File.ReadAllTextAsync(Checkout.Folder("docs/guide/invoices.md"));
        Is(unwritten["closings"]![0]!, guide.Split("```json")[1].Split("```")[0]);

        // Written, it is the same; what is refunded from now on is a credit.
        await node.MustAsync("POST", account + "/refunds", """{"entry":4,"amount":{"usd":"2"}}""");
        await node.MustAsync("POST", account + "/refunds", """{"entry":6}""");
        var written = await ReadAsync(node, account);
        Assert.Equal(unwritten.Text("closings"), written.Text("closings"));
        Assert.Equal("""{"usd":{"used":"0","paid":"0","owed":"0","refunded":"0","credited":"5","due":"-5"}}""", written.Text("open", "assets"));
        await node.MustAsync("POST", "/clock", """{"set":"2025-01-01T00:00:00Z"}""");
        var credited = await ReadAsync(node, account);
        Assert.Equal(("2", "-5"), (credited["closings"]!.AsArray().Count.ToString(System.Globalization.CultureInfo.InvariantCulture), credited.Text("closings", "0", "assets", "usd", "due")));
        var entry = (await node.MustAsync("GET", account + "/entries?after=8&limit=1"))["entries"]![0]!;
        Is(entry["closing"]!, $$$"""{{{{Period}}}}""");
    }

    /// <summary>Guarantees that a closing stands, and that what is told of after it is billed with the next one, under the period that it belongs to.</summary>
    [Fact]
    public async Task What_is_told_of_late_is_billed_with_the_next_period()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"billing":"usage_based"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"1"}}""");
        await node.MustAsync("POST", "/clock", """{"set":"2024-12-01T00:00:00Z"}""");
        var before = (await ReadAsync(node, account)).Text("closings");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"2"},"at":"2024-11-29T00:00:00Z"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"4"},"at":"2024-11-30T13:09:31Z"}""");
        var read = await ReadAsync(node, account);
        Assert.Equal(before, read.Text("closings"));
        Is(read["open"]!, """
            {"period":{"start":"2024-11-30T13:09:31Z","end":"2024-12-30T13:09:31Z"},"plan":null,
             "operations":[{"operation":"video.generate","count":1,"quantity":"1","amount":{"usd":"4"},"owed":{"usd":"4"},"refunded":{},"catalogues":[1]}],
             "late":[{"period":{"start":"2024-10-30T13:09:31Z","end":"2024-11-30T13:09:31Z"},"operation":"video.generate","count":1,"quantity":"1","amount":{"usd":"2"},"owed":{"usd":"2"},
             "refunded":{},"catalogues":[1]}],
             "meters":[],"assets":{"usd":{"used":"6","paid":"0","owed":"6","refunded":"0","credited":"0","due":"6"}}}
            """);
        var open = read.Text("open", "late");
        await node.MustAsync("POST", "/clock", """{"set":"2025-01-01T00:00:00Z"}""");
        await node.MustAsync("PATCH", account, """{"name":"x"}""");
        await node.RestartAsync();
        Assert.Equal(open, (await ReadAsync(node, account)).Text("closings", "0", "late"));
    }

    [Fact]
    public async Task Spend_begins_anew_and_the_account_says_what_is_owed_in_it()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"billing":"usage_based"}""");
        await node.MustAsync("PUT", account + "/cap", """{"asset":"usd","amount":"10"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"9"}}""");
        (await node.CallAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"2"}}""")).Lacks(402, "cap_reached", "cap:usd", "1", "1");
        var read = await node.MustAsync("GET", account);
        Assert.Equal(("9", """{"count":1,"quantity":"1","amount":{"usd":"9"},"owed":{"usd":"9"}}"""), (read.Text("cap", "spent"), read.Text("totals", "video.generate", "period")));
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-30T13:09:31Z"}""");
        Assert.Equal("0", (await node.MustAsync("GET", account)).Text("cap", "spent"));
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"2"}}""");
        Assert.Equal(("2", "9"), ((await ReadAsync(node, account)).Text("open", "assets", "usd", "due"), (await ReadAsync(node, account)).Text("closings", "0", "assets", "usd", "due")));
    }

    [Fact]
    public async Task Pages_go_back_without_a_gap_over_periods_in_which_nothing_happened()
    {
        await using var node = await TestNode.StartAsync("2024-01-15T00:00:00Z");
        var account = await node.OpenedAsync("""{"billing":"usage_based"}""");
        for (var month = 1; month <= 6; month++)
        {
            await node.MustAsync("POST", "/clock", new { set = $"2024-{2 * month - 1:00}-20T00:00:00Z" });
            await node.MustAsync("POST", account + "/charges", $$$"""{"operation":"video.generate","amount":{"usd":"{{{month}}}"}}""");
        }

        // The charge of November is in the period that runs; December has come, unwritten, by the last page.
        Assert.Equal("5 4 3 2 1", await DuesAsync(node, account, ""));
        await node.MustAsync("POST", "/clock", """{"set":"2024-12-20T00:00:00Z"}""");
        Assert.Equal("6 5 4 3 2 1", await DuesAsync(node, account, ""));
        Assert.Equal("6 5 4 3 2 1", await DuesAsync(node, account, "?limit=6"));
        var pages = new List<string>();
        for (string? after = null; pages.Count < 9;)
        {
            var page = await ReadAsync(node, account, after is null ? "?limit=2" : $"?limit=2&after={after}");
            pages.Add(Dues(page));
            if ((after = page.Text("next_after")) is null) break;
        }

        Assert.Equal(["6 5", "4 3", "2 1"], pages);
        var last = (await ReadAsync(node, account)).Text("closings", "5", "seq");
        Assert.Equal("", await DuesAsync(node, account, "?after=" + last));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("after=0", "after")]
    [InlineData("after=x", "after")]
    [InlineData("after=1", "after")]
    [InlineData("after=2", "after")]
    [InlineData("after=99", "after")]
    public async Task A_wrong_parameter_is_refused(string query, string field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"billing":"usage_based"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"9"}}""");
        (await node.CallAsync("GET", $"{account}/closings?{query}")).Refuses(400, "field_invalid", field);
    }

    [Fact]
    public async Task An_unknown_account_has_none()
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("GET", "/accounts/018f0000-0000-7000-8000-000000000009/closings")).Refuses(404, "account_unknown");
    }

    [Fact]
    public async Task A_change_of_plan_closes_the_period_and_one_that_keeps_it_does_not()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator","billing":"usage_based"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"1"}}""");
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-10T00:00:00Z"}""");
        await node.MustAsync("PUT", account + "/plan", """{"plan":"pro","period":"keep"}""");
        Assert.Equal("", await DuesAsync(node, account, ""));
        await node.MustAsync("PUT", account + "/plan", """{"plan":"team"}""");
        var closing = (await ReadAsync(node, account))["closings"]![0]!;
        Assert.Equal(("4", "2024-11-10T00:00:00Z", "1", """{"start":"2024-10-30T13:09:31Z","end":"2024-11-10T00:00:00Z"}"""),
            (closing.Text("seq"), closing.Text("at"), closing.Text("assets", "usd", "due"), closing.Text("period")));
    }

    /// <summary>Guarantees that closings outlive a restart, and that the store's books agree with them.</summary>
    [Fact]
    public async Task Closings_are_on_disk()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"billing":"usage_based"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"1.5"}}""");
        await node.MustAsync("POST", "/clock", """{"set":"2024-12-01T00:00:00Z"}""");
        await node.MustAsync("PATCH", account, """{"name":"x"}""");
        var before = (await ReadAsync(node, account)).Text("closings");
        await node.RestartAsync();
        Assert.Equal(before, (await ReadAsync(node, account)).Text("closings")![..before!.Length]);
        Assert.Equal("-1.5", (await node.MustAsync("GET", "/trial_balance")).Text("assets", "usd", "receivable"));
    }

    private static Task<JsonNode> ReadAsync(TestNode node, string account, string query = "") => node.MustAsync("GET", $"{account}/closings{query}");

    private static async Task<string> DuesAsync(TestNode node, string account, string query) => Dues(await ReadAsync(node, account, query));

    private static string Dues(JsonNode page) => string.Join(' ', page["closings"]!.AsArray().Select(closing => closing!.Text("assets", "usd", "due")));

    private static void Is(JsonNode node, string json) => Assert.Equal(JsonNode.Parse(json)!.ToJsonString(), node.ToJsonString());
}
