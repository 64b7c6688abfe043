using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.HeyGen;

/// <summary><c>GET /v3/api_keys/self</c>: the key that asks.</summary>
public sealed class KeyBodyTests
{
    [Theory]
    [InlineData("key.full")]
    [InlineData("key.read-only", "account:read", "user_read")]
    [InlineData("key.custom", "account:read", "work")]
    [InlineData("key.without-account-read", "work")]
    public async Task A_key_of_each_scope_mode(string name, params string[] scopes)
    {
        await using var node = await TestNode.StartAsync();
        var reply = await (await Customer.OpenAsync(node, scopes: scopes)).HeyGenAsync("/v3/api_keys/self");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Golden.Check(name, reply.Text);
    }

    [Fact]
    public async Task A_key_that_expires_says_when()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var expiring = await customer.WithKeyAsync(expiresAt: Instant.FromUnixSeconds(1_730_293_771 + 90));
        node.SetClock("2024-10-30T13:09:41Z");
        Golden.Check("key.expiring", (await expiring.HeyGenAsync("/heygen/v3/api_keys/self")).Text);
    }
}
