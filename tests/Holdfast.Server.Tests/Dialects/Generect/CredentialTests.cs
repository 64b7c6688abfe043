using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>Who is let in, and what the others hear.</summary>
public sealed class CredentialTests
{
    private const string Unknown = "hf_0000000000000000000000000000000000000000000000000";

    [Fact]
    public async Task Every_bad_credential_has_its_sentence()
    {
        await using var customer = await Customer.StartAsync();
        var (half, capitals) = (customer.Key[..20], customer.Key.ToUpperInvariant());
        var transcript = new Transcript(customer.Node, (customer.Key, "KEY"), (half, "HALF"), (capitals, "CAPITALS"));
        await transcript.SendAsync("none", "GET", Customer.Me);
        foreach (var (about, value) in new[]
        {
            ("a raw key", customer.Key), ("another scheme", "Bearer " + customer.Key), ("a scheme that begins alike", "Tokens " + customer.Key),
            ("a scheme in quotes", "\"Token\" " + customer.Key), ("the scheme alone", "Token"), ("the scheme alone, in another case", "tOKEN"),
            ("a space in the key", $"Token {customer.Key} {customer.Key}"), ("an unknown key", "Token " + Unknown), ("half a key", "Token " + half),
            ("a key in another case", "Token " + capitals), ("more than any key", "Token " + new string('x', 300)),
        })
            await transcript.SendAsync(about, "GET", Customer.Me, headers: ("Authorization", value));
        foreach (var path in new[] { Customer.Transactions, Customer.SpentCredits }) await transcript.SendAsync("none", "GET", path);
        foreach (var method in new[] { "PUT", "PATCH", "OPTIONS" }) await transcript.SendAsync("none", method, Customer.Me);
        Golden.CheckText("credentials", transcript.ToString());
    }

    [Theory]
    [InlineData("Token ")]
    [InlineData("token ")]
    [InlineData("TOKEN    ")]
    [InlineData("Token\t")]
    public async Task The_scheme_may_be_in_any_case_and_stand_anywhere_before_the_key(string scheme)
    {
        await using var customer = await Customer.StartAsync();
        Assert.Equal(200, (int)(await customer.Node.SendAsync("GET", Customer.Me, headers: ("Authorization", scheme + customer.Key))).Status);
    }

    [Fact]
    public async Task A_key_in_another_vendors_header_is_no_credential_here()
    {
        await using var customer = await Customer.StartAsync();
        Assert.Equal(401, (int)(await customer.Node.SendAsync("GET", Customer.Me, headers: ("X-Api-Key", customer.Key))).Status);
    }

    [Fact]
    public async Task Keys_that_are_revoked_or_have_expired_and_accounts_that_are_suspended_or_closed_are_refused()
    {
        await using var customer = await Customer.StartAsync();
        var revoked = await customer.KeyAsync();
        var id = (await customer.Node.Engine.ReadAsync(customer.Id, CancellationToken.None))!.State.Keys[^1].Id;
        var expiring = await customer.KeyAsync("2024-10-30T14:00:00Z");
        Assert.Equal(200, (int)(await customer.SendAsync("GET", Customer.Me, key: revoked)).Status);
        Assert.Equal(200, (int)(await customer.SendAsync("GET", Customer.Me, key: expiring)).Status);

        var transcript = new Transcript(customer.Node, (customer.Key, "KEY"), (revoked, "REVOKED"), (expiring, "EXPIRED"));
        Task SendAsync(string about, string key, string method = "GET", string path = Customer.Me) => transcript.SendAsync(about, method, path, headers: ("Authorization", "Token " + key));
        await customer.DoAsync(new RevokeKey { Key = id });
        await SendAsync("a revoked key", revoked);
        await customer.ClockAsync("2024-10-30T14:00:00Z");
        await SendAsync("a key that has expired", expiring);
        await customer.DoAsync(new ChangeAccount { Suspended = true });
        await SendAsync("a suspended account", customer.Key);
        await SendAsync("a suspended account", customer.Key, "PATCH");
        await SendAsync("a suspended account", customer.Key, "GET", Customer.Transactions);
        await customer.DoAsync(new ChangeAccount { Suspended = false });
        Assert.Equal(200, (int)(await customer.SendAsync("GET", Customer.Me)).Status);
        await customer.DoAsync(new CloseAccount());
        await SendAsync("a closed account", customer.Key);
        Golden.CheckText("credentials-that-were", transcript.ToString());
    }

    [Theory]
    [InlineData("account:read", true, false)]
    [InlineData("user_read", true, false)]
    [InlineData("account:write", false, true)]
    [InlineData("account:read account:write", true, true)]
    [InlineData("work", false, false)]
    public async Task A_restricted_key_does_what_its_scopes_allow(string scopes, bool reads, bool writes)
    {
        await using var customer = await Customer.StartAsync();
        var key = await customer.KeyAsync(null, scopes.Split(' '));
        foreach (var (method, path) in new[] { ("GET", Customer.Me), ("HEAD", Customer.Me), ("OPTIONS", Customer.Me), ("GET", Customer.Transactions), ("GET", Customer.SpentCredits) })
            Assert.Equal(reads ? 200 : 403, (int)(await customer.SendAsync(method, path, key: key)).Status);
        foreach (var method in new[] { "PUT", "PATCH" })
            Assert.Equal(writes ? 200 : 403, (int)(await customer.SendAsync(method, Customer.Me, """{"full_name":"Ada"}""", key: key)).Status);
        var deletion = await customer.SendAsync("DELETE", Customer.Me, """{"current_password":"secret"}""", key: key);
        Assert.Equal(writes ? 400 : 403, (int)deletion.Status);
        if (!writes) Assert.Equal("""{"status":"error","status_code":403,"detail":"You do not have permission to perform this action."}""", deletion.Text);
    }

    [Fact]
    public async Task Who_asks_too_often_hears_when_to_come_back()
    {
        await using var customer = await Customer.StartAsync(settings: ("RateLimit:PerKey", "2"));
        Reply reply;
        var passed = 0;
        while ((int)(reply = await customer.SendAsync("GET", Customer.Me)).Status == 200) passed++;
        Assert.Equal("""{"status":"error","status_code":429,"detail":"Request was throttled."}""", reply.Text);
        Assert.InRange(int.Parse(reply.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal(2, passed);
    }
}
