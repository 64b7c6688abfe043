namespace Holdfast.Server.Tests.Api;

public sealed class TakeSlotTests
{
    [Fact]
    public async Task A_place_is_taken_once()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var taken = (await node.CallAsync("PUT", account + "/slots/voices/v1", "{}", "one")).With(201);
        Assert.Equal("""{"used":1,"limit":3,"items":[{"id":"v1","hold":null,"taken_at":"2024-10-30T13:09:31Z"}]}""", taken.Text("slots", "voices"));
        Assert.Equal(taken.ToJsonString(), (await node.CallAsync("PUT", account + "/slots/voices/v1", "{}", "one")).With(201).ToJsonString());
        Assert.Equal(taken.ToJsonString(), (await node.CallAsync("PUT", account + "/slots/voices/v1")).With(200).ToJsonString());
        Assert.Equal(2, await node.SeqAsync(account));
    }

    [Fact]
    public async Task A_full_slot_takes_no_more()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        foreach (var voice in new[] { "v1", "v2", "v3" }) (await node.CallAsync("PUT", account + "/slots/voices/" + voice)).With(201);
        (await node.CallAsync("PUT", account + "/slots/voices/v4")).Lacks(429, "slot_taken", "slot:voices", "0", "0");
        (await node.CallAsync("PUT", account + "/slots/voices/v3")).With(200);
        (await node.CallAsync("PUT", account + "/slots/chairs/c1")).Refuses(422, "slot_unknown");
        (await node.CallAsync("PUT", account + "/slots/voices/v1", """{"x":1}""")).Refuses(400, "field_invalid", "x");
        Assert.Equal(4, await node.SeqAsync(account));
    }
}
