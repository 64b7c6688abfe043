using System.Globalization;
using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.Depicta;

/// <summary>Who is let in, and what everybody else is told, byte for byte.</summary>
public sealed class CredentialTests
{
    private static readonly (string Method, string Path)[] Calls = [("GET", "/v1/account/profile"), ("POST", "/v1/account/notifications/dismiss")];

    [Fact]
    public async Task No_credential_or_one_that_is_no_key()
    {
        await using var node = await TestNode.StartAsync();
        var secret = (await Customer.OpenAsync(node)).Secret.Text;
        foreach (var (method, path) in Calls)
        {
            Check("error.auth_invalid", 401, await node.SendAsync(method, path));
            foreach (var header in new[] { "", "Bearer", "Bearer  ", "Basic " + secret, secret, "Bearer " + secret[..^1], "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln" })
                Check("error.auth_invalid", 401, await node.SendAsync(method, path, headers: ("Authorization", header)));
            Check("error.auth_invalid", 401, await node.SendAsync(method, path, headers: ("xi-api-key", secret)));
        }
    }

    [Fact]
    public async Task An_unknown_a_revoked_and_an_expired_key()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var revoked = await customer.WithKeyAsync();
        var expiring = await customer.WithKeyAsync(expiresAt: Instant.From(DateTimeOffset.Parse("2024-10-30T13:09:32Z", CultureInfo.InvariantCulture)));
        foreach (var alive in new[] { customer, revoked, expiring }) Assert.Equal(HttpStatusCode.OK, (await alive.DepictaAsync()).Status);
        await customer.DoAsync(new RevokeKey { Key = "k3" });
        node.SetClock("2024-10-30T13:09:32Z");
        foreach (var (method, path) in Calls)
            foreach (var asks in new[] { customer.WithUnknownKey(), revoked, expiring }) Check("error.auth_invalid", 401, await asks.DepictaAsync(path, method));
        Assert.Equal(HttpStatusCode.OK, (await customer.DepictaAsync()).Status);
    }

    [Fact]
    public async Task The_scheme_is_read_in_either_case()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        Assert.Equal(HttpStatusCode.OK, (await node.SendAsync("GET", "/v1/account/profile", headers: ("Authorization", "bearer  " + customer.Secret.Text))).Status);
    }

    [Theory]
    [InlineData("account:read", 200, 403)]
    [InlineData("user_read", 200, 403)]
    [InlineData("account:write", 403, 204)]
    [InlineData("text_to_speech", 403, 403)]
    public async Task A_restricted_key_may_do_what_its_scopes_say(string scope, int reads, int dismisses)
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, scopes: [scope]);
        var read = await customer.DepictaAsync();
        Assert.Equal(reads, (int)read.Status);
        if (reads == 403) Check("error.auth_scope_missing.read", 403, read);
        var dismissed = await customer.DepictaAsync(Calls[1].Path, "POST");
        Assert.Equal(dismisses, (int)dismissed.Status);
        if (dismisses == 403) Check("error.auth_scope_missing.dismiss", 403, dismissed);
    }

    [Fact]
    public async Task A_suspended_and_a_closed_account()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        await customer.DoAsync(new ChangeAccount { Suspended = true });
        foreach (var (method, path) in Calls) Check("error.account_suspended", 403, await customer.DepictaAsync(path, method));
        await customer.DoAsync(new ChangeAccount { Suspended = false });
        Assert.Equal(HttpStatusCode.OK, (await customer.DepictaAsync()).Status);
        await customer.DoAsync(new CloseAccount());
        foreach (var (method, path) in Calls) Check("error.auth_invalid", 401, await customer.DepictaAsync(path, method));
    }

    /// <summary>Guarantees that a customer whose address is not verified can still see why he cannot work.</summary>
    [Fact]
    public async Task An_address_that_is_not_verified_keeps_the_profile_readable()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, profile: new() { Email = "new@example.com" });
        var reply = await customer.DepictaAsync();
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.False((bool)reply.Json["user"]!["email_verified"]!);
    }

    private static void Check(string name, int status, Reply reply)
    {
        Assert.Equal(status, (int)reply.Status);
        Assert.Equal(status == 401, reply.Headers.ContainsKey("WWW-Authenticate"));
        Errors.Check(name, reply);
    }
}
