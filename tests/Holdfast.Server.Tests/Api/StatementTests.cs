namespace Holdfast.Server.Tests.Api;

public sealed class StatementTests
{
    [Fact]
    public async Task A_period_is_stated_line_by_line()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivedAsync(node);
        (await node.CallAsync("GET", account + "/statement")).Is(200, $$"""
            {"account":"{{account["/accounts/".Length..]}}","period":{"start":"2024-11-30T13:09:31Z","end":"2024-12-30T13:09:31Z"},"from":null,"to":null,
             "opening":{"eur":{"available":"6","held":"0","books":{"funding":"-10","available":"6","held":"0","consumed":"4","expired":"0","receivable":"0","adjustment":"0"} } },
             "lines":[
              {"seq":5,"at":"2024-12-02T00:00:00Z","kind":"hold_placed","operation":"image.generate","quantity":null,"hold":"=1+1","key":null,"member":null,"idempotency_id":"=1+1","asset":"eur","movement":{"available":"-2","held":"2"},"available":"4"},
              {"seq":6,"at":"2024-12-02T00:00:00Z","kind":"hold_captured","operation":"image.generate","quantity":"1","hold":"=1+1","key":null,"member":null,"idempotency_id":"call-4","asset":"eur","movement":{"held":"-2","consumed":"2"},"available":"4"},
              {"seq":7,"at":"2024-12-02T00:00:00Z","kind":"charged","operation":"text_to_speech","quantity":"5","hold":null,"key":null,"member":null,"idempotency_id":"call-5","asset":null,"movement":{},"available":null},
              {"seq":8,"at":"2024-12-02T00:00:00Z","kind":"refunded","operation":"image.generate","quantity":"0","hold":null,"key":null,"member":null,"idempotency_id":"call-6","asset":"eur","movement":{"available":"1","consumed":"-1"},"available":"5","charge":3}],
             "operations":[{"operation":"image.generate","asset":"eur","count":1,"quantity":"1","amount":"2","overage":"0","refunded":"1","net":"1"},
              {"operation":"text_to_speech","asset":null,"count":1,"quantity":"5","amount":"0","overage":"0","refunded":"0","net":"0"}],
             "closing":{"eur":{"available":"5","held":"0","books":{"funding":"-10","available":"5","held":"0","consumed":"5","expired":"0","receivable":"0","adjustment":"0"} } },
             "period_closing":{"period":{"start":"2024-11-30T13:09:31Z","end":"2024-12-30T13:09:31Z"},"plan":null,
              "operations":[{"operation":"image.generate","count":1,"quantity":"1","amount":{"eur":"2"},"owed":{},"refunded":{},"catalogues":[1]},
               {"operation":"text_to_speech","count":1,"quantity":"5","amount":{},"owed":{},"refunded":{},"catalogues":[1]}],
              "meters":[],"assets":{"eur":{"used":"2","paid":"2","owed":"0","refunded":"0","credited":"0","due":"0"} } } }
            """);
        var before = await node.MustAsync("GET", account + "/statement?period=2024-11-30T13:09:30.999999Z");
        Assert.Equal(("""{"start":"2024-10-30T13:09:31Z","end":"2024-11-30T13:09:31Z"}""", "{}", "6"), (before.Text("period"), before.Text("opening"), before.Text("closing", "eur", "available")));
        Assert.Equal(["2", "3"], before["lines"]!.AsArray().Select(line => line!.Text("seq")!));
    }

    /// <summary>Guarantees that a spreadsheet reads texts as texts, whatever a caller has named things.</summary>
    [Fact]
    public async Task The_same_comes_as_CSV()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivedAsync(node);
        await node.MustAsync("PUT", account + "/holds/a%2C%22b%22", """{"operation":"image.generate","amount":{"eur":"1"}}""");
        const string Expected =
            "row,seq,at,kind,operation,count,quantity,hold,key,member,idempotency_id,asset,funding,available,held,consumed,expired,receivable,adjustment,available_after,overage,refunded,meter,catalogues,used,paid,owed,credited,due\r\n" +
            "opening,,2024-11-30T13:09:31Z,,,,,,,,,eur,-10,6,0,4,0,0,0,6,,,,,,,,,\r\n" +
            "entry,5,2024-12-02T00:00:00Z,hold_placed,image.generate,,,'=1+1,,,'=1+1,eur,0,-2,2,0,0,0,0,4,,,,,,,,,\r\n" +
            "entry,6,2024-12-02T00:00:00Z,hold_captured,image.generate,,1,'=1+1,,,call-4,eur,0,0,-2,2,0,0,0,4,,,,,,,,,\r\n" +
            "entry,7,2024-12-02T00:00:00Z,charged,text_to_speech,,5,,,,call-5,,,,,,,,,,,,,,,,,,\r\n" +
            "entry,8,2024-12-02T00:00:00Z,refunded,image.generate,,0,,,,call-6,eur,0,1,0,-1,0,0,0,5,,,,,,,,,\r\n" +
            "entry,9,2024-12-02T00:00:00Z,hold_placed,image.generate,,,\"a,\"\"b\"\"\",,,\"a,\"\"b\"\"\",eur,0,-1,1,0,0,0,0,4,,,,,,,,,\r\n" +
            "operation,,,,image.generate,1,1,,,,,eur,,,,1,,,,,0,1,,,,,,,\r\n" +
            "operation,,,,text_to_speech,1,5,,,,,,,,,,,,,,,,,,,,,,\r\n" +
            "closing,,,,,,,,,,,eur,-10,4,1,5,0,0,0,4,,,,,,,,,\r\n" +
            "period_operation,,,,image.generate,1,1,,,,,eur,,,,,,,,,,0,,1,2,2,0,,\r\n" +
            "period_operation,,,,text_to_speech,1,5,,,,,,,,,,,,,,,,,1,,,,,\r\n" +
            "period_asset,,,,,,,,,,,eur,,,,,,,,,,0,,,2,2,0,0,0\r\n";
        foreach (var (query, accept) in ((string, string?)[])[("?format=csv", null), ("", "text/csv"), ("", "application/json;q=0.5, text/csv"), ("?format=csv", "application/json")])
        {
            (string, string)[] headers = accept is null ? [] : [("Accept", accept)];
            var reply = await node.SendAsync("GET", $"/ledger/v1{account}/statement{query}", headers: [("Authorization", "Bearer " + TestNode.OperatorKey), .. headers]);
            Assert.Equal((200, Expected), ((int)reply.Status, reply.Text));
            Assert.Equal("text/csv; charset=utf-8; header=present", reply.Headers["Content-Type"]);
            Assert.StartsWith("attachment; filename=\"statement-", reply.Headers["Content-Disposition"], StringComparison.Ordinal);
        }

        foreach (var accept in (string[])["application/json, text/csv", "*/*", "text/csv;q=0.1, application/json", "text/html"])
            (await node.SendAsync("GET", $"/ledger/v1{account}/statement", headers: [("Authorization", "Bearer " + TestNode.OperatorKey), ("Accept", accept)])).With(200);
    }

    [Fact]
    public async Task A_period_says_what_it_leaves_to_be_paid()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator","billing":"usage_based"}""");
        await node.MustAsync("POST", account + "/grants", """{"asset":"usd","amount":"2","source":"promo"}""");
        await node.MustAsync("PUT", account + "/extension/characters", """{"limit":null}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"5"}}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"110000"}""");
        await node.MustAsync("POST", account + "/refunds", """{"entry":4,"amount":{"usd":"1"}}""");
        var running = await node.MustAsync("GET", account + "/statement");
        Assert.Equal((await node.MustAsync("GET", account + "/closings")).Text("open"), running.Text("period_closing"));

        // Over, and not written yet; then written; then a period without any use.
        await node.MustAsync("POST", "/clock", """{"set":"2024-12-05T00:00:00Z"}""");
        foreach (var change in (string?[])[null, """{"name":"x"}"""])
        {
            if (change is not null) await node.MustAsync("PATCH", account, change);
            var closed = (await node.MustAsync("GET", account + "/closings")).Text("closings", "0");
            Assert.Equal(closed, (await node.MustAsync("GET", account + "/statement?period=2024-11-01T00:00:00Z")).Text("period_closing"));
            var rows = (await node.CallAsync("GET", account + "/statement?period=2024-11-01T00:00:00Z&format=csv")).Text.Split("\r\n");
            Assert.Equal(
            [
                "period_operation,7,2024-11-30T13:09:31Z,,video.generate,1,1,,,,,usd,,,,,,,,,,1,,1,4,2,2,,",
                "period_operation,7,2024-11-30T13:09:31Z,,text_to_speech,1,110000,,,,,,,,,,,,,,,,,1,,,,,",
                "period_meter,7,2024-11-30T13:09:31Z,,,,10000,,,,,usd,,,,,,,,,,,characters,,3,0,3,,",
                "period_asset,7,2024-11-30T13:09:31Z,,,,,,,,,usd,,,,,,,,,,1,,,7,2,5,0,5",
            ], rows.Where(row => row.StartsWith("period_", StringComparison.Ordinal)));
        }

        await node.MustAsync("POST", "/clock", """{"set":"2025-01-05T00:00:00Z"}""");
        foreach (var query in (string[])["period=2024-12-10T00:00:00Z", "period=2024-11-01T00:00:00Z&asset=usd", "from=2024-11-01T00:00:00Z"])
            Assert.Null((await node.MustAsync("GET", $"{account}/statement?{query}"))["period_closing"]);
    }

    [Fact]
    public async Task What_was_told_of_late_has_rows_of_its_own()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"billing":"usage_based"}""");
        await node.MustAsync("POST", "/clock", """{"set":"2024-12-01T00:00:00Z"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"5"},"at":"2024-11-30T12:00:00Z"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"2"},"at":"2024-11-30T15:00:00Z"}""");
        var rows = (await node.CallAsync("GET", account + "/statement?format=csv")).Text.Split("\r\n");
        Assert.Equal(
        [
            "period_operation,,,,video.generate,1,1,,,,,usd,,,,,,,,,,0,,1,2,0,2,,",
            "period_late,,2024-10-30T13:09:31Z,,video.generate,1,1,,,,,usd,,,,,,,,,,0,,1,5,0,5,,",
            "period_asset,,,,,,,,,,,usd,,,,,,,,,,0,,,7,0,7,0,7",
        ], rows.Where(row => row.StartsWith("period_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stretch_of_time_is_stated_from_its_first_instant_to_before_its_last()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivedAsync(node);
        Assert.Equal(("2 3", "6"), await LinesAsync("from=2024-10-30T13:09:31Z&to=2024-12-02T00:00:00Z"));
        Assert.Equal(("5 6 7 8", "5"), await LinesAsync("from=2024-12-02T00:00:00Z"));
        Assert.Equal(("", "6"), await LinesAsync("from=2024-12-01T00:00:00Z&to=2024-12-02T00:00:00Z"));
        Assert.Equal(("2 3 5 6 7 8", "5"), await LinesAsync("from=2020-01-01T00:00:00Z"));
        Assert.Equal(("2 3 5 6 8", "5"), await LinesAsync("from=2020-01-01T00:00:00Z&asset=eur"));
        Assert.Equal(("", "absent"), await LinesAsync("from=2020-01-01T00:00:00Z&asset=usd"));

        async Task<(string, string?)> LinesAsync(string query)
        {
            var stated = await node.MustAsync("GET", $"{account}/statement?{query}");
            return (string.Join(' ', stated["lines"]!.AsArray().Select(line => line!.Text("seq"))), stated.Text("closing", "eur", "available"));
        }
    }

    /// <summary>Guarantees that what time has made due and nobody has written stands in the statement as it will stand in the journal.</summary>
    [Fact]
    public async Task What_is_due_and_not_written_is_stated()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"},"ttl_seconds":60}""");
        await node.MustAsync("POST", "/clock", new { advance_seconds = 61 });
        var due = await node.MustAsync("GET", account + "/statement");
        Assert.Equal(("hold_lapsed", "true", "10", "10"), (due.Text("lines", "2", "kind"), due.Text("lines", "2", "due"), due.Text("lines", "2", "available"), due.Text("closing", "eur", "available")));
        await node.MustAsync("PATCH", account, """{"name":"x"}""");
        var written = await node.MustAsync("GET", account + "/statement");
        due["lines"]![2]!.AsObject().Remove("due");
        Assert.Equal(due.Text("lines"), written.Text("lines"));
    }

    [Theory]
    [InlineData("period=2024-10-30T13:09:32Z", 400, "field_invalid", "period")]
    [InlineData("period=october", 400, "field_invalid", "period")]
    [InlineData("from=2024-10-30T13:09:32Z", 400, "field_invalid", "from")]
    [InlineData("to=2024-10-30T13:09:31Z", 400, "field_invalid", "to")]
    [InlineData("from=2024-10-30T13:09:31Z&to=2024-10-30T13:09:30Z", 400, "field_invalid", "to")]
    [InlineData("from=2024-10-30T13:09:30Z&period=2024-10-30T13:09:31Z", 400, "field_invalid", "period")]
    [InlineData("format=xml", 400, "field_invalid", "format")]
    [InlineData("asset=gold", 422, "asset_unknown", "asset")]
    [InlineData("period=2024-10-30T13:09:30Z", 404, "account_unknown", null)]
    [InlineData("from=2024-10-30T13:09:30Z&to=2024-10-30T13:09:31Z", 404, "account_unknown", null)]
    public async Task What_cannot_be_asked_is_refused(string query, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("GET", $"{await node.OpenedAsync()}/statement?{query}")).Refuses(status, code, field);
        (await node.CallAsync("GET", "/accounts/018f0000-0000-7000-8000-000000000009/statement")).Refuses(404, "account_unknown");
    }

    /// <summary>Ten euros of which four are charged; a month later a hold that is captured, work that costs nothing, and a refund of a part.</summary>
    private static async Task<string> LivedAsync(TestNode node)
    {
        var account = "/accounts/" + (await node.CallAsync("POST", "/accounts", "{}")).With(201).Text("id");
        await node.MustAsync("POST", account + "/grants", """{"asset":"eur","amount":"10","source":"purchase"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"4"}}""");
        await node.MustAsync("POST", "/clock", """{"set":"2024-12-02T00:00:00Z"}""");
        await node.MustAsync("PUT", account + "/holds/=1+1", """{"operation":"image.generate","amount":{"eur":"2"}}""");
        await node.MustAsync("POST", account + "/holds/=1+1/capture");
        await node.MustAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"5"}""");
        await node.MustAsync("POST", account + "/refunds", """{"entry":3,"amount":"1"}""");
        return account;
    }
}
