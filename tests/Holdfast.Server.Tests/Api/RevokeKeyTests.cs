namespace Holdfast.Server.Tests.Api;

public sealed class RevokeKeyTests
{
    [Fact]
    public async Task A_revoked_key_is_dead_at_once_and_twice_is_once()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var made = await node.MustAsync("POST", account + "/keys", """{"name":"a"}""");
        await node.MustAsync("POST", "/clock", new { advance_seconds = 5 });
        var revoked = await node.CallAsync("DELETE", account + "/keys/k2");
        revoked.Is(200, $$"""
            {"id":"k2","name":"a","preview":"{{made.Text("preview")}}","scopes":[],"status":"revoked","expires_at":null,"revoked_at":"2024-10-30T13:09:36Z",
             "budget":null,"created_at":"2024-10-30T13:09:31Z","updated_at":"2024-10-30T13:09:36Z"}
            """);
        Assert.Equal(401, (int)(await node.SendAsync("GET", "/v3/users/me", headers: [("X-Api-Key", made.Text("secret")!)])).Status);
        await node.MustAsync("POST", "/clock", new { advance_seconds = 5 });
        Assert.Equal((200, revoked.Text), await AnswerAsync(node, account));
        Assert.Equal(3, await node.SeqAsync(account));
    }

    [Fact]
    public async Task Another_accounts_key_is_unknown()
    {
        await using var node = await TestNode.StartAsync();
        var mine = await node.OpenedAsync();
        var other = await node.OpenedAsync();
        await node.MustAsync("POST", other + "/keys", """{"name":"a"}""");
        (await node.CallAsync("DELETE", mine + "/keys/k2")).Refuses(404, "key_unknown");
        (await node.CallAsync("DELETE", mine + "/keys/" + new string('k', 129))).Refuses(400, "field_invalid", "key");
        Assert.Equal((1, 2), (await node.SeqAsync(mine), await node.SeqAsync(other)));
    }

    private static async Task<(int, string)> AnswerAsync(TestNode node, string account)
    {
        var reply = await node.CallAsync("DELETE", account + "/keys/k2");
        return ((int)reply.Status, reply.Text);
    }
}
