namespace Holdfast.Server.Tests.Api;

public sealed class SetMemberTests
{
    [Fact]
    public async Task A_member_is_shown_with_what_is_known_of_him()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var set = (await node.CallAsync("PUT", account + "/members/ann", """{"role":"lite_member","name":"Ann","email":"ann@example.com"}""")).With(200);
        Assert.Equal("""{"ann":{"role":"lite_member","name":"Ann","email":"ann@example.com","joined_at":"2024-10-30T13:09:31Z"}}""", set.Text("members"));
        await node.MustAsync("POST", "/clock", """{"advance_seconds":60}""");
        set = await node.MustAsync("PUT", account + "/members/ann", """{"role":"admin"}""");
        Assert.Equal("""{"ann":{"role":"admin","name":null,"email":null,"joined_at":"2024-10-30T13:09:31Z"}}""", set.Text("members"));
    }

    [Fact]
    public async Task His_work_is_told_as_his()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/members/ann", """{"role":"member"}""");
        await node.MustAsync("PUT", account + "/members/bob", """{"role":"member"}""");
        Assert.Equal("ann", (await node.MustAsync("POST", account + "/keys", """{"name":"k","member":"ann"}""")).Text("member"));
        Assert.Equal("ann", (await node.MustAsync("POST", account + "/keys/k5/rotate", """{"overlap_seconds":60}""")).Text("member"));
        const string Work = "\"operation\":\"image.generate\",\"amount\":{\"eur\":\"1\"}";
        Assert.Equal("ann", (await node.MustAsync("PUT", account + "/holds/h1", "{" + Work + ",\"key\":\"k6\"}")).Text("member"));
        Assert.Equal("ann", (await node.MustAsync("GET", account + "/holds/h1")).Text("member"));
        Assert.Equal("ann", (await node.MustAsync("POST", account + "/holds/h1/capture")).Text("member"));
        Assert.Equal("bob", (await node.MustAsync("POST", account + "/charges", "{" + Work + ",\"member\":\"bob\"}")).Text("member"));
        Assert.Equal("absent", (await node.MustAsync("POST", account + "/charges", "{" + Work + "}")).Text("member"));
        (await node.CallAsync("POST", account + "/charges", "{" + Work + ",\"key\":\"k5\",\"member\":\"bob\"}")).Refuses(403, "key_of_another_member");
        (await node.CallAsync("PUT", account + "/holds/h2", "{" + Work + ",\"member\":\"cyd\"}")).Refuses(404, "member_unknown");
        await node.MustAsync("PUT", account + "/limits/ann", """{"asset":"eur","amount":"2","per":"month","member":"ann"}""");
        (await node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"2.5"},"key":"k5"}""")).Lacks(402, "budget_reached", "limit:ann", "2", "2");
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"2.5"},"member":"bob"}""");
    }

    [Theory]
    [InlineData("{}", 400, "field_invalid", "role")]
    [InlineData("""{"role":"owner"}""", 400, "field_invalid", "role")]
    [InlineData("""{"role":"admin","name":7}""", 400, "field_invalid", "name")]
    [InlineData("""{"role":"admin","phone":"7"}""", 400, "field_invalid", "phone")]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("PUT", account + "/members/ann", body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
    }
}
