namespace Holdfast.Server.Tests.Api;

public sealed class OpenAccountTests
{
    private const string Id = "018f0000-0000-7000-8000-000000000001";

    [Fact]
    public async Task An_account_is_what_was_said_of_it()
    {
        await using var node = await TestNode.StartAsync();
        var reply = await node.CallAsync("POST", "/accounts", $$$"""
            {"id":"{{{Id}}}","external_id":"crm-7","email":"ann@example.com","username":"ann","first_name":"Ann","last_name":"Lee","name":"Ann Lee",
             "billing":"subscription","plan":"creator","time_zone":"Europe/Berlin","attributes":{"is_staff":true,"none":null,"ratio":1.50}}
            """);
        reply.Is(201, Golden);
        Assert.Equal(Golden.ReplaceLineEndings("").Replace("  ", ""), (await node.CallAsync("GET", "/accounts/" + Id)).Text);
    }

    [Fact]
    public async Task Nothing_at_all_opens_a_wallet_in_utc()
    {
        await using var node = await TestNode.StartAsync();
        var account = (await node.CallAsync("POST", "/accounts")).With(201);
        Assert.Equal(("wallet", "UTC", null, "{}", "[]"), (account.Text("billing"), account.Text("time_zone"), account.Text("plan"), account.Text("balances"), account.Text("grants")));
        Assert.Equal("""{"start":"2024-10-30T13:09:31Z","end":"2024-11-30T13:09:31Z"}""", account.Text("period"));
        Assert.Equal("10000", account.Text("meters", "characters", "limit"));
    }

    [Fact]
    public async Task The_id_comes_from_the_idempotency_key_so_that_a_retry_finds_the_account()
    {
        await using var node = await TestNode.StartAsync();
        var first = await node.CallAsync("POST", "/accounts", new { email = "a@example.com" }, "one");
        var again = await node.CallAsync("POST", "/accounts", new { email = "a@example.com" }, "one");
        var other = await node.CallAsync("POST", "/accounts", new { email = "a@example.com" }, "two");
        Assert.Equal((201, first.Text), ((int)again.Status, again.Text));
        Assert.NotEqual(first.With(201).Text("id"), other.With(201).Text("id"));
        (await node.CallAsync("POST", "/accounts", new { email = "b@example.com" }, "one")).Refuses(422, "exists_with_different_request");
    }

    [Fact]
    public async Task Without_a_key_every_call_opens_another()
    {
        await using var node = await TestNode.StartAsync();
        Assert.NotEqual((await node.CallAsync("POST", "/accounts", "{}")).With(201).Text("id"), (await node.CallAsync("POST", "/accounts", "{}")).With(201).Text("id"));
    }

    [Fact]
    public async Task Ids_are_taken_once()
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("POST", "/accounts", new { id = Id, external_id = "crm-7" })).With(201);
        (await node.CallAsync("POST", "/accounts", new { id = Id })).Refuses(409, "account_exists");
        (await node.CallAsync("POST", "/accounts", new { external_id = "crm-7" })).Refuses(409, "external_id_taken");
    }

    [Theory]
    [InlineData("""{"plan":"gold"}""", 422, "plan_unknown", null)]
    [InlineData("""{"time_zone":"Mars/Olympus"}""", 422, "time_zone_unknown", null)]
    [InlineData("""{"billing":"barter"}""", 400, "field_invalid", "billing")]
    [InlineData("""{"id":"7"}""", 400, "field_invalid", "id")]
    [InlineData("""{"id":"00000000-0000-0000-0000-000000000000"}""", 400, "field_invalid", "id")]
    [InlineData("""{"external_id":""}""", 400, "field_invalid", "external_id")]
    [InlineData("""{"attributes":[]}""", 400, "field_invalid", "attributes")]
    [InlineData("""{"attributes":{"a":1,"a":2}}""", 400, "field_invalid", "attributes.a")]
    [InlineData("""{"attributes":{"":1}}""", 400, "field_invalid", "attributes")]
    [InlineData("""{"attributes":{"a":"\ud800"}}""", 400, "field_invalid", "attributes.a")]
    [InlineData("""{"email_verified":true}""", 400, "field_invalid", "email_verified")]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("POST", "/accounts", body)).Refuses(status, code, field);
        Assert.Empty((await node.MustAsync("GET", "/accounts"))["accounts"]!.AsArray());
    }

    [Fact]
    public async Task Attributes_have_limits()
    {
        await using var node = await TestNode.StartAsync();
        var many = "{" + string.Join(',', Enumerable.Range(0, 101).Select(number => $"\"a{number}\":1")) + "}";
        (await node.CallAsync("POST", "/accounts", $$$"""{"attributes":{{{many}}}}""")).Refuses(409, "too_many");
        var longest = new string('x', 16_382);
        (await node.CallAsync("POST", "/accounts", $$$"""{"attributes":{"a":"{{{longest}}}"}}""")).With(201);
        (await node.CallAsync("POST", "/accounts", $$$"""{"attributes":{"a":"{{{longest}}}x"}}""")).Refuses(400, "field_invalid", "attributes.a");
    }

    private const string Golden = $$$"""
        {"id":"{{{Id}}}","seq":1,"status":"active",
        "external_id":"crm-7","email":"ann@example.com","email_verified":false,"username":"ann","first_name":"Ann","last_name":"Lee","name":"Ann Lee",
        "two_factor_enabled":false,"providers":[],"prompt_analysis_opt_in":false,"password_changed_at":null,"attributes":{"is_staff":true,"ratio":1.50},
        "billing":"subscription","time_zone":"Europe/Berlin","created_at":"2024-10-30T13:09:31Z",
        "balances":{"credits":{"available":"200","held":"0","expires_at":null,"consumed":"0","expired":"0","owed":"0","debt":"0"}},
        "grants":[{"id":"g1-credits","asset":"credits","source":"plan","status":"active","amount":"200","remaining":"200","held":"0","priority":50,
        "given_at":"2024-10-30T13:09:31Z","starts_at":null,"expires_at":"2024-11-30T13:09:31Z","rolled_over":false}],
        "holds":[],"holds_open":0,
        "meters":{"characters":{"used":"0","held":"0","limit":"100000","extension":"0","resets_at":"2024-11-30T13:09:31Z"},
        "consultancy_hours":{"used":"0","held":"0","limit":"0","extension":"0","resets_at":"2024-11-30T13:09:31Z"},
        "searches":{"used":"0","held":"0","limit":"10","extension":"0","resets_at":"2024-10-31T00:00:00Z"},
        "voice_edits":{"used":"0","held":"0","limit":"95","extension":"0","resets_at":"2024-11-30T13:09:31Z"}},
        "slots":{"parallel_searches":{"used":0,"limit":2,"items":[]},"professional_voices":{"used":0,"limit":1,"items":[]},
        "requests":{"used":0,"limit":10,"items":[]},"voices":{"used":0,"limit":30,"items":[]}},"limits":{},"members":{},
        "cap":null,"auto_reload":null,"period":{"start":"2024-10-30T13:09:31Z","end":"2024-11-30T13:09:31Z"},
        "plan":{"plan":"creator","name":"Creator","status":"active","billing_period":"monthly","since":"2024-10-30T13:09:31Z",
        "anchor":"2024-10-30T13:09:31Z","renews_at":"2024-11-30T13:09:31Z","pending":null},
        "totals":{},"notices":[]}
        """;
}
