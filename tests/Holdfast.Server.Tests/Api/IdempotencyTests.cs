using System.Text.Json.Nodes;
using Holdfast.Server.Api;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Server.Tests.Api;

/// <summary>
/// Guarantees that a retry never does anything twice: every mutating endpoint, called again with its <c>Idempotency-Key</c>, gives
/// its first answer byte for byte, also when the account has changed since, and after a restart; and refuses another request
/// under the same key.
/// </summary>
public sealed class IdempotencyTests
{
    [Fact]
    public async Task Every_mutating_call_gives_its_first_answer_again()
    {
        await using var node = await TestNode.StartAsync();
        var wrong = new List<string>();
        var firsts = new List<(Row Row, string Account, Reply First)>();
        foreach (var row in Rows)
        {
            var (account, _) = await BeforeAsync(node, row);
            var first = await CallAsync(node, account, row.Call);
            if ((int)first.Status != row.Status) wrong.Add($"{row.Route}: {(int)first.Status}, not {row.Status}: {first.Text}");
            firsts.Add((row, account, first));
            await CompareAsync("at once", row, account, first);
            await OtherAsync("at once", row, account);
        }

        await node.MustAsync("POST", "/clock", new { advance_seconds = 7_200 });
        foreach (var (row, account, first) in firsts)
        {
            if (row.Route != "DELETE /accounts/{account}") await node.MustAsync("PATCH", account, """{"name":"changed since"}""");
            await CompareAsync("after a change", row, account, first);
        }

        await node.RestartAsync();
        foreach (var (row, account, first) in firsts.Where(done => done.Row.Route != "POST /clock"))
        {
            await CompareAsync("after a restart", row, account, first);
            await OtherAsync("after a restart", row, account);
        }

        Assert.Empty(wrong);

        async Task CompareAsync(string when, Row row, string account, Reply first)
        {
            var again = await CallAsync(node, account, row.Call);
            var (status, text) = (row.StatusAgain ?? row.Status, row.Repeated(first));
            if ((int)again.Status != status || again.Text != text) wrong.Add($"{row.Route} {when}: {(int)again.Status} {again.Text} instead of {status} {text}");
        }

        async Task OtherAsync(string when, Row row, string account)
        {
            var other = await CallAsync(node, account, row.Other);
            if (!IsOther(other)) wrong.Add($"{row.Route} with another request {when}: {other.Text}");
        }
    }

