namespace Holdfast.Server.Tests.Api;

public sealed class SetLimitTests
{
    [Fact]
    public async Task Money_is_limited_and_the_account_shows_what_is_left()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        var set = (await node.CallAsync("PUT", account + "/limits/team", """{"asset":"eur","amount":"5","per":"day"}""")).With(200);
        Assert.Equal(
            """{"team":{"asset":"eur","amount":"5","quantity":null,"per":"day","operation":null,"member":null,"key":null,"used":"0","held":"0","left":"5","resets_at":"2024-10-31T00:00:00Z"}}""",
            set.Text("limits"));
        await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1.5"}}""");
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"2"}}""");
        (await node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"2"}}""")).Lacks(402, "budget_reached", "limit:team", "1.5", "1.5");
        (await node.CallAsync("PUT", account + "/holds/h2", """{"operation":"image.generate","amount":{"eur":"2"},"dry_run":true}""")).Lacks(402, "budget_reached", "limit:team", "1.5", "1.5");
        var read = await node.MustAsync("GET", account);
        Assert.Equal(("1.5", "2", "1.5"), (read.Text("limits", "team", "used"), read.Text("limits", "team", "held"), read.Text("limits", "team", "left")));
        var lowered = await node.MustAsync("PUT", account + "/limits/team", """{"asset":"eur","amount":"3","per":"day"}""");
        Assert.Equal(("1.5", "2", "0"), (lowered.Text("limits", "team", "used"), lowered.Text("limits", "team", "held"), lowered.Text("limits", "team", "left")));
        await node.MustAsync("POST", "/clock", """{"set":"2024-10-31T00:00:00Z"}""");
        Assert.Equal("3", (await node.MustAsync("GET", account)).Text("limits", "team", "left"));
    }

    [Fact]
    public async Task Units_are_limited_for_one_key_and_all_its_rotations()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator","time_zone":"Europe/Berlin"}""");
        await node.MustAsync("POST", account + "/keys", """{"name":"k"}""");
        await node.MustAsync("POST", account + "/keys/k2/rotate", """{"overlap_seconds":60}""");
        var set = await node.MustAsync("PUT", account + "/limits/speech", """{"operation":"text_to_speech","quantity":"100","per":"month","key":"k3"}""");
        Assert.Equal(
            """{"asset":null,"amount":null,"quantity":"100","per":"month","operation":"text_to_speech","member":null,"key":"k2","used":"0","held":"0","left":"100","resets_at":"2024-10-31T23:00:00Z"}""",
            set.Text("limits", "speech"));
        var charged = await node.MustAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"60","key":"k2"}""");
        Assert.Equal("""[{"limit":"limit:speech","window":{"start":"2024-09-30T22:00:00Z","end":"2024-10-31T23:00:00Z"}}]""", charged.Text("limits"));
        (await node.CallAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"60","key":"k3"}""")).Lacks(429, "quota_reached", "limit:speech", "40", "40");
        await node.MustAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"60"}""");
    }

    [Fact]
    public async Task A_limit_for_ever_never_resets_and_a_period_ends_with_the_plans()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var set = await node.MustAsync("PUT", account + "/limits/ever", """{"asset":"usd","amount":"5","per":"total"}""");
        Assert.Null(set.Text("limits", "ever", "resets_at"));
        set = await node.MustAsync("PUT", account + "/limits/period", """{"asset":"usd","amount":"5","per":"period"}""");
        Assert.Equal(set.Text("period", "end"), set.Text("limits", "period", "resets_at"));
    }

    [Theory]
    [InlineData("""{"asset":"eur","amount":"5"}""", 400, "field_invalid", "per")]
    [InlineData("""{"asset":"eur","amount":"5","per":"year"}""", 400, "field_invalid", "per")]
    [InlineData("""{"asset":"eur","amount":5,"per":"day"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"per":"day"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"asset":"eur","amount":"5","operation":"image.generate","quantity":"5","per":"day"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"amount":"5","per":"day"}""", 400, "field_invalid", "asset")]
    [InlineData("""{"asset":"eur","quantity":"5","operation":"image.generate","per":"day"}""", 400, "field_invalid", "asset")]
    [InlineData("""{"quantity":"5","per":"day"}""", 400, "field_invalid", "operation")]
    [InlineData("""{"asset":"gold","amount":"5","per":"day"}""", 422, "asset_unknown", null)]
    [InlineData("""{"quantity":"5","operation":"fly","per":"day"}""", 422, "operation_unknown", null)]
    [InlineData("""{"quantity":"1.5","operation":"text_to_speech","per":"day"}""", 422, "quantity_out_of_range", null)]
    [InlineData("""{"asset":"credits","amount":"1.5","per":"day"}""", 422, "amount_too_precise", null)]
    [InlineData("""{"asset":"eur","amount":"-5","per":"day"}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"asset":"eur","amount":"5","per":"day","key":"k9"}""", 404, "key_unknown", null)]
    [InlineData("""{"asset":"eur","amount":"5","per":"day","member":"ann"}""", 404, "member_unknown", null)]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("PUT", account + "/limits/l", body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
    }
}
