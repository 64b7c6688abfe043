using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Api;

/// <summary>Guarantees that a dry run of any call is answered what the call would be answered, says what it would do, and leaves no trace.</summary>
public sealed class DryRunTests
{
    [Fact]
    public async Task Every_call_is_foreseen_and_nothing_is_done()
    {
        await using var node = await TestNode.StartAsync();
        var wrong = new List<string>();
        JsonNode? foreseen = null;
        var account = "/accounts/018f0000-0000-7000-8000-0000000000ee";
        await EveryKind.LiveAsync(node, Compare, ForeseeAsync);
        Assert.Empty(wrong);
        Assert.Empty(await node.FindingsAsync());

        async Task ForeseeAsync(string method, string path, string? body)
        {
            foreseen = null;
            if (method == "GET") return;
            var before = await TraceAsync(node, account);
            var reply = await node.CallAsync(method, path + "?dry_run=true", body);
            if ((int)reply.Status != 200) wrong.Add($"{method} {path} is foreseen with {(int)reply.Status}: {reply.Text}");
            else foreseen = reply.Json;
            if (await TraceAsync(node, account) != before) wrong.Add($"{method} {path} left a trace");
        }

        void Compare(string method, string path, string? body, Reply reply)
        {
            // The items of an array may build on each other, and a dry run does none of them.
            if (foreseen is not JsonObject told || path is "/commands") return;
            if (path is not ("/clock" or "/catalogue") && !told.Remove("dry_run") && body?.Contains("dry_run", StringComparison.Ordinal) != true) wrong.Add($"{method} {path} does not say what it would do");
            if (Known(told) != Known(reply.Json)) wrong.Add($"{method} {path}: {Known(told)}, and then {Known(reply.Json)}");
        }
    }

    /// <summary>All that can be seen of an account, of the catalogue and of the books.</summary>
    private static async Task<string> TraceAsync(TestNode node, string account) => string.Join('\n', await Task.WhenAll(
        new[] { account, account + "/entries?limit=1000", account + "/keys", "/catalogue", "/trial_balance", "/accounts" }
            .Select(async path => (await node.CallAsync("GET", path)) is var reply && (int)reply.Status == 200 ? reply.Text : $"{reply.Status}")));

    /// <summary>A key's secret is made anew by every call, and so is what is shown of it.</summary>
    private static string Known(JsonNode answer)
    {
        foreach (var part in new[] { answer, answer["made"] }.OfType<JsonObject>())
        {
            part.Remove("secret");
            part.Remove("preview");
            part.Remove("dry_run");
        }

        return answer.ToJsonString();
    }

    [Fact]
    public async Task Draws_limits_and_what_time_would_do_first_are_told()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        await node.MustAsync("PUT", account + "/extension/characters", """{"limit":"5000"}""");
        await node.MustAsync("POST", account + "/grants", """{"asset":"eur","amount":"2","source":"promo","expires_at":"2024-11-01T00:00:00Z"}""");
        await node.MustAsync("POST", account + "/grants", """{"asset":"eur","amount":"5","source":"purchase"}""");
        var key = (await node.MustAsync("POST", account + "/keys", """{"name":"k","budget":{"asset":"eur","amount":"4","per":"day"}}""")).Text("id");
        await node.MustAsync("PUT", account + "/limits/team", """{"asset":"eur","amount":"10","per":"month"}""");
        var charge = await node.MustAsync("POST", account + "/charges?dry_run=true", $$"""{"operation":"image.generate","amount":{"eur":"3"},"key":"{{key}}"}""");
        Assert.Equal(JsonNode.Parse($$"""
            {"due":[],"draws":[{"asset":"eur","from":"available","to":"consumed","amount":"2","grant":"g3","source":"promo","expires_at":"2024-11-01T00:00:00Z"},
             {"asset":"eur","from":"available","to":"consumed","amount":"1","grant":"g4","source":"purchase","expires_at":null}],
             "limits":[{"limit":"key:{{key}}","before":"4","after":"1"},{"limit":"limit:team","before":"10","after":"7"},{"limit":"funds:eur","before":"7","after":"4"}],"alerts":[{"limit":"funds:eur","below":"5","left":"4"}]}
            """)!.ToJsonString(), Told(charge));
        var speech = await node.MustAsync("POST", account + "/charges?dry_run=true", """{"operation":"text_to_speech","quantity":"101000"}""");
        Assert.Equal("""[{"asset":"usd","from":"receivable","to":"consumed","amount":"0.3","grant":null,"source":null,"expires_at":null}]""", speech.Text("dry_run", "draws"));
        Assert.Equal("""[{"limit":"meter:characters","before":"105000","after":"4000"}]""", speech.Text("dry_run", "limits"));
        Assert.Equal("""[{"limit":"meter:characters","percent":80,"left":"4000"}]""", speech.Text("dry_run", "alerts"));

