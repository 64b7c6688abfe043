namespace Holdfast.Server.Tests.Api;

public sealed class FreeSlotTests
{
    [Fact]
    public async Task A_place_is_freed_once()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        await node.MustAsync("PUT", account + "/slots/voices/v1");
        var freed = (await node.CallAsync("DELETE", account + "/slots/voices/v1")).With(200);
        Assert.Equal(("""{"used":0,"limit":3,"items":[]}""", "3"), (freed.Text("slots", "voices"), freed.Text("seq")));
        Assert.Equal(freed.ToJsonString(), (await node.CallAsync("DELETE", account + "/slots/voices/v1")).With(200).ToJsonString());
        (await node.CallAsync("DELETE", account + "/slots/chairs/c1")).Refuses(422, "slot_unknown");
        Assert.Equal(3, await node.SeqAsync(account));
    }

    [Fact]
    public async Task Another_accounts_thing_stays_where_it_is()
    {
        await using var node = await TestNode.StartAsync();
        var mine = await node.OpenedAsync();
        var other = await node.OpenedAsync();
        await node.MustAsync("PUT", other + "/slots/voices/v1");
        (await node.CallAsync("DELETE", mine + "/slots/voices/v1")).With(200);
        Assert.Equal(("1", "0"), ((await node.MustAsync("GET", other)).Text("slots", "voices", "used"), (await node.MustAsync("GET", mine)).Text("slots", "voices", "used")));
    }
}
