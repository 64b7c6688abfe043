namespace Holdfast.Server.Tests.Api;

public sealed class MoveClockTests
{
    [Fact]
    public async Task The_clock_stands_still_until_it_is_moved()
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("POST", "/clock", """{"advance_seconds":10}""")).Is(200, """{"now":"2024-10-30T13:09:41Z"}""");
        (await node.CallAsync("POST", "/clock", """{"set":"2024-10-30T14:09:41.25+01:00"}""")).Is(200, """{"now":"2024-10-30T13:09:41.250000Z"}""");
        (await node.CallAsync("POST", "/clock", """{"advance_seconds":0}""")).Is(200, """{"now":"2024-10-30T13:09:41.250000Z"}""");
    }

    [Fact]
    public async Task It_goes_back_only_while_no_account_exists()
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("POST", "/clock", """{"set":"1970-01-01T00:00:00Z"}""")).With(200);
        (await node.CallAsync("POST", "/clock", """{"set":"2024-10-30T13:09:31Z"}""")).With(200);
        var account = await node.OpenedAsync();
        (await node.CallAsync("POST", "/clock", """{"set":"2024-10-30T13:09:30Z"}""")).Refuses(409, "clock_cannot_go_back");
        (await node.CallAsync("POST", "/clock", """{"advance_seconds":-1}""")).Refuses(409, "clock_cannot_go_back");
        (await node.CallAsync("POST", "/clock", """{"set":"2024-10-30T13:09:31Z"}""")).With(200);
        Assert.Equal("2024-10-30T13:09:31Z", (await node.MustAsync("GET", account)).Text("created_at"));
    }

    [Fact]
    public async Task A_retry_moves_it_once()
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("POST", "/clock", """{"advance_seconds":10}""", "one")).Is(200, """{"now":"2024-10-30T13:09:41Z"}""");
        (await node.CallAsync("POST", "/clock", """{"advance_seconds":10}""", "two")).Is(200, """{"now":"2024-10-30T13:09:51Z"}""");
        (await node.CallAsync("POST", "/clock", """{"advance_seconds":10}""", "one")).Is(200, """{"now":"2024-10-30T13:09:41Z"}""");
        (await node.CallAsync("POST", "/clock", """{"advance_seconds":11}""", "one")).Refuses(422, "exists_with_different_request");
        (await node.CallAsync("POST", "/clock", """{"advance_seconds":0}""")).Is(200, """{"now":"2024-10-30T13:09:51Z"}""");
    }

    [Theory]
    [InlineData("{}", "set")]
    [InlineData("""{"set":"2024-10-30T13:09:31Z","advance_seconds":1}""", "set")]
    [InlineData("""{"set":"1969-12-31T23:59:59Z"}""", "set")]
    [InlineData("""{"set":"9001-01-01T00:00:00Z"}""", "set")]
    [InlineData("""{"set":1730293771}""", "set")]
    [InlineData("""{"advance_seconds":"10"}""", "advance_seconds")]
    [InlineData("""{"advance_seconds":1.5}""", "advance_seconds")]
    [InlineData("""{"advance_seconds":315576000001}""", "advance_seconds")]
    [InlineData("""{"advance_seconds":315576000000}""", "advance_seconds")]
    [InlineData("""{"advance_seconds":-9223372036854775808}""", "advance_seconds")]
    public async Task What_cannot_be_is_refused(string body, string field)
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("POST", "/clock", body)).Refuses(400, "field_invalid", field);
    }

    [Fact]
    public async Task The_real_clock_cannot_be_moved()
    {
        await using var node = await TestNode.StartAsync(settings: ("TestClock", "false"));
        (await node.CallAsync("POST", "/clock", """{"advance_seconds":10}""")).Refuses(404, "not_found");
    }
}