        await node.MustAsync("POST", "/clock", """{"set":"2024-11-02T00:00:00Z"}""");
        var later = await node.MustAsync("PUT", account + "/slots/voices/v1?dry_run=true");
        Assert.Equal(("grant_expired", "slot_taken", """[{"limit":"slot:voices","before":"30","after":"29"}]"""),
            (later.Text("dry_run", "due", "0", "kind"), later.Text("dry_run", "entry", "kind"), later.Text("dry_run", "limits")));
    }

    private static string Told(JsonNode answer)
    {
        var told = answer["dry_run"]!.DeepClone().AsObject();
        told.Remove("entry");
        return told.ToJsonString();
    }

    [Fact]
    public async Task What_would_be_refused_is_refused_with_the_same_problem()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.OpenedAsync("""{"external_id":"taken"}""");
        foreach (var (method, path, body) in ((string, string, string?)[])
        [
            ("PUT", "/holds/h1", """{"operation":"image.generate","amount":{"eur":"11"}}"""),
            ("PUT", "/holds/h1", """{"operation":"image.generate"}"""),
            ("POST", "/holds/h1/capture", null),
            ("POST", "/charges", """{"operation":"text_to_speech","quantity":"10001"}"""),
            ("POST", "/refunds", """{"entry":2}"""),
            ("POST", "/grants", """{"asset":"eur","amount":"1000000","source":"purchase"}"""),
            ("PUT", "/slots/professional_voices/v1", null),
            ("PUT", "/extension/characters", """{"limit":"5"}"""),
            ("PATCH", "", """{"external_id":"taken"}"""),
            ("DELETE", "/keys/k9", null),
            ("PUT", "/plan", """{"plan":"gold"}"""),
        ])
        {
            var (foreseen, real) = (await node.CallAsync(method, account + path + "?dry_run=true", body), await node.CallAsync(method, account + path, body));
            Assert.True((int)real.Status >= 400, $"{method} {path} {real.Text}");
            Assert.Equal((real.Status, Problem(real)), (foreseen.Status, Problem(foreseen)));
        }

        (await node.CallAsync("POST", "/accounts?dry_run=true", """{"external_id":"taken"}""")).Refuses(409, "external_id_taken");
        (await node.CallAsync("POST", "/accounts?dry_run=true", """{"external_id":"free"}""")).With(200);
        (await node.CallAsync("GET", "/accounts?external_id=free")).Is(200, """{"accounts":[],"next_after":null}""");
        Assert.Equal(2, await node.SeqAsync(account));
    }

    private static string Problem(Reply reply)
    {
        var problem = reply.Json.AsObject();
        problem.Remove("request_id");
        return problem.ToJsonString();
    }

    [Fact]
    public async Task No_idempotency_key_is_kept()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        const string Charge = """{"operation":"image.generate","amount":{"eur":"1"}}""";
        await node.CallAsync("POST", account + "/charges?dry_run=true", Charge, "once");
        (await node.CallAsync("POST", account + "/charges", Charge.Replace("\"1\"", "\"2\""), "once")).With(201);
        (await node.CallAsync("POST", account + "/charges?dry_run=true", Charge, "once")).Refuses(422, "exists_with_different_request");
        var again = (await node.CallAsync("POST", account + "/charges?dry_run=true", Charge.Replace("\"1\"", "\"2\""), "once")).With(200);
        Assert.Equal(("3", """{"due":[],"entry":null,"draws":[],"limits":[],"alerts":[]}"""), (again.Text("seq"), again.Text("dry_run")));
        Assert.Equal(3, await node.SeqAsync(account));
    }

    [Fact]
    public async Task What_has_nothing_to_do_says_so()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"1"}}""");
        await node.MustAsync("POST", account + "/holds/h1/release");
        var again = await node.MustAsync("POST", account + "/holds/h1/release?dry_run=true");
        Assert.Equal(("released", """{"due":[],"entry":null,"draws":[],"limits":[],"alerts":[]}"""), (again.Text("status"), again.Text("dry_run")));
    }

    [Fact]
    public async Task A_made_key_has_no_secret_in_a_dry_run()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var made = await node.MustAsync("POST", account + "/keys?dry_run=true", """{"name":"k"}""");
        Assert.Equal(("k2", "absent"), (made.Text("id"), made.Text("secret")));
        await node.MustAsync("POST", account + "/keys", """{"name":"k"}""");
        Assert.Equal("absent", (await node.MustAsync("POST", account + "/keys/k2/rotate?dry_run=true", """{"overlap_seconds":5}""")).Text("secret"));
    }

    [Fact]
    public async Task Many_commands_are_foreseen_each_for_itself()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var item = $$"""{"account":"{{account["/accounts/".Length..]}}","idempotency_key":"one","charge":{"operation":"image.generate","amount":{"eur":"8"} } }""";
        var results = (await node.CallAsync("POST", "/commands?dry_run=true", $"[{item},{item.Replace("one", "two")},{item.Replace("\"8\"", "\"11\"")}]")).With(200);
        Assert.Equal(["200", "200", "402"], results.AsArray().Select(result => result!.Text("status")));
        Assert.Equal("""[{"limit":"funds:eur","before":"10","after":"2"}]""", results[1]!.Text("body", "dry_run", "limits"));
        Assert.Equal(2, await node.SeqAsync(account));
    }

    [Fact]
    public async Task A_catalogue_is_checked_and_a_clock_stands_still()
    {
        await using var node = await TestNode.StartAsync();
        var next = Holdfast.Engine.Catalogues.BuiltIn + "\n# changed\n";
        Assert.Equal("2", (await PutAsync(next)).With(200).Text("version"));
        (await PutAsync("assets: {}")).Refuses(422, "catalogue_invalid");
        Assert.Equal("\"1\"", (await node.CallAsync("GET", "/catalogue")).Headers["ETag"]);
        (await node.CallAsync("POST", "/clock?dry_run=true", """{"advance_seconds":5}""", "tick")).Is(200, """{"now":"2024-10-30T13:09:36Z"}""");
        (await node.CallAsync("POST", "/clock", """{"advance_seconds":1}""", "tick")).Is(200, """{"now":"2024-10-30T13:09:32Z"}""");

        Task<Reply> PutAsync(string document) =>
            node.SendAsync("PUT", "/ledger/v1/catalogue?dry_run=true", document, "application/yaml", ("Authorization", "Bearer " + TestNode.OperatorKey));
    }

    [Theory]
    [InlineData("?dry_run=yes")]
    [InlineData("?dry_run=")]
    [InlineData("?dry_run=true&dry_run=true")]
    [InlineData("?dry_run=True")]
    public async Task What_is_neither_true_nor_false_is_refused(string query)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        (await node.CallAsync("POST", account + "/charges" + query, """{"operation":"image.generate","amount":{"eur":"1"}}""")).Refuses(400, "field_invalid", "dry_run");
        Assert.Equal(2, await node.SeqAsync(account));
    }

    /// <summary>Guarantees that many items, and a customer's secret, can be asked about without a charge.</summary>
    [Fact]
    public async Task Usage_and_authorization_are_foreseen_and_not_done()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var key = await node.MustAsync("POST", account + "/keys", """{"name":"k"}""");
        var before = await TraceAsync(node, account);

        var item = $$"""{"id":"u1","account":"{{account["/accounts/".Length..]}}","operation":"image.generate","amount":{"eur":"6"} }""";
        var usage = await node.CallAsync("POST", "/usage?dry_run=true", $"[{item},{item}]");
        foreach (var result in usage.With(200).AsArray().Select(result => result!))
            Assert.Equal(("u1", "200", "4", """[{"limit":"funds:eur","before":"10","after":"4"}]"""), (result.Text("id"), result.Text("status"), result.Text("seq"), result.Text("dry_run", "limits")));
        var asked = $$"""{"secret":"{{key.Text("secret")}}","operation":"image.generate","amount":{"eur":"6"},"hold":"h1"}""";
        var allowed = (await node.CallAsync("POST", "/authorize?dry_run=true", asked)).With(200);
        Assert.Equal(("true", "h1", "hold_placed"), (allowed.Text("allowed"), allowed.Text("hold", "id"), allowed.Text("dry_run", "entry", "kind")));
        (await node.CallAsync("POST", "/authorize?dry_run=true", asked.Replace("\"6\"", "\"60\""))).Refuses(402, "funds_insufficient");

        Assert.Equal(before, await TraceAsync(node, account));
    }
}
