namespace Holdfast.Server.Tests.Api;

public sealed class RotateKeyTests
{
    [Fact]
    public async Task Both_keys_live_for_the_overlap_and_no_limit_changes()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var old = await node.MustAsync("POST", account + "/keys", """{"name":"a","scopes":["work"],"budget":{"asset":"eur","amount":"2","per":"total"}}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1.5"},"key":"k3"}""");
        var first = await node.CallAsync("POST", account + "/keys/k3/rotate", """{"overlap_seconds":60}""", "one");
        var secret = first.With(201).Text("secret")!;
        var shown = $$$"""
            {"id":"k5","name":"a","preview":"{{{secret[..6]}}}...{{{secret[^4..]}}}","scopes":["work"],"status":"active","expires_at":null,"revoked_at":null,
             "budget":{"asset":"eur","amount":"2","per":"total"},"created_at":"2024-10-30T13:09:31Z","updated_at":"2024-10-30T13:09:31Z",
             "replaces":{"id":"k3","expires_at":"2024-10-30T13:10:31Z"}}
            """;
        (await node.CallAsync("POST", account + "/keys/k3/rotate", """{"overlap_seconds":60}""", "one")).Is(201, shown);
        Assert.NotEqual(old.Text("secret"), secret);

        (await node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"},"key":"k5"}""")).Lacks(402, "key_budget_reached", "key:k5", "0.5", "0.5");
        (await node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"0.1"},"key":"k3"}""")).With(201);
        await node.MustAsync("POST", "/clock", new { advance_seconds = 60 });
        (await node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"0.1"},"key":"k3"}""")).Refuses(403, "key_expired");
        (await node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"0.1"},"key":"k5"}""")).With(201);
    }

    [Theory]
    [InlineData("k2", "{}", 400, "field_invalid", "overlap_seconds")]
    [InlineData("k2", """{"overlap_seconds":"60"}""", 400, "field_invalid", "overlap_seconds")]
    [InlineData("k2", """{"overlap_seconds":0.5}""", 400, "field_invalid", "overlap_seconds")]
    [InlineData("k2", """{"overlap_seconds":99999999999}""", 400, "field_invalid", "overlap_seconds")]
    [InlineData("k2", """{"overlap_seconds":-1}""", 422, "lifetime_out_of_range", null)]
    [InlineData("k2", """{"overlap_seconds":2592001}""", 422, "lifetime_out_of_range", null)]
    [InlineData("k9", """{"overlap_seconds":0}""", 404, "key_unknown", null)]
    [InlineData("k3", """{"overlap_seconds":0}""", 403, "key_revoked", null)]
    public async Task What_cannot_be_is_refused(string key, string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        await node.MustAsync("POST", account + "/keys", """{"name":"a"}""");
        await node.MustAsync("POST", account + "/keys", """{"name":"b"}""");
        await node.MustAsync("DELETE", account + "/keys/k3");
        (await node.CallAsync("POST", $"{account}/keys/{key}/rotate", body)).Refuses(status, code, field);
        Assert.Equal(4, await node.SeqAsync(account));
    }
}
