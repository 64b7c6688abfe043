namespace Holdfast.Server.Tests.Api;

public sealed class DismissNoticesTests
{
    [Fact]
    public async Task A_notice_is_seen_once()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        await node.MustAsync("POST", account + "/grants", """{"asset":"eur","amount":"1","source":"promo"}""");
        await node.MustAsync("POST", account + "/grants", """{"asset":"eur","amount":"1","source":"trial"}""");
        Assert.Equal("""[{"asset":"eur","grants":2,"since":"2024-10-30T13:09:31Z"}]""", (await node.MustAsync("GET", account)).Text("notices"));
        var seen = (await node.CallAsync("POST", account + "/notices/dismiss", """{"asset":"eur"}""")).With(200);
        Assert.Equal(("[]", "4"), (seen.Text("notices"), seen.Text("seq")));
        Assert.Equal("4", (await node.CallAsync("POST", account + "/notices/dismiss", """{"asset":"eur"}""")).With(200).Text("seq"));
    }

    [Theory]
    [InlineData("{}", 400, "field_invalid", "asset")]
    [InlineData("""{"asset":["eur"]}""", 400, "field_invalid", "asset")]
    [InlineData("""{"asset":"gold"}""", 422, "asset_unknown", null)]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("POST", account + "/notices/dismiss", body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
    }
}
