using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>Who has read an account and asks again is told whether anything has changed.</summary>
public sealed class ConditionalReadTests
{
    [Theory]
    [InlineData("/v1/user")]
    [InlineData("/v1/user/subscription")]
    [InlineData("/v1/usage/character-stats?start_unix=1730246400000&end_unix=1730332800000")]
    public async Task Nothing_new_is_304_and_news_are_not(string path)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        var first = await customer.ElevenAsync(path);
        Assert.Equal("no-store, private", first.Headers["Cache-Control"]);
        var again = await customer.ElevenAsync(path, headers: ("If-None-Match", first.Headers["ETag"]));
        Assert.Equal(HttpStatusCode.NotModified, again.Status);
        Assert.Equal("", again.Text);
        Assert.Equal(first.Headers["ETag"], again.Headers["ETag"]);
        Assert.Equal(32, again.Headers["x-request-id"].Length);
        foreach (var other in new[] { "\"else\", W/" + first.Headers["ETag"], "*" })
            Assert.Equal(HttpStatusCode.NotModified, (await customer.ElevenAsync(path, headers: ("If-None-Match", other))).Status);

        await customer.SpeakAsync(1);
        var changed = await customer.ElevenAsync(path, headers: ("If-None-Match", first.Headers["ETag"]));
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.NotEqual(first.Headers["ETag"], changed.Headers["ETag"]);
        Assert.NotEqual(first.Text, changed.Text);
    }

    [Fact]
    public async Task What_time_alone_changes_is_news()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        node.SetClock("2024-11-30T00:00:00Z");
        var first = await customer.ElevenAsync("/v1/user");
        node.SetClock("2024-11-30T13:09:30Z");
        Assert.Equal(HttpStatusCode.NotModified, (await customer.ElevenAsync("/v1/user", headers: ("If-None-Match", first.Headers["ETag"]))).Status);
        node.SetClock("2024-11-30T13:09:31Z");
        Assert.Equal(HttpStatusCode.OK, (await customer.ElevenAsync("/v1/user", headers: ("If-None-Match", first.Headers["ETag"]))).Status);
    }

    /// <summary>A body shows the preview of the key that asks, so what one key has read is news to another.</summary>
    [Fact]
    public async Task Each_key_sees_its_own_preview()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        var other = await customer.WithKeyAsync();
        var first = await customer.ElevenAsync("/v1/user");
        var second = await other.ElevenAsync("/v1/user", headers: ("If-None-Match", first.Headers["ETag"]));
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Equal(customer.Secret.Preview, (string)first.Json["xi_api_key_preview"]!);
        Assert.Equal(other.Secret.Preview, (string)second.Json["xi_api_key_preview"]!);
        Assert.Equal(first.Text, (await customer.ElevenAsync("/v1/user")).Text);
    }

    /// <summary>Characters may count by the day; then each midnight is news, whether any were used or not.</summary>
    [Fact]
    public async Task Daily_characters_start_again_at_midnight_without_an_entry()
    {
        using var catalogue = new CatalogueFile(("characters: { window: period }", "characters: { window: day, zone: utc }"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.SpeakAsync(5);
        var etags = new HashSet<string>();
        foreach (var (now, used, resets) in new[]
        {
            ("2024-10-30T13:09:31Z", 5, 1730332800L), ("2024-10-30T23:59:59Z", 5, 1730332800), ("2024-10-31T00:00:00Z", 0, 1730419200),
            ("2024-10-31T23:59:59Z", 0, 1730419200), ("2024-11-01T00:00:00Z", 0, 1730505600),
        })
        {
            node.SetClock(now);
            var reply = await customer.ElevenAsync("/v1/user");
            var subscription = reply.Json["subscription"]!;
            Assert.Equal(used, (int)subscription["character_count"]!);
            Assert.Equal(resets, (long)subscription["next_character_count_reset_unix"]!);
            Assert.Null(subscription["character_refresh_period"]);
            etags.Add(reply.Headers["ETag"]);
        }

        Assert.Equal(3, etags.Count);
    }
}
