using System.Net;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>A client with a fixed path only needs another base URL.</summary>
public sealed class PathTests
{
    [Theory]
    [InlineData("/v1/user")]
    [InlineData("/v1/user/subscription")]
    [InlineData("/v1/usage/character-stats?start_unix=1730246400000&end_unix=1730332800000&aggregation_interval=hour")]
    public async Task The_root_and_the_prefix_answer_with_the_same_bytes(string path)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.SpeakAsync(42);
        var (root, prefix) = (await customer.ElevenAsync(path), await customer.ElevenAsync("/elevenlabs" + path));
        Assert.Equal(HttpStatusCode.OK, prefix.Status);
        Assert.Equal(root.Text, prefix.Text);
        Assert.Equal(root.Headers["ETag"], prefix.Headers["ETag"]);
        Assert.Equal(root.Text, (await customer.ElevenAsync(path)).Text);
    }

    [Fact]
    public async Task Every_answer_names_its_request()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var ids = new HashSet<string>();
        foreach (var path in new[] { "/v1/user", "/v1/user", "/v1/user/subscription", "/v1/usage/character-stats?start_unix=0&end_unix=1", "/v1/usage/character-stats", "/v1/none" })
        {
            var reply = await customer.ElevenAsync(path);
            Assert.Matches("^[0-9a-f]{32}$", reply.Headers["x-trace-id"]);
            Assert.Equal(reply.Headers["x-trace-id"], reply.Headers["x-request-id"]);
            Assert.True(ids.Add(reply.Headers["x-trace-id"]));
        }
    }

    [Fact]
    public async Task The_paths_of_the_other_vendors_stay_theirs()
    {
        await using var node = await TestNode.StartAsync();
        Assert.NotNull((await node.SendAsync("GET", "/v1/account/none")).Json["error"]);
        Assert.NotNull((await node.SendAsync("GET", "/v3/none")).Json["error"]!["doc_url"]);
        Assert.NotNull((await node.SendAsync("GET", "/v2/none")).Json["code"]);
    }
}
