namespace Holdfast.Server.Tests.Api;

public sealed class ExplainTests
{
    [Fact]
    public async Task A_balance_is_told_by_its_grants_its_holds_and_its_entries()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivedAsync(node);
        (await node.CallAsync("GET", account + "/explain?asset=usd")).Is(200, $$"""
            {"account":"{{account["/accounts/".Length..]}}","asset":"usd","at":"2024-10-30T13:09:31Z","seq":7,
             "closing":{"available":"3.5","held":"2","books":{"funding":"-8","available":"3.5","held":"2","consumed":"2.5","expired":"0","receivable":"0","adjustment":"0"} },
             "grants":[
              {"id":"g2","source":"promo","amount":"3","priority":100,"given_at":"2024-10-30T13:09:31Z","expires_at":"2024-12-01T00:00:00Z","seq":2,"since":2,"before":{"remaining":"0","held":"0"},
               "moves":[{"from":"funding","to":"available","amount":"3","count":1,"entries":[2]},{"from":"available","to":"consumed","amount":"3","count":1,"entries":[4]},
                {"from":"consumed","to":"available","amount":"0.5","count":1,"entries":[6]}],"closing":{"remaining":"0.5","held":"0"} },
              {"id":"g3","source":"purchase","amount":"5","priority":100,"given_at":"2024-10-30T13:09:31Z","expires_at":null,"seq":3,"since":3,"before":{"remaining":"0","held":"0"},
               "moves":[{"from":"funding","to":"available","amount":"5","count":1,"entries":[3]},{"from":"available","to":"held","amount":"2","count":1,"entries":[5]}],
               "closing":{"remaining":"3","held":"2"} }],
             "holds":[{"id":"h1","operation":"video.generate","held":"2","placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:10:31Z","draws":[{"grant":"g3","amount":"2"}]}],
             "entries":[
              {"seq":6,"at":"2024-10-30T13:09:31Z","kind":"refunded","operation":"video.generate","hold":null,"idempotency_id":"call-4","postings":[{"from":"consumed","to":"available","amount":"0.5","grant":"g2"}],"change":"0.5","available":"3.5"},
              {"seq":5,"at":"2024-10-30T13:09:31Z","kind":"hold_placed","operation":"video.generate","hold":"h1","idempotency_id":"h1","postings":[{"from":"available","to":"held","amount":"2","grant":"g3"}],"change":"-2","available":"3"},
              {"seq":4,"at":"2024-10-30T13:09:31Z","kind":"charged","operation":"video.generate","hold":null,"idempotency_id":"call-3","postings":[{"from":"available","to":"consumed","amount":"3","grant":"g2"}],"change":"-3","available":"5"},
              {"seq":3,"at":"2024-10-30T13:09:31Z","kind":"grant_given","operation":null,"hold":null,"idempotency_id":"call-2","postings":[{"from":"funding","to":"available","amount":"5","grant":"g3"}],"change":"5","available":"8"},
              {"seq":2,"at":"2024-10-30T13:09:31Z","kind":"grant_given","operation":null,"hold":null,"idempotency_id":"call-1","postings":[{"from":"funding","to":"available","amount":"3","grant":"g2"}],"change":"3","available":"3"}],
             "next_before":null}
            """);
    }

    /// <summary>Guarantees that what time did and nobody has written yet is part of the explanation, as it is of the balance.</summary>
    [Fact]
    public async Task What_time_has_done_is_explained_too()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivedAsync(node);
        await node.MustAsync("POST", "/clock", """{"set":"2024-12-02T00:00:00Z"}""");
        var told = await node.MustAsync("GET", account + "/explain?asset=usd");
        Assert.Equal(("5", "0", "0.5"), (told.Text("closing", "available"), told.Text("closing", "held"), told.Text("closing", "books", "expired")));
        Assert.Equal(("grant_expired", "true", "5", "2024-12-01T00:00:00Z"), (told.Text("entries", "0", "kind"), told.Text("entries", "0", "due"), told.Text("entries", "0", "available"), told.Text("entries", "0", "at")));
        Assert.Equal(("hold_lapsed", "true", "5.5"), (told.Text("entries", "1", "kind"), told.Text("entries", "1", "due"), told.Text("entries", "1", "available")));
        var entries = told.Text("entries", "0", "seq");

        await node.MustAsync("PATCH", account, """{"name":"x"}""");
        var written = await node.MustAsync("GET", account + "/explain?asset=usd&at=2024-12-01T00:00:00Z");
        Assert.Equal((entries, "absent", "5"), (written.Text("entries", "0", "seq"), written.Text("entries", "0", "due"), written.Text("closing", "available")));
        var before = await node.MustAsync("GET", account + "/explain?asset=usd&at=2024-11-30T23:59:59.999999Z");
        Assert.Equal(("5.5", "hold_lapsed"), (before.Text("closing", "available"), before.Text("entries", "0", "kind")));
    }

    [Fact]
    public async Task A_difference_is_told_by_books_operations_and_grants()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivedAsync(node);
        await node.MustAsync("POST", "/clock", """{"set":"2024-10-30T13:10:00Z"}""");
        await node.MustAsync("POST", account + "/holds/h1/capture", """{"amount":{"usd":"1"}}""");
        await node.MustAsync("POST", account + "/grants", """{"asset":"usd","amount":"1","source":"promo","priority":1}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"1"}}""");
        var told = await node.MustAsync("GET", account + "/explain?asset=usd&from=2024-10-30T13:09:31Z&to=2024-10-30T13:10:00Z");
        Assert.Equal(("3.5", "4.5", """{"funding":"-1","available":"1","held":"-2","consumed":"2","expired":"0","receivable":"0","adjustment":"0"}"""),
            (told.Text("opening", "available"), told.Text("closing", "available"), told.Text("movement")));
        Assert.Equal(("""[{"operation":"video.generate","count":2,"quantity":"2","amount":"2"}]""", "0"), (told.Text("operations"), told.Text("overage")));
        Assert.Equal(("g2", "g3", "g9"), (told.Text("grants", "0", "id"), told.Text("grants", "1", "id"), told.Text("grants", "2", "id")));
        Assert.Equal(("""{"remaining":"3","held":"2"}""", """{"remaining":"4","held":"0"}"""), (told.Text("grants", "1", "opening"), told.Text("grants", "1", "closing")));
        Assert.Equal(("promo", """{"remaining":"0","held":"0"}""", """{"remaining":"0","held":"0"}"""), (told.Text("grants", "2", "source"), told.Text("grants", "2", "opening"), told.Text("grants", "2", "closing")));
        Assert.Equal("""[{"from":"funding","to":"available","amount":"1","count":1,"entries":[9]},{"from":"available","to":"consumed","amount":"1","count":1,"entries":[10]}]""", told.Text("grants", "2", "moves"));
        Assert.Equal(("10", "9", "8", "absent"), (told.Text("entries", "0", "seq"), told.Text("entries", "1", "seq"), told.Text("entries", "2", "seq"), told.Text("holds")));
    }

    [Fact]
    public async Task Entries_come_in_pages_and_by_grant()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivedAsync(node);
        var first = await node.MustAsync("GET", account + "/explain?asset=usd&limit=2");
        Assert.Equal(("6", "5", "5"), (first.Text("entries", "0", "seq"), first.Text("entries", "1", "seq"), first.Text("next_before")));
        var second = await node.MustAsync("GET", account + "/explain?asset=usd&limit=2&before=5");
        Assert.Equal(("4", "3", "3", "absent"), (second.Text("entries", "0", "seq"), second.Text("entries", "1", "seq"), second.Text("next_before"), second.Text("closing")));
        var ofGrant = await node.MustAsync("GET", account + "/explain?asset=usd&grant=g2");
        Assert.Equal(["6", "4", "2"], ofGrant["entries"]!.AsArray().Select(entry => entry!.Text("seq")!));
        Assert.Equal("[]", (await node.MustAsync("GET", account + "/explain?asset=eur")).Text("entries"));
    }

    [Theory]
    [InlineData("", 400, "field_invalid", "asset")]
    [InlineData("asset=", 400, "field_invalid", "asset")]
    [InlineData("asset=gold", 422, "asset_unknown", "asset")]
    [InlineData("asset=usd&at=2024-10-30T13:09:32Z", 400, "field_invalid", "at")]
    [InlineData("asset=usd&at=2024-10-30", 400, "field_invalid", "at")]
    [InlineData("asset=usd&from=2024-10-30T13:09:31Z", 400, "field_invalid", "to")]
    [InlineData("asset=usd&to=2024-10-30T13:09:31Z", 400, "field_invalid", "from")]
    [InlineData("asset=usd&from=2024-10-30T13:09:31Z&to=2024-10-30T13:09:30Z", 400, "field_invalid", "from")]
    [InlineData("asset=usd&from=2024-10-30T13:09:30Z&to=2024-10-30T13:09:32Z", 400, "field_invalid", "to")]
    [InlineData("asset=usd&from=2024-10-30T13:09:30Z&to=2024-10-30T13:09:31Z&at=2024-10-30T13:09:31Z", 400, "field_invalid", "at")]
    [InlineData("asset=usd&limit=0", 400, "field_invalid", "limit")]
    [InlineData("asset=usd&before=0", 400, "field_invalid", "before")]
    [InlineData("asset=usd&at=2024-10-30T13:09:30Z", 404, "account_unknown", null)]
    public async Task What_cannot_be_asked_is_refused(string query, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("GET", $"{await node.OpenedAsync()}/explain?{query}")).Refuses(status, code, field);
    }

    [Fact]
    public async Task From_before_the_account_was_opened_there_was_nothing()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivedAsync(node);
        var told = await node.MustAsync("GET", account + "/explain?asset=usd&from=2024-01-01T00:00:00Z&to=2024-10-30T13:09:31Z");
        Assert.Equal(("0", "3.5", "5"), (told.Text("opening", "available"), told.Text("closing", "available"), $"{told["entries"]!.AsArray().Count}"));
        (await node.CallAsync("GET", account + "/explain?asset=usd&from=2024-01-01T00:00:00Z&to=2024-01-02T00:00:00Z")).Refuses(404, "account_unknown");
        (await node.CallAsync("GET", "/accounts/018f0000-0000-7000-8000-000000000009/explain?asset=usd")).Refuses(404, "account_unknown");
    }

    /// <summary>Two grants, a charge of the first, a hold of the second, a refund.</summary>
    private static async Task<string> LivedAsync(TestNode node)
    {
        var account = "/accounts/" + (await node.CallAsync("POST", "/accounts", "{}")).With(201).Text("id");
        await node.MustAsync("POST", account + "/grants", """{"asset":"usd","amount":"3","source":"promo","expires_at":"2024-12-01T00:00:00Z"}""");
        await node.MustAsync("POST", account + "/grants", """{"asset":"usd","amount":"5","source":"purchase"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"3"}}""");
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"video.generate","amount":{"usd":"2"},"ttl_seconds":60}""");
        await node.MustAsync("POST", account + "/refunds", """{"entry":4,"amount":"0.5"}""");
        await node.MustAsync("PATCH", account, """{"first_name":"Ann"}""");
        return account;
    }
}
