using System.Text.Json.Nodes;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Tests.Api;

public sealed class CreateKeyTests
{
    [Fact]
    public async Task The_secret_is_in_the_first_answer_and_nowhere_else()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        const string Body = """{"name":"build","scopes":["account:read","work","work"],"expires_at":"2025-01-01T00:00:00Z","budget":{"asset":"eur","amount":"5","per":"day"}}""";
        var first = await node.CallAsync("POST", account + "/keys", Body, "one");
        var secret = first.With(201).Text("secret")!;
        Assert.True(Secret.IsWellFormed(secret));
        var shown = $$"""
            {"id":"k2","name":"build","preview":"{{secret[..6]}}...{{secret[^4..]}}","scopes":["account:read","work"],"status":"active",
             "expires_at":"2025-01-01T00:00:00Z","revoked_at":null,"budget":{"asset":"eur","amount":"5","per":"day"},
             "created_at":"2024-10-30T13:09:31Z","updated_at":"2024-10-30T13:09:31Z"}
            """;
        var told = JsonNode.Parse(shown)!;
        told["secret"] = secret;
        first.Is(201, told.ToJsonString());
        (await node.CallAsync("POST", account + "/keys", Body, "one")).Is(201, shown);

        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)));
        foreach (var path in new[] { account, account + "/keys", account + "/entries" })
        {
            var text = (await node.CallAsync("GET", path)).Text;
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(hash, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_key_lets_its_customer_in()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"username":"jane"}""");
        var secret = (await node.MustAsync("POST", account + "/keys", """{"name":"k"}""")).Text("secret")!;
        var read = await node.SendAsync("GET", "/v3/users/me", headers: [("X-Api-Key", secret)]);
        Assert.Equal("jane", read.With(200).Text("data", "username"));
    }

    [Fact]
    public async Task A_budget_binds_the_key_and_not_the_account()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("POST", account + "/keys", """{"name":"k","budget":{"asset":"eur","amount":"2.5","per":"day"}}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"},"key":"k3"}""");
        (await node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"2"},"key":"k3"}""")).Lacks(402, "key_budget_reached", "key:k3", "1.5", "1.5");
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"2"}}""");
        Assert.Equal("""{"asset":"eur","amount":"2.5","per":"day","spent":"1","held":"0"}""", (await node.MustAsync("GET", account + "/keys")).Text("keys", "0", "budget"));
        await node.MustAsync("POST", "/clock", """{"set":"2024-10-31T00:00:00Z"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"2"},"key":"k3"}""");
    }

    [Theory]
    [InlineData("{}", 400, "field_invalid", "name")]
    [InlineData("""{"name":""}""", 400, "field_invalid", "name")]
    [InlineData("""{"name":null}""", 400, "field_invalid", "name")]
    [InlineData("""{"name":"k","scopes":"all"}""", 400, "field_invalid", "scopes")]
    [InlineData("""{"name":"k","budget":{"asset":"eur","amount":"1","per":"period"}}""", 400, "field_invalid", "budget.per")]
    [InlineData("""{"name":"k","budget":{"asset":"eur","amount":1,"per":"day"}}""", 400, "field_invalid", "budget.amount")]
    [InlineData("""{"name":"k","budget":{"asset":"eur","per":"day"}}""", 400, "field_invalid", "budget")]
    [InlineData("""{"name":"k","budget":{"asset":"gold","amount":"1","per":"day"}}""", 422, "asset_unknown", null)]
    [InlineData("""{"name":"k","budget":{"asset":"credits","amount":"1.5","per":"day"}}""", 422, "amount_too_precise", null)]
    [InlineData("""{"name":"k","budget":{"asset":"eur","amount":"-1","per":"day"}}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"name":"k","expires_at":"2024-10-30T13:09:31Z"}""", 422, "expiry_out_of_range", null)]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("POST", account + "/keys", body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
    }
}
