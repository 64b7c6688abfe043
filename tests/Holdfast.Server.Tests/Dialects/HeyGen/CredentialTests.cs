using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.HeyGen;

/// <summary>Who is let in, and what everybody else is told, byte for byte.</summary>
public sealed class CredentialTests
{
    private static readonly string[] Paths = ["/v3/users/me", "/v3/user/me", "/v3/api_keys/self"];

    [Fact]
    public async Task No_credential_or_one_that_is_no_key()
    {
        await using var node = await TestNode.StartAsync();
        var secret = (await Customer.OpenAsync(node)).Secret.Text;
        foreach (var path in Paths)
        {
            Refused("error.missing", 401, await node.SendAsync("GET", path));
            Refused("error.unauthorized", 401, await node.SendAsync("GET", path, headers: ("Authorization", "Bearer some.oauth.token")));
            Refused("error.unauthorized", 401, await node.SendAsync("GET", path, headers: ("Authorization", "Bearer " + secret)));
            Refused("error.unauthorized", 401, await node.SendAsync("GET", path, headers: ("X-Api-Key", secret[..^1])));
        }
    }

    [Fact]
    public async Task A_key_wins_over_a_token_and_extra_headers_do_no_harm()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var reply = await customer.HeyGenAsync(headers: [("Authorization", "Bearer x"), ("x-heygen-client-source", "cli"), ("User-Agent", "heygen-cli/1")]);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(HttpStatusCode.OK, (await node.SendAsync("GET", "/v3/users/me", headers: ("x-API-key", customer.Secret.Text))).Status);
    }

    [Fact]
    public async Task An_unknown_a_revoked_and_an_expired_key_and_a_closed_account()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var revoked = await customer.WithKeyAsync();
        var expiring = await customer.WithKeyAsync(expiresAt: Instant.FromUnixSeconds(1_730_293_772));
        await customer.DoAsync(new RevokeKey { Key = "k3" });
        node.SetClock("2024-10-30T13:09:32Z");
        foreach (var path in Paths)
            foreach (var asks in new[] { customer.WithUnknownKey(), revoked, expiring }) Refused("error.unauthorized", 401, await asks.HeyGenAsync(path));
        await customer.DoAsync(new CloseAccount());
        Refused("error.unauthorized", 401, await customer.HeyGenAsync());
    }

    [Fact]
    public async Task A_key_without_the_scope_is_told_its_name()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, scopes: ["work"]);
        Refused("error.insufficient_api_key_scope", 403, await customer.HeyGenAsync());
    }

    [Fact]
    public async Task A_suspended_account_is_forbidden()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(new ChangeAccount { Suspended = true });
        foreach (var path in Paths) Refused("error.forbidden", 403, await customer.HeyGenAsync(path));
    }

    /// <summary>Guarantees that a rotated key works beside the new one for the overlap, and not a moment longer.</summary>
    [Fact]
    public async Task A_rotated_key_lives_for_the_overlap()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(new RotateKey { Key = "k2", Overlap = TimeSpan.FromSeconds(60), SecretHash = new('e', 64), Preview = "hf_new...wxyz" });
        node.SetClock("2024-10-30T13:10:30Z");
        Assert.Equal(HttpStatusCode.OK, (await customer.HeyGenAsync()).Status);
        node.SetClock("2024-10-30T13:10:31Z");
        Refused("error.unauthorized", 401, await customer.HeyGenAsync());
    }

    private static void Refused(string name, int status, Reply reply)
    {
        Assert.Equal(status, (int)reply.Status);
        Errors.Check(name, reply);
    }
}
