using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>The vendor's own JavaScript client, which throws on a missing or wrongly typed field, reads accounts in many states.</summary>
public sealed class OfficialClientTests
{
    [Theory]
    [InlineData("""{"first_name":"Ann","billing":"subscription","plan":"creator"}""")]
    [InlineData("""{"billing":"wallet"}""")]
    [InlineData("""{"plan":"free"}""")]
    [InlineData("""{"plan":"enterprise","time_zone":"Asia/Kathmandu"}""")]
    [InlineData("""{"plan":"trial","attributes":{"is_onboarding_completed":true,"referral_link_code":"abc"}}""")]
    public async Task The_official_client_reads_user_subscription_and_usage(string account)
    {
        await using var node = await TestNode.StartAsync();
        var (id, secret) = await node.OpenAsync(JsonNode.Parse(account)!);
        await node.MustAsync("POST", $"/accounts/{id}/charges", new { operation = "text_to_speech", quantity = "1200" });

        var read = await RunAsync(node, secret);

        Assert.Null(read["error"]);
        Assert.Equal(id, (string)read["user"]!["userId"]!);
        Assert.Equal(1200, (int)read["user"]!["subscription"]!["characterCount"]!);
        Assert.Equal(1200, (int)read["subscription"]!["characterCount"]!);
        Assert.Equal(1200, read["usage"]!["usage"]!["All"]!.AsArray().Sum(used => (int)used!));
    }

    [Fact]
    public async Task The_official_client_understands_our_refusal()
    {
        await using var node = await TestNode.StartAsync();

        var read = await RunAsync(node, "hf_nobody");

        Assert.Equal(401, (int)read["status"]!);
        Assert.Equal("invalid_api_key", (string)read["body"]!["detail"]!["code"]!);
    }

    private static async Task<JsonNode> RunAsync(TestNode node, string secret)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, WorkingDirectory = Checkout.Folder("conformance") };
        foreach (var argument in (string[])["elevenlabs.mjs", node.Http.BaseAddress!.ToString().TrimEnd('/'), secret]) start.ArgumentList.Add(argument);
        using var client = Process.Start(start)!;
        var output = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return JsonNode.Parse(output)!;
    }
}
