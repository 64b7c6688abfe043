namespace Holdfast.Server.Tests.Api;

public sealed class RemoveMemberTests
{
    [Fact]
    public async Task Who_goes_is_locked_out_in_the_same_step()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        await node.MustAsync("PUT", account + "/members/ann", """{"role":"admin"}""");
        await node.MustAsync("PUT", account + "/limits/ann", """{"asset":"usd","amount":"5","per":"day","member":"ann"}""");
        var secret = (await node.MustAsync("POST", account + "/keys", """{"name":"k","member":"ann"}""")).Text("secret")!;
        (await node.SendAsync("GET", "/v3/users/me", headers: [("X-Api-Key", secret)])).With(200);
        var seq = await node.SeqAsync(account);
        var gone = (await node.CallAsync("DELETE", account + "/members/ann")).With(200);
        Assert.Equal(("{}", "{}", seq + 1), (gone.Text("members"), gone.Text("limits"), (long)gone["seq"]!));
        Assert.Equal("revoked", (await node.MustAsync("GET", account + "/keys")).Text("keys", "0", "status"));
        (await node.SendAsync("GET", "/v3/users/me", headers: [("X-Api-Key", secret)])).With(401);
        var entry = (await node.MustAsync("GET", account + "/entries?after=" + seq)).Text("entries", "0", "revoked");
        Assert.Equal("""["k4"]""", entry);
        (await node.CallAsync("DELETE", account + "/members/ann")).Refuses(404, "member_unknown");
    }
}