    /// <summary>Guarantees that a call which comes again while the first is still running is that one: one entry, one answer for all.</summary>
    [Fact]
    public async Task Every_mutating_call_that_runs_many_times_at_once_is_done_once()
    {
        await using var node = await TestNode.StartAsync();
        var wrong = new List<string>();
        for (var round = 1; round <= Rounds; round++)
            foreach (var row in Rows)
            {
                var (account, seq) = await BeforeAsync(node, row);
                var replies = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => CallAsync(node, account, row.Call, $"round {round}")));
                var answers = replies.Select(reply => row.Repeated(reply, mayLack: true)).Distinct().ToArray();
                var firsts = replies.Count(row.IsFirst);
                if (answers.Length != 1) wrong.Add($"{row.Route}: {string.Join(" | ", answers)}");
                if (replies.Any(reply => (int)reply.Status != row.Status && (int)reply.Status != row.StatusAgain)) wrong.Add($"{row.Route}: {string.Join(' ', replies.Select(reply => (int)reply.Status))}");
                if (firsts != (row is { StatusAgain: null, Forgets: null, Again: null } ? AtOnce : 1)) wrong.Add($"{row.Route}: {firsts} were answered as the first");
                if (await node.SeqAsync(account) - seq != row.Entries) wrong.Add($"{row.Route}: {await node.SeqAsync(account) - seq} entries");
            }

        Assert.Empty(wrong);
    }

    /// <summary>Guarantees that of two requests which race under one key one alone is done, and the other is told so for ever.</summary>
    [Fact]
    public async Task Of_two_requests_that_race_under_one_key_one_is_done()
    {
        await using var node = await TestNode.StartAsync();
        var wrong = new List<string>();
        for (var round = 1; round <= Rounds; round++)
            foreach (var row in Rows)
            {
                var (account, seq) = await BeforeAsync(node, row);
                var key = $"round {round}";
                var replies = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async number =>
                {
                    var call = number % 2 == 0 ? row.Call : row.Other;
                    return (Call: call, Reply: await CallAsync(node, account, call, key));
                }));
                if (await node.SeqAsync(account) - seq != row.Entries) wrong.Add($"{row.Route}: {await node.SeqAsync(account) - seq} entries");
                var (mine, others) = (await CallAsync(node, account, row.Call, key), await CallAsync(node, account, row.Other, key));
                if (IsOther(mine) == IsOther(others)) wrong.Add($"{row.Route}: {mine.Text} | {others.Text}");
                var (done, text) = IsOther(mine) ? (row.Other, others.Text) : (row.Call, mine.Text);
                wrong.AddRange(replies.Where(reply => reply.Call == done && !IsOther(reply.Reply) && row.Repeated(reply.Reply, mayLack: true) != text)
                    .Select(reply => $"{row.Route}: {reply.Reply.Text} instead of {text}"));
            }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_table_names_every_mutating_route()
    {
        await using var node = await TestNode.StartAsync();
        var routes = node.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<EndpointNotes>() is not null)
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]} {endpoint.RoutePattern.RawText!.Replace("/ledger/v1", "")}")
            .Where(route => !route.StartsWith("GET ", StringComparison.Ordinal));
        Assert.Equal(routes.Order(), Rows.Select(row => row.Route).Distinct().Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    [InlineData("129")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var header = key == "129" ? new string('k', 129) : key;
        var reply = await node.CallAsync("PATCH", account, """{"name":"x"}""", header);
        reply.Refuses(400, "field_invalid", "Idempotency-Key");
        Assert.Equal(1, await node.SeqAsync(account));
        (await node.CallAsync("PATCH", account, """{"name":"x"}""", new string('k', 128))).With(200);
    }

    [Fact]
    public async Task A_key_is_the_accounts()
    {
        await using var node = await TestNode.StartAsync();
        var a = await node.FundedAsync();
        var b = await node.FundedAsync();
        foreach (var account in new[] { a, b }) (await node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"}}""", "same")).With(201);
        Assert.Equal((("9", "0"), ("9", "0")), (await node.BalanceAsync(a, "eur"), await node.BalanceAsync(b, "eur")));
    }

    /// <summary>A refusal wrote nothing, so the key is free: the retry is judged on what is there by then.</summary>
    [Fact]
    public async Task A_refused_call_may_succeed_later_under_its_key()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        const string Body = """{"operation":"image.generate","amount":{"eur":"1"}}""";
        (await node.CallAsync("POST", account + "/charges", Body, "one")).Refuses(402, "funds_insufficient");
        await node.MustAsync("POST", account + "/grants", """{"asset":"eur","amount":"10","source":"promo"}""");
        (await node.CallAsync("POST", account + "/charges", Body, "one")).With(201);
        (await node.CallAsync("POST", account + "/charges", Body, "one")).With(201);
        Assert.Equal(("9", "0"), await node.BalanceAsync(account, "eur"));
    }

    /// <summary>Guarantees that retries which overtake each other are one call: one charge, one key, and one secret, told once.</summary>
    [Fact]
    public async Task Racing_retries_are_one_call()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var charges = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"}}""", "charge")));
        Assert.Single(charges.Select(charge => (charge.Status, charge.Text)).Distinct());
        Assert.Equal(("9", "0"), await node.BalanceAsync(account, "eur"));

        var keys = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.CallAsync("POST", account + "/keys", """{"name":"k"}""", "key")));
        Assert.All(keys, key => Assert.Equal((201, "k4"), ((int)key.Status, key.Json.Text("id"))));
        Assert.Single(keys, key => key.Json.Text("secret") != "absent");

        var holds = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.CallAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"1"}}""")));
        Assert.Single(holds, hold => (int)hold.Status == 201);
        Assert.Single(holds.Select(hold => hold.Text).Distinct());
        var captures = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.CallAsync("POST", account + "/holds/h1/capture", null, "capture")));
        Assert.Single(captures.Select(capture => (capture.Status, capture.Text)).Distinct());
        Assert.Equal(6, await node.SeqAsync(account));
    }

    /// <summary>How often each race is run, and how many run in it.</summary>
    private const int Rounds = 3, AtOnce = 8;

    private static bool IsOther(Reply reply) => reply.Json is JsonArray items
        ? items.All(item => item!.Text("status") == "422" && (item!["body"] ?? item).Text("code") == "exists_with_different_request")
        : (int)reply.Status == 422 && reply.Json.Text("code") == "exists_with_different_request";

    /// <summary>An account as the row wants it, and the number of its last entry.</summary>
    private static async Task<(string Account, long Seq)> BeforeAsync(TestNode node, Row row)
    {
        var account = await node.OpenedAsync("""{"plan":"creator","billing":"usage_based"}""");
        foreach (var (method, path, body) in row.Before)
            if ((await node.MustAsync(method, account + path, body)) is JsonObject made && made["secret"] is { } secret) Secrets[account] = (string)secret!;
        return (account, await node.SeqAsync(account));
    }

    /// <summary>The secrets that were told, by account.</summary>
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> Secrets = new();

    /// <param name="Forgets">A field that only the first answer has.</param>
    private sealed record Row(string Route, int Status, (string Method, string Path, string? Body) Call, (string Method, string Path, string? Body) Other)
    {
        internal (string Method, string Path, string? Body)[] Before { get; init; } = [];

        internal int? StatusAgain { get; init; }

        internal string? Forgets { get; init; }

        /// <summary>How many entries the call makes in the account: none where it is not about one.</summary>
        internal int Entries => Call.Path.StartsWith('^') && !InItems && !BySecret ? 0 : 1;

        /// <summary>Whether the account is told by the secret of a key that it has.</summary>
        internal bool BySecret { get; init; }

        /// <summary>What the first answer says otherwise than a repeat; null for nothing.</summary>
        internal (string First, string Again)? Again { get; init; }

        /// <summary>Whether the ids, and the answers, stand in the items of an array.</summary>
        internal bool InItems { get; init; }

        /// <summary>Whether an answer is that of the call which was first, where one can tell.</summary>
        internal bool IsFirst(Reply reply) =>
            (int)reply.Status == Status && (Forgets is null || reply.Json[Forgets] is not null) && (Again is not { } again || reply.Text.Contains(again.First, StringComparison.Ordinal));

        /// <summary>What a repeat of the answered call is told.</summary>
        internal string Repeated(Reply reply, bool mayLack = false)
        {
            var text = Without(reply.Text, Forgets, mayLack);
            return Again is { } again ? text.Replace(again.First, again.Again, StringComparison.Ordinal) : text;
        }
    }

    private const string A = "/accounts/{account}";
    private static readonly (string, string, string?) Hold = ("PUT", "/holds/h1", """{"operation":"video.generate","amount":{"usd":"4"},"ttl_seconds":60}""");
    private static readonly (string, string, string?) Key = ("POST", "/keys", """{"name":"k"}""");

    private static readonly Row[] Rows =
    [
        new("POST /accounts", 201, ("POST", "^/accounts", """{"name":"Ann"}"""), ("POST", "^/accounts", """{"name":"Bob"}""")),
        new("PATCH " + A, 200, ("PATCH", "", """{"first_name":"Ann"}"""), ("PATCH", "", """{"first_name":null}""")),
        new("DELETE " + A, 200, ("DELETE", "", null), ("PATCH", "", "{}")),
        new("POST " + A + "/keys", 201, Key, ("POST", "/keys", """{"name":"k","scopes":["work"]}""")) { Forgets = "secret" },
        new("DELETE " + A + "/keys/{key}", 200, ("DELETE", "/keys/k2", null), ("DELETE", "/keys/k3", null)) { Before = [Key] },
        new("POST " + A + "/keys/{key}/rotate", 201, ("POST", "/keys/k2/rotate", """{"overlap_seconds":60}"""), ("POST", "/keys/k2/rotate", """{"overlap_seconds":61}""")) { Before = [Key], Forgets = "secret" },
        new("POST " + A + "/grants", 201, ("POST", "/grants", """{"asset":"usd","amount":"5","source":"promo"}"""), ("POST", "/grants", """{"asset":"usd","amount":"6","source":"promo"}""")),
        new("PUT " + A + "/holds/{hold}", 201, Hold, ("PUT", "/holds/h1", """{"operation":"video.generate","amount":{"usd":"5"},"ttl_seconds":60}""")) { StatusAgain = 200 },
        new("POST " + A + "/holds/{hold}/capture", 200, ("POST", "/holds/h1/capture", """{"amount":{"usd":"3"},"final":false}"""), ("POST", "/holds/h1/capture", """{"amount":{"usd":"3"}}""")) { Before = [Hold] },
        new("POST " + A + "/holds/{hold}/capture", 200, ("POST", "/holds/h1/capture", """{"amount":{"usd":"3"}}"""), ("POST", "/holds/h1/capture", null)) { Before = [Hold, ("POST", "/holds/h1/capture", """{"amount":{"usd":"0.5"},"final":false}""")] },
        new("POST " + A + "/holds/{hold}/release", 200, ("POST", "/holds/h1/release", null), ("POST", "/holds/h2/release", null)) { Before = [Hold] },
        new("POST " + A + "/holds/{hold}/extend", 200, ("POST", "/holds/h1/extend", """{"ttl_seconds":90}"""), ("POST", "/holds/h1/extend", """{"ttl_seconds":91}""")) { Before = [Hold] },
        new("POST " + A + "/charges", 201, ("POST", "/charges", """{"operation":"text_to_speech","quantity":"5"}"""), ("POST", "/charges", """{"operation":"text_to_speech","quantity":"6"}""")),
        new("POST " + A + "/refunds", 201, ("POST", "/refunds", """{"entry":2,"amount":"1"}"""), ("POST", "/refunds", """{"entry":2}"""))
        {
            Before = [("POST", "/charges", """{"operation":"platform.email","quantity":"5"}""")],
        },
        new("PUT " + A + "/slots/{slot}/{item}", 201, ("PUT", "/slots/voices/v1", null), ("PUT", "/slots/voices/v2", null)),
        new("PUT " + A + "/slots/{slot}/{item}", 200, ("PUT", "/slots/voices/v1", """{"ttl_seconds":60}"""), ("PUT", "/slots/voices/v1", """{"ttl_seconds":61}""")) { Before = [("PUT", "/slots/voices/v1", null)] },
        new("DELETE " + A + "/slots/{slot}/{item}", 200, ("DELETE", "/slots/voices/v1", null), ("DELETE", "/slots/voices/v2", null)) { Before = [("PUT", "/slots/voices/v1", null)] },
        new("PUT " + A + "/plan", 200, ("PUT", "/plan", """{"plan":"pro"}"""), ("PUT", "/plan", """{"plan":"pro","status":"past_due"}""")),
        new("PUT " + A + "/members/{member}", 200, ("PUT", "/members/ann", """{"role":"admin"}"""), ("PUT", "/members/ann", """{"role":"member"}""")),
        new("DELETE " + A + "/members/{member}", 200, ("DELETE", "/members/ann", null), ("DELETE", "/members/bob", null)) { Before = [("PUT", "/members/ann", """{"role":"admin"}""")] },
        new("PUT " + A + "/limits/{limit}", 200, ("PUT", "/limits/l", """{"asset":"usd","amount":"50","per":"day"}"""), ("PUT", "/limits/l", """{"asset":"usd","amount":"50","per":"week"}""")),
        new("DELETE " + A + "/limits/{limit}", 200, ("DELETE", "/limits/l", null), ("DELETE", "/limits/m", null)) { Before = [("PUT", "/limits/l", """{"asset":"usd","amount":"50","per":"day"}""")] },
        new("PUT " + A + "/plan", 200, ("PUT", "/plan", """{"plan":"pro","left":"keep","period":"keep"}"""), ("PUT", "/plan", """{"plan":"pro","period":"keep"}""")),
        new("PUT " + A + "/cap", 200, ("PUT", "/cap", """{"asset":"usd","amount":"50"}"""), ("PUT", "/cap", """{"asset":"usd","amount":null}""")),
        new("PUT " + A + "/extension/{meter}", 200, ("PUT", "/extension/characters", """{"limit":"5"}"""), ("PUT", "/extension/characters", """{"limit":null}""")),
        new("PUT " + A + "/auto_reload", 200, ("PUT", "/auto_reload", """{"enabled":true,"asset":"usd","threshold":"5","amount":"20"}"""), ("PUT", "/auto_reload", """{"enabled":false,"asset":"usd","threshold":"5","amount":"20"}""")),
        new("POST " + A + "/notices/dismiss", 200, ("POST", "/notices/dismiss", """{"asset":"usd"}"""), ("POST", "/notices/dismiss", """{"asset":"eur"}"""))
        {
            Before = [("POST", "/grants", """{"asset":"usd","amount":"5","source":"promo"}""")],
        },
        .. from command in (string[])
           [
               """ "grant":{"asset":"usd","amount":"5","source":"promo"}""", """ "hold":{"id":"{key}","operation":"video.generate","amount":{"usd":"5"}}""",
               """ "capture":{"id":"h1","amount":{"usd":"3"},"final":false}""", """ "charge":{"operation":"platform.email","quantity":"5"}""",
           ]
           select new Row("POST /commands", 200, Command(command), Command(command.Replace('5', '6').Replace('3', '2')))
           {
               Before = [Hold],
               InItems = true,
               Again = command.StartsWith(" \"hold\"", StringComparison.Ordinal) ? ("\"status\":201", "\"status\":200") : null,
           },
        new("POST /commands", 200, Command(""" "release":{"id":"h1"}"""), Command(""" "release":{"id":"h2"}""")) { Before = [Hold], InItems = true },
        new("POST /commands", 200, Command(""" "refund":{"entry":2,"amount":"1"}"""), Command(""" "refund":{"entry":2}""")) { Before = [("POST", "/charges", """{"operation":"platform.email","quantity":"5"}""")], InItems = true },
        new("POST /authorize", 200, Authorize("4"), Authorize("5")) { Before = [Key], BySecret = true },
        new("POST /usage", 200, Usage("5"), Usage("6")) { InItems = true },
        new("PUT /catalogue", 200, ("PUT", "^/catalogue", Engine.Catalogues.BuiltIn + "# one\n"), ("PUT", "^/catalogue", Engine.Catalogues.BuiltIn + "# two\n")),
        new("POST /clock", 200, ("POST", "^/clock", """{"advance_seconds":5}"""), ("POST", "^/clock", """{"advance_seconds":6}""")),
    ];

    private static (string Method, string Path, string? Body) Authorize(string usd) =>
        ("POST", "^/authorize", """{"secret":"{secret}","operation":"video.generate","amount":{"usd":" """.TrimEnd() + usd + "\"}}");

    private static (string Method, string Path, string? Body) Usage(string units) =>
        ("POST", "^/usage", """[{"account":"{account}","id":"{key}","operation":"platform.email","quantity":" """.TrimEnd() + units + "\"}]");

    private static (string Method, string Path, string? Body) Command(string command) =>
        ("POST", "^/commands", """[{"account":"{account}","idempotency_key":"{key}",""" + command + "}]");

    /// <summary>A path with ^ in front is the API's, any other the account's.</summary>
    private static Task<Reply> CallAsync(TestNode node, string account, (string Method, string Path, string? Body) call, string key = "the key")
    {
        call.Body = call.Body?.Replace("{account}", account["/accounts/".Length..], StringComparison.Ordinal).Replace("{key}", key, StringComparison.Ordinal)
            .Replace("{secret}", Secrets.GetValueOrDefault(account), StringComparison.Ordinal);
        var path = call.Path.StartsWith('^') ? call.Path[1..] : account + call.Path;
        var mediaType = path == "/catalogue" ? "application/yaml" : "application/json";
        return node.SendAsync(call.Method, "/ledger/v1" + path, call.Body, mediaType, ("Authorization", "Bearer " + TestNode.OperatorKey), ("Idempotency-Key", key));
    }

    private static string Without(string json, string? field, bool mayLack = false)
    {
        if (field is null) return json;
        var fields = JsonNode.Parse(json)!.AsObject();
        Assert.True(fields.Remove(field) || mayLack);
        return fields.ToJsonString();
    }
}
