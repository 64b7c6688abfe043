using Holdfast.Server.Tests.Dialects;

namespace Holdfast.Server.Tests.Api;

public sealed class SetPlanTests
{
    [Fact]
    public async Task A_plan_begins_now_with_its_pool()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var changed = (await node.CallAsync("PUT", account + "/plan", """{"plan":"business"}""")).With(200);
        Assert.Equal("""
            {"plan":"business","name":"Business","status":"active","billing_period":"monthly","since":"2024-10-30T13:09:31Z","anchor":"2024-10-30T13:09:31Z","renews_at":"2024-11-30T13:09:31Z","pending":null}
            """.Trim(), changed.Text("plan"));
        Assert.Equal("10000", changed.Text("balances", "credits", "available"));
    }

    [Fact]
    public async Task Anchor_status_and_billing_period_may_be_said()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var changed = await node.MustAsync("PUT", account + "/plan", """{"plan":"pro","status":"past_due","anchor":"2024-10-01T00:00:00Z","billing_period":"quarterly","when":"now"}""");
        Assert.Equal("""
            {"plan":"pro","name":"Pro","status":"past_due","billing_period":"quarterly","since":"2024-10-30T13:09:31Z","anchor":"2024-10-01T00:00:00Z","renews_at":"2025-01-01T00:00:00Z","pending":null}
            """.Trim(), changed.Text("plan"));
        Assert.Equal("""{"start":"2024-10-30T13:09:31Z","end":"2024-11-01T00:00:00Z"}""", changed.Text("period"));
    }

    [Fact]
    public async Task The_same_plan_changes_its_status_alone()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"platform.email","quantity":"5"}""");
        var changed = await node.MustAsync("PUT", account + "/plan", """{"plan":"creator","status":"past_due"}""");
        Assert.Equal(("past_due", "195"), (changed.Text("plan", "status"), changed.Text("balances", "credits", "available")));
    }

    [Fact]
    public async Task A_change_may_wait_for_the_end_of_the_billing_period()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        var waiting = await node.MustAsync("PUT", account + "/plan", """{"plan":"pro","billing_period":"annual","when":"period_end"}""");
        Assert.Equal("""{"plan":"pro","billing_period":"annual","at":"2024-11-30T13:09:31Z"}""", waiting.Text("plan", "pending"));
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-30T13:09:31Z"}""");
        var changed = await node.MustAsync("GET", account);
        Assert.Equal(("pro", "annual", "1000"), (changed.Text("plan", "plan"), changed.Text("plan", "billing_period"), changed.Text("balances", "credits", "available")));
    }

    [Fact]
    public async Task What_is_left_of_a_pool_rolls_over_where_the_plan_says_so()
    {
        using var catalogue = new CatalogueFile(("pools: { credits: 200 }", "pools: { credits: { amount: 200, rollover: { max: 100, expire_after_periods: 1 } } }"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"platform.email","quantity":"50"}""");
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-30T13:09:31Z"}""");
        var turned = await node.MustAsync("GET", account);
        Assert.Equal("""
            [{"id":"g3-credits-rolled","asset":"credits","source":"plan","status":"active","amount":"100","remaining":"100","held":"0","priority":40,"given_at":"2024-11-30T13:09:31Z","starts_at":null,"expires_at":"2024-12-30T13:09:31Z","rolled_over":true},{"id":"g3-credits","asset":"credits","source":"plan","status":"active","amount":"200","remaining":"200","held":"0","priority":50,"given_at":"2024-11-30T13:09:31Z","starts_at":null,"expires_at":"2024-12-30T13:09:31Z","rolled_over":false}]
            """.Trim(), turned.Text("grants"));
        Assert.Equal("""{"available":"300","held":"0","expires_at":null,"consumed":"50","expired":"50","owed":"0","debt":"0"}""", turned.Text("balances", "credits"));

        // Written down by the next command: two pools were given, and not what was rolled over.
        await node.MustAsync("POST", account + "/charges", """{"operation":"platform.email","quantity":"120"}""");
        var books = (await node.MustAsync("GET", "/trial_balance"))["assets"]!["credits"]!;
        Assert.Equal(("-400", "180", "170", "50"), (books.Text("funding"), books.Text("available"), books.Text("consumed"), books.Text("expired")));
        await node.MustAsync("POST", "/clock", """{"set":"2024-12-30T13:09:31Z"}""");
        Assert.Equal("300", (await node.MustAsync("GET", account)).Text("balances", "credits", "available"));
    }

    [Fact]
    public async Task What_is_left_may_go_on_beside_the_new_pool()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"platform.email","quantity":"50"}""");
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-10T00:00:00Z"}""");
        var changed = await node.MustAsync("PUT", account + "/plan", """{"plan":"pro","left":"keep"}""");
        Assert.Equal(
            [("g3-credits-rolled", "150", "2024-11-30T13:09:31Z", "true"), ("g3-credits", "1000", "2024-12-10T00:00:00Z", "false")],
            changed["grants"]!.AsArray().Select(grant => (grant!.Text("id"), grant!.Text("remaining"), grant!.Text("expires_at"), grant!.Text("rolled_over"))));
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-30T13:09:31Z"}""");
        Assert.Equal("1000", (await node.MustAsync("GET", account)).Text("balances", "credits", "available"));
    }

    [Fact]
    public async Task The_period_may_go_on_as_if_it_had_begun_with_the_plan()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"platform.email","quantity":"50"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"90000"}""");
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-10T00:00:00Z"}""");
        var up = await node.MustAsync("PUT", account + "/plan", """{"plan":"pro","period":"keep"}""");
        Assert.Equal("""{"start":"2024-10-30T13:09:31Z","end":"2024-11-30T13:09:31Z"}""", up.Text("period"));
        Assert.Equal(("2024-11-10T00:00:00Z", "2024-10-30T13:09:31Z", "2024-11-30T13:09:31Z"), (up.Text("plan", "since"), up.Text("plan", "anchor"), up.Text("plan", "renews_at")));
        Assert.Equal(("950", "90000", "500000", "1"),
            (up.Text("balances", "credits", "available"), up.Text("meters", "characters", "used"), up.Text("meters", "characters", "limit"), up.Text("totals", "platform.email", "period", "count")));
        var entry = (await node.MustAsync("GET", account + "/entries?after=3"))["entries"]![0]!;
        Assert.Equal(("plan_changed", "true", """{"credits":"50"}"""), (entry.Text("kind"), entry.Text("period_kept"), entry.Text("pools_taken")));

        // Down below what is used: nothing is left and nothing is taken back.
        var down = await node.MustAsync("PUT", account + "/plan", """{"plan":"starter","period":"keep"}""");
        Assert.Equal(("50", "90000", "30000"), (down.Text("balances", "credits", "available"), down.Text("meters", "characters", "used"), down.Text("meters", "characters", "limit")));
        (await node.CallAsync("POST", account + "/charges", """{"operation":"text_to_speech","quantity":"1"}""")).Lacks(429, "meter_exhausted", "meter:characters", "0", "0");
        var free = await node.MustAsync("PUT", account + "/plan", """{"plan":"free","period":"keep"}""");
        Assert.Equal("0", free.Text("balances", "credits", "available"));
        (await node.CallAsync("POST", account + "/charges", """{"operation":"platform.email","quantity":"1"}""")).Lacks(402, "funds_insufficient", "funds:credits", "0", "0");
    }

    [Fact]
    public async Task A_cancellation_may_leave_what_was_paid_for()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        var cancelled = await node.MustAsync("PUT", account + "/plan", """{"plan":null,"left":"keep","period":"keep"}""");
        Assert.Equal((null, "200", "2024-11-30T13:09:31Z"), (cancelled.Text("plan"), cancelled.Text("balances", "credits", "available"), cancelled.Text("period", "end")));
    }

    [Fact]
    public async Task A_change_to_come_can_be_taken_back_and_replaced()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        await node.MustAsync("PUT", account + "/plan", """{"plan":"pro","when":"period_end"}""");
        Assert.Equal("null", (await node.MustAsync("PUT", account + "/plan", """{"plan":"creator","when":"period_end"}""")).Text("plan", "pending") ?? "null");
        await node.MustAsync("PUT", account + "/plan", """{"plan":null,"when":"period_end"}""");
        Assert.Equal("team", (await node.MustAsync("PUT", account + "/plan", """{"plan":"team","when":"period_end"}""")).Text("plan", "pending", "plan"));
        Assert.Null((await node.MustAsync("PUT", account + "/plan", """{"plan":"pro","period":"keep"}""")).Text("plan", "pending"));
        await node.MustAsync("POST", "/clock", """{"set":"2024-11-30T13:09:31Z"}""");
        Assert.Equal("pro", (await node.MustAsync("GET", account)).Text("plan", "plan"));
    }

    [Fact]
    public async Task Null_cancels_now_or_at_the_end()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        Assert.Null((await node.MustAsync("PUT", account + "/plan", """{"plan":null,"when":"period_end"}""")).Text("plan", "pending", "plan"));
        var cancelled = await node.MustAsync("PUT", account + "/plan", """{"plan":null}""");
        Assert.Equal((null, "0"), (cancelled.Text("plan"), cancelled.Text("balances", "credits", "available")));
    }

    [Theory]
    [InlineData("{}", 400, "field_invalid", "plan")]
    [InlineData("""{"plan":7}""", 400, "field_invalid", "plan")]
    [InlineData("""{"plan":"pro","status":"happy"}""", 400, "field_invalid", "status")]
    [InlineData("""{"plan":"pro","billing_period":"daily"}""", 400, "field_invalid", "billing_period")]
    [InlineData("""{"plan":"pro","when":"soon"}""", 400, "field_invalid", "when")]
    [InlineData("""{"plan":"pro","status":"active","when":"period_end"}""", 400, "field_invalid", "status")]
    [InlineData("""{"plan":"pro","anchor":"2024-10-30T00:00:00Z","when":"period_end"}""", 400, "field_invalid", "anchor")]
    [InlineData("""{"plan":null,"status":"active"}""", 400, "field_invalid", "plan")]
    [InlineData("""{"plan":"pro","left":"some"}""", 400, "field_invalid", "left")]
    [InlineData("""{"plan":"pro","period":"half"}""", 400, "field_invalid", "period")]
    [InlineData("""{"plan":"pro","left":"lapse","when":"period_end"}""", 400, "field_invalid", "left")]
    [InlineData("""{"plan":"pro","period":"new","when":"period_end"}""", 400, "field_invalid", "period")]
    [InlineData("""{"plan":"pro","period":"keep","anchor":"2024-10-30T00:00:00Z"}""", 400, "field_invalid", "anchor")]
    [InlineData("""{"plan":"gold"}""", 422, "plan_unknown", null)]
    [InlineData("""{"plan":"pro","when":"period_end"}""", 422, "plan_unknown", null)]
    [InlineData("""{"plan":"pro","anchor":"2024-12-01T00:00:00Z"}""", 422, "instant_out_of_range", null)]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("PUT", account + "/plan", body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
    }
}
