using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Api;

public sealed class UsageTests
{
    private const string Lines = "application/x-ndjson";

    /// <summary>Guarantees that an item is charged once, whatever it comes with, and that the same again gets the first answer.</summary>
    [Fact]
    public async Task Each_item_is_charged_once_by_its_id()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var item = Item(account, "u1", "4");
        var first = await node.CallAsync("POST", "/usage", $"[{item},{item},{Item(account, "u1", "5")},{Item(account, "u2", "7")},{Item(account, "u3", "6")}]");
        Assert.Equal(("application/json", "no-store, private", 32), (first.Headers["Content-Type"], first.Headers["Cache-Control"], first.Headers["X-Request-Id"].Length));
        Assert.Equal("""
            [{"id":"u1","status":201,"seq":3},{"id":"u1","status":201,"seq":3},{"id":"u1","line":3,"type":"urn:holdfast:problem:exists_with_different_request","title":"This id came before with another request.","status":422,"code":"exists_with_different_request"},{"id":"u2","line":4,"type":"urn:holdfast:problem:funds_insufficient","title":"The balance does not suffice.","status":402,"code":"funds_insufficient","limit":"funds:eur","affordable":"6","available":"6"},{"id":"u3","status":201,"seq":4}]
            """.Trim(), first.With(200).ToJsonString());
        Assert.Equal("""[{"id":"u1","status":201,"seq":3}]""", (await node.CallAsync("POST", "/usage", $"[{item}]")).Text);
        Assert.Equal(("0", "0"), await node.BalanceAsync(account, "eur"));
        var entry = (await node.MustAsync("GET", account + "/entries?after=2&limit=1")).Text("entries", "0", "idempotency_id");
        Assert.Equal("u1", entry);
    }

    /// <summary>Guarantees that events may come late, each once, and that nobody is charged for what lies too far back or has not happened yet.</summary>
    [Fact]
    public async Task Late_items_are_charged_inside_the_window()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-05T12:00:00Z"}""");
        var reply = await node.CallAsync("POST", "/usage", $"""
            [{Late("u1", "2024-11-02T12:00:00Z")},{Late("u1", "2024-11-02T13:00:00+01:00")},{Late("u1", "2024-11-02T12:00:01Z")},{Late("u2", "2024-11-02T11:59:59Z")},
             {Late("u3", "2024-11-05T12:00:01Z")},{Late("u4", "2024-10-30T13:00:00Z")},{Late("u5", "2024-11-05T12:00:00Z")},{Late("u6", "yesterday")},{Item(account, "u1", "1")}]
            """);
        Assert.Equal(
            [
                "u1 201", "u1 201", "u1 422 exists_with_different_request", "u2 422 usage_too_late", "u3 422 instant_out_of_range", "u4 422 instant_out_of_range", "u5 201",
                "u6 400 field_invalid at", "u1 422 exists_with_different_request",
            ],
            reply.With(200).AsArray().Select(result => string.Join(' ', new[] { result!.Text("id"), result!.Text("status"), result!.Text("code"), result!.Text("field") }.Where(text => text is not (null or "absent")))));
        var entries = (await node.MustAsync("GET", account + "/entries?after=2"))["entries"]!;
        Assert.Equal(("2024-11-05T12:00:00Z", "2024-11-02T12:00:00Z", "absent"), (entries[0]!.Text("at"), entries[0]!.Text("used_at"), entries[1]!.Text("used_at")));
        Assert.Equal("8", (await node.BalanceAsync(account, "eur")).Item1);

        string Late(string id, string at) => Item(account, id, "1").Replace("}}", $"}},\"at\":\"{at}\"}}", StringComparison.Ordinal);
    }

    /// <summary>Guarantees that an event's id cannot be taken for an idempotency key or a hold's id, nor for another account's event.</summary>
    [Fact]
    public async Task Ids_of_usage_are_a_namespace_of_their_own()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var other = await node.FundedAsync();
        (await node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"}}""", "x")).With(201);
        (await node.CallAsync("PUT", account + "/holds/x", """{"operation":"image.generate","amount":{"eur":"1"}}""")).With(201);
        Assert.Equal("201 201", Statuses(await node.CallAsync("POST", "/usage", $"[{Item(account, "x", "1")},{Item(other, "x", "1")}]")));
        Assert.Equal(("7", "1"), await node.BalanceAsync(account, "eur"));
    }

    [Fact]
    public async Task Lines_are_answered_one_by_one_in_order()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var reply = await LinesAsync(node, $"{Item(account, "u1", "4")}\n\n  \r\n{Item(account, "u2", "4")}\r\n{Item(account, "u3", "4")}");
        Assert.Equal(Lines, reply.Headers["Content-Type"]);
        var lines = reply.Text.Split('\n');
        Assert.Equal(("""{"id":"u1","status":201,"seq":3}""", """{"id":"u2","status":201,"seq":4}""", ""), (lines[0], lines[1], lines[3]));
        Assert.Equal(("u3", "5", "402", "funds:eur"), (JsonNode.Parse(lines[2])!.Text("id"), JsonNode.Parse(lines[2])!.Text("line"), JsonNode.Parse(lines[2])!.Text("status"), JsonNode.Parse(lines[2])!.Text("limit")));
    }

    /// <summary>Guarantees that what cannot be read is said in its place, with its line, and stops nothing.</summary>
    [Fact]
    public async Task A_bad_line_is_answered_in_its_place()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var id = account["/accounts/".Length..];
        (string Line, string Expected)[] lines =
        [
            (Item(account, "u1", "1"), "u1 201 -"),
            ("nonsense", "- 400 body_malformed"),
            ("[]", "- 400 field_invalid"),
            ("null", "- 400 field_invalid"),
            ("{}", "- 400 field_invalid id"),
            ("""{"id":"a"}""", "a 400 field_invalid account"),
            ("""{"id":7}""", "- 400 field_invalid id"),
            ($$"""{"id":"","account":"{{id}}","operation":"x"}""", " 400 field_invalid id"),
            ($$"""{"id":"{{new string('i', 129)}}","account":"{{id}}","operation":"x"}""", new string('i', 129) + " 400 field_invalid id"),
            ("""{"id":"b","account":"7","operation":"x"}""", "b 404 account_unknown"),
            ("""{"id":"c","account":"018f0000-0000-7000-8000-000000000009","operation":"text_to_speech","quantity":"1"}""", "c 404 account_unknown"),
            ($$"""{"id":"d","account":"{{id}}","operation":"gold.digging","quantity":"1"}""", "d 422 operation_unknown"),
            ($$"""{"id":"e","account":"{{id}}","operation":"text_to_speech","quantity":1}""", "e 400 field_invalid quantity"),
            ($$"""{"id":"f","account":"{{id}}","operation":"text_to_speech","quantity":"1","colour":"red"}""", "f 400 field_invalid colour"),
            ($$"""{"id":"g","id":"g","account":"{{id}}","operation":"text_to_speech","quantity":"1"}""", "g 400 field_invalid id"),
            ($$"""{"id":"h","account":"{{id}}","operation":"text_to_speech","quantity":"1","key":"k9"}""", "h 404 key_unknown"),
            (new string('x', 70_000), "- 413 body_too_large"),
            (Item(account, "u2", "1") + " {}", "- 400 body_malformed"),
            ("\ufeff" + Item(account, "u3", "1"), "- 400 body_malformed"),
            (Item(account, "u4", "1"), "u4 201 -"),
        ];
        var reply = await LinesAsync(node, string.Join('\n', lines.Select(line => line.Line)) + "\n");
        var results = reply.Text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToArray();
        for (var at = 0; at < lines.Length; at++)
        {
            var result = results[at];
            var said = string.Join(' ', new[] { result.Text("id") ?? "-", result.Text("status"), result.Text("code") is "absent" ? "-" : result.Text("code"), result.Text("field") }.OfType<string>());
            Assert.Equal((at, lines[at].Expected), (at, said));
            if (result["code"] is not null) Assert.Equal($"{at + 1}", result.Text("line"));
        }

        Assert.Equal(lines.Length, results.Length);
        Assert.Equal(("8", "0"), await node.BalanceAsync(account, "eur"));
    }

    [Fact]
    public async Task What_begins_as_no_array_does_nothing()
    {
        await using var node = await TestNode.StartAsync();
        foreach (var (body, code) in ((string, string)[])[("", "body_malformed"), ("{}", "field_invalid"), ("7", "field_invalid"), ("x", "body_malformed"), ("[", "body_malformed"), ("[x]", "body_malformed"), ($"[\"{new string('x', 70_000)}\"]", "body_too_large")])
            (await node.CallAsync("POST", "/usage", body)).Refuses(code == "body_too_large" ? 413 : 400, code);
        Assert.Equal("[]", (await node.CallAsync("POST", "/usage", " [ ] ")).Text);
        Assert.Equal("", (await LinesAsync(node, "\n\n")).Text);
        foreach (var mediaType in (string[])["text/plain", "application/json; charset=utf-16", ""])
            (await node.SendAsync("POST", "/ledger/v1/usage", "[]", mediaType, ("Authorization", "Bearer " + TestNode.OperatorKey))).Refuses(415, "media_type_unsupported");
    }

    /// <summary>Guarantees that what was done before an array broke off is told, and that it broke off too.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData(",]")]
    [InlineData("]]")]
    [InlineData("] []")]
    [InlineData(" x")]
    public async Task An_array_that_breaks_off_says_so_at_its_end(string end)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var results = (await node.CallAsync("POST", "/usage", $"[{Item(account, "u1", "1")},{Item(account, "u2", "1")}{end}")).With(200).AsArray();
        Assert.Equal(["201", "201", "400"], results.Select(result => result!.Text("status")));
        Assert.Equal(("body_malformed", "3"), (results[2]!.Text("code"), results[2]!.Text("line")));
        Assert.Equal(("8", "0"), await node.BalanceAsync(account, "eur"));
    }

    /// <summary>Guarantees that a client hears of an item while it still has its own say: neither side waits for the other's end.</summary>
    [Fact]
    public async Task An_item_is_answered_while_others_are_still_to_come()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        using var client = await Duplex.OpenAsync(node);
        for (var number = 1; number <= 3; number++)
        {
            await client.SendAsync(Item(account, $"u{number}", "4") + "\n");
            Assert.Equal((number, number < 3 ? "201" : "402"), (number, JsonNode.Parse((await client.ReadLineAsync())!)!.Text("status")));
        }

        await client.EndAsync();
        Assert.Null(await client.ReadLineAsync());
    }

    /// <summary>
    /// Guarantees that a stream has no end to it: many thousand lines of many accounts, answered in order, and what is kept of
    /// them in memory does not grow.
    /// </summary>
    [Fact]
    public async Task A_long_stream_is_answered_in_order_and_keeps_nothing()
    {
        const int Many = 24_000;
        await using var node = await TestNode.StartAsync();
        var accounts = new string[10];
        for (var at = 0; at < accounts.Length; at++)
        {
            accounts[at] = await node.OpenedAsync();
            await node.MustAsync("POST", accounts[at] + "/grants", """{"asset":"eur","amount":"1000000","source":"promo"}""");
        }

        using var client = await Duplex.OpenAsync(node);
        var sending = Task.Run(async () =>
        {
            for (var from = 0; from < Many; from += 100)
                await client.SendAsync(string.Concat(Enumerable.Range(from, 100).Select(at => Item(accounts[at % 10], $"u{at}", "1") + "\n")));
            await client.EndAsync();
        });
        long quarter = 0;
        for (var at = 0; at < Many; at++)
        {
            var line = await client.ReadLineAsync();
            Assert.Equal((at, $$"""{"id":"u{{at}}","status":201,"seq":{{3 + at / 10}}}"""), (at, line));
            if (at == Many / 4) quarter = GC.GetTotalMemory(forceFullCollection: true);
        }

        // The store keeps its index of the newest entries in memory, some hundred bytes each.
        var grown = GC.GetTotalMemory(forceFullCollection: true) - quarter;
        Assert.True(grown < Many * 3 / 4 * 600, $"{grown} bytes for {Many * 3 / 4} items");
        await sending;
        Assert.Null(await client.ReadLineAsync());
        Assert.Equal(("997600", "0"), await node.BalanceAsync(accounts[0], "eur"));
    }

    /// <summary>Guarantees that a client which reads nothing before it has sent everything is served as well, up to a megabyte of answers.</summary>
    [Fact]
    public async Task Who_sends_all_before_reading_gets_all_answers()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var reply = await LinesAsync(node, string.Concat(Enumerable.Range(0, 5_000).Select(at => Item(account, $"u{at}", "0.001") + "\n")));
        Assert.Equal(5_000, reply.Text.Split('\n').Count(line => line.Contains("\"status\":201", StringComparison.Ordinal)));
        Assert.Equal(("5", "0"), await node.BalanceAsync(account, "eur"));
    }

    /// <summary>Guarantees that a client which goes away in the middle leaves whole items: each one charged once, when it comes again.</summary>
    [Fact]
    public async Task Who_goes_away_can_send_it_all_again()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var body = string.Concat(Enumerable.Range(0, 1_000).Select(at => Item(account, $"u{at}", "0.01") + "\n"));
        for (var round = 0; round < 3; round++)
        {
            using var client = await Duplex.OpenAsync(node);
            await client.SendAsync(body[..(body.Length * (round + 1) / 4)]);
            await client.ReadLineAsync();
        }

        Assert.Equal(1_000, (await LinesAsync(node, body)).Text.Split('\n').Count(line => line.Contains("\"status\":201", StringComparison.Ordinal)));
        Assert.Equal(("0", "0"), await node.BalanceAsync(account, "eur"));
        Assert.Equal(1_002, await node.SeqAsync(account));
    }

    private static string Item(string account, string id, string eur) =>
        $"{{\"id\":\"{id}\",\"account\":\"{account["/accounts/".Length..]}\",\"operation\":\"image.generate\",\"amount\":{{\"eur\":\"{eur}\"}}}}";

    private static Task<Reply> LinesAsync(TestNode node, string body) => node.SendAsync("POST", "/ledger/v1/usage", body, Lines, ("Authorization", "Bearer " + TestNode.OperatorKey));

    private static string Statuses(Reply reply) => string.Join(" ", reply.With(200).AsArray().Select(result => result!.Text("status")));

    /// <summary>A client that reads while it sends, which the platform's own does not over HTTP/1.1.</summary>
    private sealed class Duplex(TcpClient tcp) : IDisposable
    {
        private readonly NetworkStream stream = tcp.GetStream();
        private readonly StringBuilder line = new();
        private readonly byte[] buffer = new byte[65_536];
        private byte[] text = [];
        private int at;

        /// <summary>Bytes of the answer's chunk that are still to come; less than zero before the answer has begun.</summary>
        private int left = -1;

        internal static async Task<Duplex> OpenAsync(TestNode node)
        {
            var tcp = new TcpClient();
            await tcp.ConnectAsync(node.Http.BaseAddress!.Host, node.Http.BaseAddress.Port);
            var client = new Duplex(tcp);
            await client.stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /ledger/v1/usage HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TestNode.OperatorKey}\r\nContent-Type: {Lines}\r\nTransfer-Encoding: chunked\r\n\r\n"));
            return client;
        }

        internal async Task SendAsync(string part)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n").Concat(bytes).Concat("\r\n"u8.ToArray()).ToArray());
        }

        internal Task EndAsync() => stream.WriteAsync("0\r\n\r\n"u8.ToArray()).AsTask();

        /// <summary>The next line of the answer; null after its end.</summary>
        internal async Task<string?> ReadLineAsync()
        {
            if (left < 0)
            {
                Assert.Equal("HTTP/1.1 200 OK", await WireLineAsync());
                while (await WireLineAsync() is { Length: > 0 }) { }
                left = 0;
            }

            line.Clear();
            while (true)
            {
                if (left == 0)
                {
                    left = int.Parse(await WireLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                    if (left == 0) return null;
                }

                var next = await NextAsync();
                if (--left == 0) Assert.Equal("", await WireLineAsync());
                if (next == '\n') return line.ToString();
                line.Append((char)next);
            }
        }

        public void Dispose() => tcp.Dispose();

        private async Task<string> WireLineAsync()
        {
            var read = new StringBuilder();
            while (await NextAsync() is var next && next != '\n') read.Append((char)next);
            return read.ToString().TrimEnd('\r');
        }

        private async ValueTask<byte> NextAsync()
        {
            if (at == text.Length) (text, at) = (buffer[..await stream.ReadAsync(buffer)], 0);
            return text.Length > 0 ? text[at++] : throw new EndOfStreamException();
        }
    }
}
