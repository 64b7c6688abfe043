namespace Holdfast.Server.Tests.Api;

public sealed class AuthorizeTests
{
    private const string Image = "\"operation\":\"image.generate\",\"amount\":{\"eur\":\"4\"}";

    /// <summary>Guarantees that a yes has set the money aside, and that asking again asks for nothing more.</summary>
    [Fact]
    public async Task A_secret_gets_a_hold_and_a_repeat_gets_the_same()
    {
        await using var node = await TestNode.StartAsync();
        var (account, secret) = await FundedAsync(node);
        var first = await AskAsync(node, secret, Image, "job-1");
        first.Is(200, $$"""
            {"allowed":true,"account":"{{account["/accounts/".Length..]}}","key":"k2","hold":{"id":"job-1","status":"open","operation":"image.generate","quantity":"1","amount":{"eur":"4"},
             "held":{"eur":"4"},"captured_quantity":"0","captured":{"eur":"0"},"key":"k2","placed_at":"2024-10-30T13:09:31Z","expires_at":"2024-10-30T13:24:31Z","closed_at":null,"seq":4} }
            """);
        Assert.Equal(first.Text, (await AskAsync(node, secret, Image, "job-1")).Text);
        Assert.Equal(("6", "4"), await node.BalanceAsync(account, "eur"));
        (await AskAsync(node, secret, Image.Replace('4', '5'), "job-1")).Refuses(422, "exists_with_different_request");

        await node.MustAsync("POST", account + "/holds/job-1/capture", """{"amount":{"eur":"3"}}""");
        await node.MustAsync("DELETE", account + "/keys/k2");
        Assert.Equal(first.Text, (await AskAsync(node, secret, Image, "job-1")).Text);
        (await AskAsync(node, secret, Image, "job-2")).Refuses(403, "key_revoked");
        Assert.Equal(("7", "0"), await node.BalanceAsync(account, "eur"));
    }

    [Fact]
    public async Task The_hold_is_named_by_the_caller_or_by_itself()
    {
        await using var node = await TestNode.StartAsync();
        var (account, secret) = await FundedAsync(node);
        var named = await AskAsync(node, secret, Image + ",\"hold\":\"mine\",\"ttl_seconds\":60", "ignored");
        Assert.Equal(("mine", "2024-10-30T13:10:31Z"), (named.With(200).Text("hold", "id"), named.Json.Text("hold", "expires_at")));
        var made = (await AskAsync(node, secret, Image, null)).With(200).Text("hold", "id");
        Assert.True(Guid.TryParse(made, out _));
        Assert.Equal("open", (await node.MustAsync("GET", $"{account}/holds/{made}")).Text("status"));
        (await AskAsync(node, secret, Image + ",\"hold\":\"a/b\"", null)).Refuses(400, "field_invalid", "hold");
        (await AskAsync(node, secret, Image, "a/b")).Refuses(400, "field_invalid", "Idempotency-Key");
    }

    [Fact]
    public async Task What_costs_nothing_is_held_too()
    {
        await using var node = await TestNode.StartAsync();
        var (account, secret) = await node.OpenAsync(new { plan = "creator" });
        var hold = (await AskAsync(node, secret, "\"operation\":\"text_to_speech\",\"quantity\":\"5\"", "t1")).With(200);
        Assert.Equal(("true", null, "5"), (hold.Text("allowed"), hold.Text("hold", "amount"), hold.Text("hold", "quantity")));
        Assert.Equal("5", (await node.MustAsync("GET", "/accounts/" + account)).Text("meters", "characters", "held"));
    }

    /// <summary>Guarantees that a no says what binds and how much would pass, and sets nothing aside.</summary>
    [Fact]
    public async Task A_refusal_says_why_and_how_much_would_pass()
    {
        await using var node = await TestNode.StartAsync();
        var (account, secret) = await FundedAsync(node);
        (await AskAsync(node, secret, Image.Replace("4", "12", StringComparison.Ordinal), "a")).Lacks(402, "funds_insufficient", "funds:eur", "10", "10");
        (await AskAsync(node, secret, "\"operation\":\"text_to_speech\",\"quantity\":\"1000000\"", "b")).Refuses(429, "meter_exhausted");
        (await AskAsync(node, secret, "\"operation\":\"gold.digging\",\"quantity\":\"1\"", "c")).Refuses(422, "operation_unknown");
        (await AskAsync(node, secret, "\"operation\":\"image.generate\"", "d")).Refuses(422, "amount_required");
        await node.MustAsync("PATCH", account, """{"suspended":true}""");
        (await AskAsync(node, secret, Image, "e")).Refuses(409, "account_suspended");
        Assert.Equal(4, await node.SeqAsync(account));
    }

