namespace Holdfast.Server.Tests.Api;

public sealed class ChangeAccountTests
{
    private const string Full = """
        {"external_id":"crm-7","email":"ann@example.com","username":"ann","first_name":"Ann","last_name":"Lee","name":"Ann Lee","attributes":{"a":1,"b":"x"}}
        """;

    [Fact]
    public async Task What_is_absent_stays()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync(Full);
        var before = await node.MustAsync("GET", account);
        var after = (await node.CallAsync("PATCH", account, """{"first_name":"Anna"}""")).With(200);
        before["first_name"] = "Anna";
        before["seq"] = 2;
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public async Task Null_clears_each_field_alone()
    {
        await using var node = await TestNode.StartAsync();
        foreach (var field in new[] { "external_id", "email", "username", "first_name", "last_name", "name" })
        {
            var account = await node.OpenedAsync(Full.Replace("crm-7", field));
            var before = await node.MustAsync("GET", account);
            var after = (await node.CallAsync("PATCH", account, $$"""{"{{field}}":null}""")).With(200);
            before[field] = null;
            before["seq"] = 2;
            Assert.Equal(before.ToJsonString(), after.ToJsonString());
        }
    }

    [Fact]
    public async Task Every_fact_is_taken_over()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        var changed = (await node.CallAsync("PATCH", account, """
            {"external_id":"crm-8","email":"b@example.com","username":"b","first_name":"B","last_name":"C","name":"B C","email_verified":true,
             "two_factor_enabled":true,"providers":["github","google"],"prompt_analysis_opt_in":true,"password_changed_at":"2024-10-30T15:09:30.5+02:00",
             "suspended":true,"billing":"usage_based","time_zone":"Asia/Kolkata","attributes":{"logo":null,"c":[1, 2]}}
            """)).With(200);
        string[] fields =
        [
            "status", "external_id", "email", "email_verified", "username", "first_name", "last_name", "name", "two_factor_enabled", "providers",
            "prompt_analysis_opt_in", "password_changed_at", "attributes", "billing", "time_zone",
        ];
        Assert.Equal(
            ["suspended", "crm-8", "b@example.com", "true", "b", "B", "C", "B C", "true", """["github","google"]""", "true", "2024-10-30T13:09:30.500000Z", """{"c":[1,2]}""", "usage_based", "Asia/Kolkata"],
            fields.Select(field => changed.Text(field)));

        var back = (await node.CallAsync("PATCH", account, """
            {"email_verified":false,"two_factor_enabled":false,"providers":null,"prompt_analysis_opt_in":false,"password_changed_at":null,"suspended":false,
             "attributes":{"c":null}}
            """)).With(200);
        Assert.Equal(
            ["active", "false", "false", "[]", "false", null, "{}"],
            new[] { "status", "email_verified", "two_factor_enabled", "providers", "prompt_analysis_opt_in", "password_changed_at", "attributes" }.Select(field => back.Text(field)));
    }

    [Fact]
    public async Task Attributes_are_merged_by_name_and_kept_as_written()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync(Full);
        await node.MustAsync("PATCH", account, """{"attributes":{"b":{"deep": [ 1.0, "é" ]},"a":null,"z":0}}""");
        Assert.Contains("\"attributes\":{\"b\":{\"deep\": [ 1.0, \"é\" ]},\"z\":0}", (await node.CallAsync("GET", account)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verified_address_brings_the_money_that_waited_for_it()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        await node.MustAsync("POST", account + "/grants", """{"asset":"eur","amount":"1","source":"trial","pending":"email_verification"}""");
        Assert.Equal(("absent", "absent"), await node.BalanceAsync(account, "eur"));
        var verified = (await node.CallAsync("PATCH", account, """{"email_verified":true}""")).With(200);
        Assert.Equal(("1", "active"), (verified.Text("balances", "eur", "available"), verified.Text("grants", "0", "status")));
        Assert.Equal("""[{"asset":"eur","grants":1,"since":"2024-10-30T13:09:31Z"}]""", verified.Text("notices"));
    }

    [Fact]
    public async Task A_suspended_account_begins_no_work_and_ends_what_is_in_flight()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"image.generate","amount":{"eur":"4"}}""");
        await node.MustAsync("PATCH", account, """{"suspended":true}""");
        (await node.CallAsync("PUT", account + "/holds/h2", """{"operation":"image.generate","amount":{"eur":"1"}}""")).Refuses(409, "account_suspended");
        (await node.CallAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"}}""")).Refuses(409, "account_suspended");
        (await node.CallAsync("PUT", account + "/slots/voices/v1")).Refuses(409, "account_suspended");
        (await node.CallAsync("POST", account + "/holds/h1/capture")).With(200);
    }

    [Theory]
    [InlineData("""{"email_verified":null}""", 400, "field_invalid", "email_verified")]
    [InlineData("""{"two_factor_enabled":null}""", 400, "field_invalid", "two_factor_enabled")]
    [InlineData("""{"prompt_analysis_opt_in":"yes"}""", 400, "field_invalid", "prompt_analysis_opt_in")]
    [InlineData("""{"suspended":null}""", 400, "field_invalid", "suspended")]
    [InlineData("""{"suspended":1}""", 400, "field_invalid", "suspended")]
    [InlineData("""{"billing":null}""", 400, "field_invalid", "billing")]
    [InlineData("""{"time_zone":null}""", 400, "field_invalid", "time_zone")]
    [InlineData("""{"attributes":null}""", 400, "field_invalid", "attributes")]
    [InlineData("""{"external_id":""}""", 400, "field_invalid", "external_id")]
    [InlineData("""{"providers":"github"}""", 400, "field_invalid", "providers")]
    [InlineData("""{"providers":[""]}""", 400, "field_invalid", "providers")]
    [InlineData("""{"providers":["a",1]}""", 400, "field_invalid", "providers")]
    [InlineData("""{"password_changed_at":"yesterday"}""", 400, "field_invalid", "password_changed_at")]
    [InlineData("""{"password_changed_at":"2024-10-30T13:09:32Z"}""", 422, "instant_out_of_range", null)]
    [InlineData("""{"time_zone":"Mars/Olympus"}""", 422, "time_zone_unknown", null)]
    [InlineData("""{"external_id":"other"}""", 409, "external_id_taken", null)]
    [InlineData("""{"plan":"creator"}""", 400, "field_invalid", "plan")]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        await node.OpenedAsync("""{"external_id":"other"}""");
        var account = await node.OpenedAsync(Full);
        (await node.CallAsync("PATCH", account, body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
    }

    [Fact]
    public async Task A_closed_or_unknown_account_cannot_be_changed()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        await node.MustAsync("DELETE", account);
        (await node.CallAsync("PATCH", account, """{"name":"x"}""")).Refuses(409, "account_closed");
        (await node.CallAsync("PATCH", "/accounts/018f0000-0000-7000-8000-000000000009", """{"name":"x"}""")).Refuses(404, "account_unknown");
    }
}
