namespace Holdfast.Server.Tests.Api;

public sealed class ListKeysTests
{
    [Fact]
    public async Task Keys_show_whether_they_live()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("GET", account + "/keys")).Is(200, """{"keys":[]}""");
        await node.MustAsync("POST", account + "/keys", """{"name":"a"}""");
        await node.MustAsync("POST", account + "/keys", """{"name":"b","expires_at":"2024-10-30T13:10:31Z"}""");
        await node.MustAsync("POST", account + "/keys", """{"name":"c"}""");
        await node.MustAsync("DELETE", account + "/keys/k4");
        await node.MustAsync("POST", "/clock", new { advance_seconds = 60 });
        var keys = (await node.MustAsync("GET", account + "/keys"))["keys"]!.AsArray();
        Assert.Equal(
            [("k2", "a", "active", null), ("k3", "b", "expired", null), ("k4", "c", "revoked", "2024-10-30T13:09:31Z")],
            keys.Select(key => (key!.Text("id"), key!.Text("name"), key!.Text("status"), key!.Text("revoked_at"))));
    }

    [Fact]
    public async Task An_unknown_account_has_none() => await UnknownAsync("/accounts/018f0000-0000-7000-8000-000000000009/keys");

    private static async Task UnknownAsync(string path)
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("GET", path)).Refuses(404, "account_unknown");
    }
}
