namespace Holdfast.Server.Tests.Api;

public sealed class ReadHoldTests
{
    private const string Body = """{"operation":"image.generate","amount":{"eur":"4"},"ttl_seconds":60}""";

    [Fact]
    public async Task An_open_hold_is_read_as_it_stands()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", Body);
        await node.MustAsync("POST", account + "/holds/h1/capture", """{"amount":{"eur":"1.5"},"final":false}""");
        (await node.CallAsync("GET", account + "/holds/h1")).Is(200, """
            {"id":"h1","status":"open","operation":"image.generate","quantity":"1","amount":{"eur":"4"},"held":{"eur":"2.5"},"captured_quantity":"0",
             "captured":{"eur":"1.5"},"key":null,"placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:10:31Z","closed_at":null}
            """);
    }

    [Fact]
    public async Task A_hold_that_has_ended_is_read_from_the_journal()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        foreach (var hold in new[] { "h1", "h2" }) await node.MustAsync("PUT", account + "/holds/" + hold, Body);
        await node.MustAsync("POST", account + "/holds/h1/capture", """{"amount":{"eur":"1.5"}}""");
        await node.MustAsync("POST", account + "/holds/h2/capture", """{"amount":{"eur":"1"},"final":false}""");
        await node.MustAsync("POST", "/clock", new { advance_seconds = 9 });
        await node.MustAsync("POST", account + "/holds/h2/release");
        (await node.CallAsync("GET", account + "/holds/h1")).Is(200, """
            {"id":"h1","status":"captured","operation":"image.generate","quantity":"1","amount":{"eur":"4"},"held":{"eur":"0"},"captured_quantity":"1",
             "captured":{"eur":"1.5"},"key":null,"placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:10:31Z","closed_at":"2024-10-30T13:09:31Z","seq":5}
            """);
        (await node.CallAsync("GET", account + "/holds/h2")).Is(200, """
            {"id":"h2","status":"released","operation":"image.generate","quantity":"1","amount":{"eur":"4"},"held":{"eur":"0"},"captured_quantity":"0",
             "captured":{"eur":"1"},"key":null,"placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:10:31Z","closed_at":"2024-10-30T13:09:40Z","seq":7}
            """);
    }

    [Fact]
    public async Task A_lifetime_that_ended_reads_the_same_whether_it_is_written_down_or_not()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", Body);
        await node.MustAsync("POST", "/clock", new { advance_seconds = 600 });
        const string Lapsed = """
            {"id":"h1","status":"lapsed","operation":"image.generate","quantity":"1","amount":{"eur":"4"},"held":{"eur":"0"},"captured_quantity":"0",
             "captured":{"eur":"0"},"key":null,"placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:10:31Z","closed_at":"2024-10-30T13:10:31Z","seq":3}
            """;
        (await node.CallAsync("GET", account + "/holds/h1")).Is(200, Lapsed);
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"}}""");
        (await node.CallAsync("GET", account + "/holds/h1")).Is(200, Lapsed.Replace("\"seq\":3", "\"seq\":4"));
    }

    [Fact]
    public async Task A_hold_of_another_account_is_unknown()
    {
        await using var node = await TestNode.StartAsync();
        var mine = await node.FundedAsync();
        var other = await node.FundedAsync();
        await node.MustAsync("PUT", other + "/holds/h1", Body);
        (await node.CallAsync("GET", mine + "/holds/h1")).Refuses(404, "hold_unknown");
        (await node.CallAsync("GET", "/accounts/018f0000-0000-7000-8000-000000000009/holds/h1")).Refuses(404, "account_unknown");
    }
}
