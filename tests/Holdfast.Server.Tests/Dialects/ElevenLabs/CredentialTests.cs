using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>Who is let in, and what everybody else is told, byte for byte.</summary>
public sealed class CredentialTests
{
    private static readonly string[] Paths = ["/v1/user", "/v1/user/subscription", "/v1/usage/character-stats?start_unix=0&end_unix=1"];

    [Fact]
    public async Task No_credential()
    {
        await using var node = await TestNode.StartAsync();
        foreach (var path in Paths)
        {
            Check("error.missing_api_key", await node.SendAsync("GET", path));
            Check("error.missing_api_key", await node.SendAsync("GET", path, headers: ("xi-api-key", "")));
        }
    }

    [Fact]
    public async Task An_unknown_a_revoked_and_an_expired_key()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var revoked = await customer.WithKeyAsync();
        var expiring = await customer.WithKeyAsync(expiresAt: Instant.From(DateTimeOffset.Parse("2024-10-30T13:09:32Z", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(HttpStatusCode.OK, (await revoked.ElevenAsync("/v1/user")).Status);
        Assert.Equal(HttpStatusCode.OK, (await expiring.ElevenAsync("/v1/user")).Status);
        await customer.DoAsync(new RevokeKey { Key = "k3" });
        node.SetClock("2024-10-30T13:09:32Z");
        foreach (var path in Paths)
            foreach (var asks in new[] { customer.WithUnknownKey(), revoked, expiring })
                Check("error.invalid_api_key", await asks.ElevenAsync(path));
        Check("error.invalid_api_key", await node.SendAsync("GET", "/v1/user", headers: ("xi-api-key", new string('k', 9_000))));
        Check("error.invalid_api_key", await node.SendAsync("GET", "/v1/user", headers: [("xi-api-key", customer.Secret.Text), ("xi-api-key", "another")]));
        Assert.Equal(HttpStatusCode.OK, (await customer.ElevenAsync("/v1/user")).Status);
    }

    [Fact]
    public async Task A_key_that_may_not_read()
    {
        await using var node = await TestNode.StartAsync();
        var writer = await Customer.OpenAsync(node, scopes: ["text_to_speech"]);
        foreach (var path in Paths) Check("error.missing_permissions", await writer.ElevenAsync(path));
        var reader = await writer.WithKeyAsync(["text_to_speech", "user_read"]);
        Assert.Equal(HttpStatusCode.OK, (await reader.ElevenAsync("/v1/user")).Status);
    }

    [Fact]
    public async Task A_key_sent_as_a_bearer_is_told_where_it_belongs()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        foreach (var path in Paths)
            foreach (var header in new[] { "Bearer " + customer.Secret.Text, "bearer " + customer.Secret.Text, "Basic dXNlcjpwYXNz", "Bearer", "Bearer  " })
                Check("error.invalid_authorization_header", await node.SendAsync("GET", path, headers: ("Authorization", header)));
    }

    [Fact]
    public async Task A_token_has_no_issuer_yet()
    {
        await using var node = await TestNode.StartAsync();
        Check("error.invalid_api_key", await node.SendAsync("GET", "/v1/user", headers: ("Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln")));
    }

    [Fact]
    public async Task A_key_wins_over_a_token()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        Assert.Equal(HttpStatusCode.OK, (await customer.ElevenAsync("/v1/user", headers: ("Authorization", "Bearer " + customer.Secret.Text))).Status);
    }

    [Fact]
    public async Task A_suspended_and_a_closed_account()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(new ChangeAccount { Suspended = true });
        foreach (var path in Paths) Check("error.account_suspended", await customer.ElevenAsync(path));
        await customer.DoAsync(new ChangeAccount { Suspended = false });
        Assert.Equal(HttpStatusCode.OK, (await customer.ElevenAsync("/v1/user")).Status);
        await customer.DoAsync(new CloseAccount());
        foreach (var path in Paths) Check("error.invalid_api_key", await customer.ElevenAsync(path));
    }

    [Fact]
    public async Task A_secret_is_never_echoed()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        foreach (var reply in new[]
        {
            await customer.ElevenAsync("/v1/user"), await customer.ElevenAsync("/v1/none"), await customer.WithUnknownKey().ElevenAsync("/v1/user"),
            await node.SendAsync("GET", "/v1/user", headers: ("Authorization", "Bearer " + customer.Secret.Text)),
        })
            Assert.DoesNotContain(customer.Secret.Text[6..^4], reply.Text + string.Join(' ', reply.Headers.Values), StringComparison.Ordinal);
    }

    private static void Check(string name, Reply reply)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
        Errors.Check(name, reply);
    }
}