    [Fact]
    public async Task A_key_allows_what_it_may_as_long_as_it_lives()
    {
        await using var node = await TestNode.StartAsync();
        var (_, reader) = await node.OpenAsync(new { name = "Ann" }, new { name = "k", scopes = new[] { "account:read" } });
        (await AskAsync(node, reader, Image, "a")).Refuses(403, "scope_missing");
        var (_, budgeted) = await FundedAsync(node, new { name = "k", budget = new { asset = "eur", amount = "3", per = "day" } });
        (await AskAsync(node, budgeted, Image, "a")).Lacks(402, "key_budget_reached", "key:k2", "3", "3");
        var (_, expiring) = await FundedAsync(node, new { name = "k", expires_at = "2024-10-30T14:00:00Z" });
        (await AskAsync(node, expiring, Image, "a")).With(200);
        await node.MustAsync("POST", "/clock", """{"set":"2024-10-30T14:00:00Z"}""");
        (await AskAsync(node, expiring, Image, "b")).Refuses(403, "key_expired");
        await node.MustAsync("POST", "/clock", """{"set":"2024-12-30T14:00:00Z"}""");
    }

    /// <summary>Guarantees that a secret which is nobody's is told as such, and never repeated to anybody.</summary>
    [Theory]
    [InlineData("hf_")]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("hf_0000000000000000000000000000000000000000000AAAAAA")]
    [InlineData("typo")]
    public async Task A_secret_that_is_nobodys_is_unknown(string secret)
    {
        await using var node = await TestNode.StartAsync();
        var (_, real) = await FundedAsync(node);
        if (secret == "typo") secret = real[..10] + (real[10] == 'x' ? 'y' : 'x') + real[11..];
        var refused = await AskAsync(node, secret, Image, "a");
        refused.Refuses(404, "key_unknown", "secret");
        if (secret.Length > 3) Assert.DoesNotContain(secret, refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "secret")]
    [InlineData("""{"secret":"SECRET"}""", "operation")]
    [InlineData("""{"secret":7,"operation":"x"}""", "secret")]
    [InlineData("""{"secret":"SECRET","operation":"x","quantity":5}""", "quantity")]
    [InlineData("""{"secret":"SECRET","operation":"x","account":"y"}""", "account")]
    public async Task What_cannot_be_read_is_refused_and_not_repeated(string body, string field)
    {
        await using var node = await TestNode.StartAsync();
        var (_, secret) = await FundedAsync(node);
        var refused = await node.CallAsync("POST", "/authorize", body.Replace("SECRET", secret, StringComparison.Ordinal));
        refused.Refuses(400, "field_invalid", field);
        Assert.DoesNotContain(secret, refused.Text, StringComparison.Ordinal);
    }

    /// <summary>Guarantees that many who ask at once with one secret share what is there, to the last unit and not beyond.</summary>
    [Fact]
    public async Task Racing_callers_share_what_is_there()
    {
        await using var node = await TestNode.StartAsync();
        var (account, secret) = await FundedAsync(node);
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(caller => AskAsync(node, secret, Image.Replace("4", "0.5", StringComparison.Ordinal), $"c{caller}")));
        Assert.Equal((20, 20), (replies.Count(reply => (int)reply.Status == 200), replies.Count(reply => (int)reply.Status == 402)));
        Assert.Equal(("0", "10"), await node.BalanceAsync(account, "eur"));
    }

    private static async Task<(string Account, string Secret)> FundedAsync(TestNode node, object? key = null)
    {
        var (account, secret) = await node.OpenAsync(new { name = "Ann" }, key);
        await node.MustAsync("POST", $"/accounts/{account}/grants", """{"asset":"eur","amount":"10","source":"purchase"}""");
        return ("/accounts/" + account, secret);
    }

    private static Task<Reply> AskAsync(TestNode node, string secret, string rest, string? key) =>
        node.CallAsync("POST", "/authorize", $"{{\"secret\":\"{secret}\",{rest}}}", key);
}
