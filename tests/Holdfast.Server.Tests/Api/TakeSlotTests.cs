using Holdfast.Server.Tests.Dialects;

namespace Holdfast.Server.Tests.Api;

public sealed class TakeSlotTests
{
    [Fact]
    public async Task A_place_is_taken_once()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var taken = (await node.CallAsync("PUT", account + "/slots/voices/v1", "{}", "one")).With(201);
        Assert.Equal("""{"used":1,"limit":3,"items":[{"id":"v1","hold":null,"taken_at":"2024-10-30T13:09:31Z","expires_at":null}]}""", taken.Text("slots", "voices"));
        Assert.Equal(taken.ToJsonString(), (await node.CallAsync("PUT", account + "/slots/voices/v1", "{}", "one")).With(201).ToJsonString());
        Assert.Equal(taken.ToJsonString(), (await node.CallAsync("PUT", account + "/slots/voices/v1")).With(200).ToJsonString());
        Assert.Equal(2, await node.SeqAsync(account));
    }

    [Fact]
    public async Task A_lease_is_kept_alive_by_taking_the_place_again_and_ends_by_itself()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var taken = (await node.CallAsync("PUT", account + "/slots/voices/v1", """{"ttl_seconds":60}""")).With(201);
        Assert.Equal("""{"used":1,"limit":3,"items":[{"id":"v1","hold":null,"taken_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:10:31Z"}]}""", taken.Text("slots", "voices"));
        await node.MustAsync("POST", "/clock", new { advance_seconds = 30 });
        var renewed = (await node.CallAsync("PUT", account + "/slots/voices/v1", """{"ttl_seconds":60}""", "beat")).With(200);
        Assert.Equal(("2024-10-30T13:11:01Z", "3"), (renewed.Text("slots", "voices", "items", "0", "expires_at"), renewed.Text("seq")));
        Assert.Equal(renewed.ToJsonString(), (await node.CallAsync("PUT", account + "/slots/voices/v1", """{"ttl_seconds":60}""", "beat")).With(200).ToJsonString());
        await node.MustAsync("POST", "/clock", new { set = "2024-10-30T13:11:00Z" });
        Assert.Equal("1", (await node.MustAsync("GET", account)).Text("slots", "voices", "used"));
        await node.MustAsync("POST", "/clock", new { set = "2024-10-30T13:11:01Z" });
        Assert.Equal("""{"used":0,"limit":3,"items":[]}""", (await node.MustAsync("GET", account)).Text("slots", "voices"));
        (await node.CallAsync("PUT", account + "/slots/voices/v1", """{"ttl_seconds":60}""")).With(201);
        var entries = (await node.MustAsync("GET", account + "/entries"))["entries"]!;
        Assert.Equal(
            [("slot_taken", "2024-10-30T13:10:31Z"), ("slot_renewed", "2024-10-30T13:11:01Z"), ("slot_lapsed", "absent"), ("slot_taken", "2024-10-30T13:12:01Z")],
            entries.AsArray().Skip(1).Select(entry => (entry!.Text("kind"), entry!.Text("expires_at"))));
        Assert.Equal("2024-10-30T13:11:01Z", entries.Text("3", "at"));
    }

    [Fact]
    public async Task Without_a_lease_a_place_stays()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        await node.MustAsync("PUT", account + "/slots/voices/v1", """{"ttl_seconds":60}""");
        var stays = (await node.CallAsync("PUT", account + "/slots/voices/v1", "{}")).With(200);
        Assert.Equal((null, "3"), (stays.Text("slots", "voices", "items", "0", "expires_at"), stays.Text("seq")));
        (await node.CallAsync("PUT", account + "/slots/voices/v1", """{"ttl_seconds":null}""")).With(200);
        Assert.Equal(3, await node.SeqAsync(account));
    }

    [Fact]
    public async Task A_slot_may_have_a_lease_of_its_own()
    {
        using var catalogue = new CatalogueFile(("slots: [voices, professional_voices, parallel_searches, requests]",
            "slots: { voices: {}, professional_voices: {}, parallel_searches: { lease_seconds: 900 }, requests: {} }"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        var taken = await node.MustAsync("PUT", account + "/slots/parallel_searches/s1");
        Assert.Equal("2024-10-30T13:24:31Z", taken.Text("slots", "parallel_searches", "items", "0", "expires_at"));
        taken = await node.MustAsync("PUT", account + "/slots/parallel_searches/s2", """{"ttl_seconds":60}""");
        Assert.Equal("2024-10-30T13:10:31Z", taken.Text("slots", "parallel_searches", "items", "1", "expires_at"));
    }

    [Theory]
    [InlineData("""{"ttl_seconds":0}""", 422, "lifetime_out_of_range", null)]
    [InlineData("""{"ttl_seconds":-5}""", 422, "lifetime_out_of_range", null)]
    [InlineData("""{"ttl_seconds":2678401}""", 422, "lifetime_out_of_range", null)]
    [InlineData("""{"ttl_seconds":"60"}""", 400, "field_invalid", "ttl_seconds")]
    [InlineData("""{"ttl_seconds":1.5}""", 400, "field_invalid", "ttl_seconds")]
    public async Task A_lease_is_1_to_2678400_seconds(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("PUT", account + "/slots/voices/v1", body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
        (await node.CallAsync("PUT", account + "/slots/voices/v1", """{"ttl_seconds":2678400}""")).With(201);
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
