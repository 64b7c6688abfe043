using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>The 28 fields, in every state that an account may be in.</summary>
public sealed class UserBodyTests
{
    [Fact]
    public async Task The_documented_example_is_reached_by_operations()
    {
        await using var customer = await Customer.DocumentedAsync();
        var body = await customer.ReadAsync();
        Golden.Check("user-documented", body);
        Assert.Equal(28, JsonNode.Parse(body)!.AsObject().Count);
    }

    [Fact]
    public async Task A_search_in_flight_is_blocked_counted_and_in_its_slot_and_then_is_completed()
    {
        await using var customer = await Customer.DocumentedAsync();
        await customer.HoldAsync("s1", "platform.search", 1);
        Golden.Check("user-search-in-flight", await customer.ReadAsync());
        await customer.CaptureAsync("s1", 1);
        Golden.Check("user-search-captured", await customer.ReadAsync());
    }

    [Fact]
    public async Task A_search_that_is_not_captured_gives_everything_back_by_itself()
    {
        await using var customer = await Customer.DocumentedAsync();
        var before = await customer.ReadAsync();
        await customer.HoldAsync("s1", "platform.search", 1, seconds: 60);
        await customer.ClockAsync("2024-10-30T13:10:31Z");
        Assert.Equal(before, await customer.ReadAsync());
    }

    [Fact]
    public async Task Todays_searches_are_forgotten_at_midnight_in_UTC()
    {
        await using var customer = await Customer.DocumentedAsync();
        await customer.HoldAsync("s1", "platform.search", 1);
        await customer.CaptureAsync("s1", 1);
        await customer.HoldAsync("s2", "platform.search", 1, seconds: 86_400);
        await customer.ClockAsync("2024-10-30T23:59:59.999999Z");
        var before = JsonNode.Parse(await customer.ReadAsync())!;
        await customer.ClockAsync("2024-10-31T00:00:00Z");
        var after = JsonNode.Parse(await customer.ReadAsync())!;
        Assert.Equal((1, 1), ((int)before["count_searches_completed_today"]!, (int)before["count_searches_in_progress_today"]!));
        Assert.Equal((0, 0), ((int)after["count_searches_completed_today"]!, (int)after["count_searches_in_progress_today"]!));
        Assert.Equal(1, (int)after["count_parallel_searches"]!);
    }

    [Fact]
    public async Task A_month_later_the_pool_is_full_and_the_ledgers_go_on()
    {
        await using var customer = await Customer.DocumentedAsync();
        await customer.ChargeAsync("platform.export", 40);
        await customer.DoAsync(new Charge { Operation = "consultancy", Quantity = new(1_500_000) });
        Golden.Check("user-before-the-month-ends", await customer.ReadAsync());
        await customer.ClockAsync("2024-11-30T13:09:31Z");
        Golden.Check("user-a-month-later", await customer.ReadAsync());
    }

    [Fact]
    public async Task Without_a_plan_there_is_no_pool_and_the_default_plan_limits()
    {
        await using var customer = await Customer.StartAsync(new { });
        Golden.Check("user-no-plan", await customer.ReadAsync());
    }

    [Fact]
    public async Task A_plan_that_is_past_due_shows_in_the_last_invoice_and_the_status_before()
    {
        await using var customer = await Customer.DocumentedAsync();
        await customer.DoAsync(new SetPlan { Plan = "business", Status = PlanStatus.PastDue });
        Golden.Check("user-past-due", await customer.ReadAsync());
        await customer.DoAsync(new SetPlan { Plan = "business", Status = PlanStatus.Active });
        Golden.Check("user-paid-again", await customer.ReadAsync());
    }

    [Fact]
    public async Task The_status_before_is_that_of_the_plan_before_the_last_change()
    {
        await using var customer = await Customer.StartAsync();
        Assert.Equal(JsonValueKind.Null, (await customer.FieldAsync("prev_subscription_status")).ValueKind);
        await customer.DoAsync(new SetPlan { Plan = "business", Status = PlanStatus.PastDue });
        Assert.Equal("active", (await customer.FieldAsync("prev_subscription_status")).GetString());
        await customer.DoAsync(new SetPlan { Plan = "pro", AtPeriodEnd = true });
        Assert.Equal("active", (await customer.FieldAsync("prev_subscription_status")).GetString());
        await customer.ClockAsync("2024-11-30T13:09:31Z");
        Assert.Equal(("Pro", "past_due"), ((await customer.FieldAsync("subscription")).GetString(), (await customer.FieldAsync("prev_subscription_status")).GetString()));
        await customer.DoAsync(new SetPlan { Plan = null });

        // What was cancelled was active; and before it came again there was no plan.
        Assert.Equal("active", (await customer.FieldAsync("prev_subscription_status")).GetString());
        await customer.DoAsync(new SetPlan { Plan = "pro" });
        Assert.Equal(JsonValueKind.Null, (await customer.FieldAsync("prev_subscription_status")).ValueKind);
    }

    [Theory]
    [InlineData(PlanStatus.Active, true, "active")]
    [InlineData(PlanStatus.Trialing, true, "trialing")]
    [InlineData(PlanStatus.Incomplete, false, "incomplete")]
    [InlineData(PlanStatus.PastDue, false, "past_due")]
    [InlineData(PlanStatus.Free, true, "free")]
    [InlineData(PlanStatus.FreeDisabled, true, "free_disabled")]
    public async Task Every_status_of_a_plan_has_its_word_and_says_whether_the_invoice_was_paid(PlanStatus status, bool paid, string word)
    {
        await using var customer = await Customer.StartAsync();
        await customer.DoAsync(new SetPlan { Plan = "business", Status = status });
        Assert.Equal(paid, (await customer.FieldAsync("last_invoice_status")).GetBoolean());
        await customer.DoAsync(new SetPlan { Plan = "business", Status = status == PlanStatus.Trialing ? PlanStatus.Active : PlanStatus.Trialing });
        Assert.Equal(word, (await customer.FieldAsync("prev_subscription_status")).GetString());
    }

    [Fact]
    public async Task Ledgers_run_below_zero_and_refunds_put_back()
    {
        await using var customer = await Customer.StartAsync();
        await customer.GrantAsync("api_credits", 1_000, "purchase");
        foreach (var (operation, quantity) in new[] { ("leads.by_icp", 10), ("lead.by_link", 20), ("companies.by_icp", 30), ("company.by_link", 40), ("email.find", 50), ("email.verify", 60) })
            await customer.ChargeAsync(operation, quantity);
        Golden.Check("user-every-ledger", await customer.ReadAsync());

        await customer.RefundAsync(await customer.ChargeAsync("leads.by_icp", 7));
        await customer.RefundAsync(await customer.ChargeAsync("email.find", 9), units: 4);
        await customer.RefundAsync(await customer.ChargeAsync("platform.email", 100), units: 30);
        await customer.RefundAsync(await customer.ChargeAsync("platform.export", 5));
        Golden.Check("user-refunded", await customer.ReadAsync());
    }

    [Fact]
    public async Task A_trial_can_be_had_once()
    {
        await using var customer = await Customer.StartAsync();
        await customer.GrantAsync("api_credits", 50, "trial");
        Golden.Check("user-trial-given", await customer.ReadAsync());
    }

    [Fact]
    public async Task Flags_and_texts_show_as_they_are_set()
    {
        await using var customer = await Customer.StartAsync(new { plan = "business", first_name = "Zoë", last_name = "Ångström 漢 🙂" });
        await customer.DoAsync(new ChangeAccount
        {
            Attributes =
            [
                new("beta_tester", "true"), new("is_staff", "true"), new("logo", "\"https:\\/\\/example.com\\/\\u00e9.png\""),
                new("icp_flow", """ { "z" : 1.50, "a" : [ 1e3, null , { } ], "n": "\u00e9\ud83d\ude42" } """),
            ],
        });
        Golden.Check("user-flags-and-texts", await customer.ReadAsync());
    }

    [Theory]
    [InlineData("\"true\"", "7", "[]")]
    [InlineData("1", "{}", "\"x\"")]
    [InlineData("{}", "[\"https://example.com\"]", "12")]
    [InlineData("[true]", "true", "true")]
    public async Task An_attribute_of_the_wrong_type_counts_as_none(string flag, string logo, string flow)
    {
        await using var customer = await Customer.StartAsync();
        var before = await customer.ReadAsync();
        await customer.DoAsync(new ChangeAccount { Attributes = [new("beta_tester", flag), new("is_staff", flag), new("logo", logo), new("icp_flow", flow)] });
        Assert.Equal(before, await customer.ReadAsync());
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_goes_out_as_it_came_in()
    {
        await using var customer = await Customer.StartAsync();
        await customer.DoAsync(new ChangeAccount { Attributes = [new("icp_flow", """{"\ud800":"\udc00"}""")] });
        Assert.Contains("""
            "icp_flow":{"\ud800":"\udc00"}
            """, await customer.ReadAsync());
    }

    [Theory]
    [InlineData("2024-10-30T13:09:31Z", "2024-10-30T13:09:31")]
    [InlineData("2024-10-30T13:09:31.5Z", "2024-10-30T13:09:31.500000")]
    [InlineData("2024-10-30T13:09:31.000001Z", "2024-10-30T13:09:31.000001")]
    public async Task The_password_change_has_a_fraction_only_when_it_is_not_zero(string at, string shown)
    {
        await using var customer = await Customer.StartAsync(now: at);
        Assert.Equal(shown, (await customer.FieldAsync("last_password_changed")).GetString());
    }

    [Fact]
    public async Task Only_the_plans_pool_and_the_platforms_own_holds_are_on_the_platforms_balance()
    {
        await using var customer = await Customer.StartAsync();
        await customer.GrantAsync("credits", 500, "add_on");
        await customer.DoAsync(new PlaceHold { Hold = "v1", Operation = "video.generate", Amount = new("credits", Amount.Units(25)) });
        await customer.HoldAsync("e1", "platform.email", 4);
        await customer.HoldAsync("x1", "platform.export", 3);
        await customer.CaptureAsync("x1", 1, final: false);
        var body = JsonNode.Parse(await customer.ReadAsync())!;
        Assert.Equal(10_000 - 25 - 4 - 3, (int)body["balance_platform"]!);
        Assert.Equal(4 + 2, (int)body["blocked_balance_platform"]!);
        Assert.Equal(1, (int)body["spent_for_export"]!);
    }

    [Theory]
    [InlineData("2024-10-30T13:09:31Z")]
    [InlineData("2024-11-02T00:00:00Z")]
    public async Task What_was_spent_under_another_plan_is_given_back_to_no_period(string changedAt)
    {
        await using var customer = await Customer.StartAsync();
        var anchor = customer.Node.Engine.Now;
        var charge = await customer.ChargeAsync("platform.email", 9);
        await customer.ClockAsync(changedAt);
        await customer.DoAsync(new SetPlan { Plan = "pro", Anchor = anchor });
        await customer.RefundAsync(charge);
        Assert.Equal(0, (await customer.FieldAsync("spent_for_emails")).GetInt32());
        await customer.ClockAsync("2024-12-15T00:00:00Z");
        await customer.ChargeAsync("platform.email", 20);
        Assert.Equal(20, (await customer.FieldAsync("spent_for_emails")).GetInt32());
    }

    [Fact]
    public async Task A_limit_that_is_none_shows_as_the_largest_number_that_every_client_can_read()
    {
        var catalogue = Path.GetTempFileName();
        await File.WriteAllTextAsync(catalogue, Engine.Catalogues.BuiltIn.Replace("searches: 20\n      consultancy_hours: 3", "searches: unlimited\n      consultancy_hours: unlimited"));
        await using var customer = await Customer.StartAsync(settings: ("Catalogue", catalogue));
        var body = JsonNode.Parse(await customer.ReadAsync())!;
        File.Delete(catalogue);
        Assert.Equal(int.MaxValue, (int)body["max_searches_daily"]!);
        Assert.Equal(int.MaxValue, (int)body["consultancy_hours"]!);
    }

    [Fact]
    public async Task The_catalogue_says_what_feeds_each_field()
    {
        var catalogue = Path.GetTempFileName();
        await File.WriteAllTextAsync(catalogue, Engine.Catalogues.BuiltIn.Replace("balance_email_finder: email.find", "balance_email_finder: email.verify")
            .Replace("balance_email_verifier: email.verify", "balance_email_verifier: email.find"));
        await using var customer = await Customer.StartAsync(settings: ("Catalogue", catalogue));
        File.Delete(catalogue);
        await customer.GrantAsync("api_credits", 10, "purchase");
        await customer.ChargeAsync("email.find", 4);
        var body = JsonNode.Parse(await customer.ReadAsync())!;
        Assert.Equal((0, -4), ((int)body["balance_email_finder"]!, (int)body["balance_email_verifier"]!));
    }

    [Fact]
    public async Task The_body_is_compact_and_its_text_is_not_escaped()
    {
        await using var customer = await Customer.StartAsync(new { name = "Zoë 🙂 <&'+/>\u00a0\u2028\"\\" });
        using var request = new HttpRequestMessage(HttpMethod.Get, Customer.Me) { Headers = { { "Authorization", "Token " + customer.Key } } };
        using var response = await customer.Node.Http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.True(bytes.AsSpan().IndexOf("\"full_name\":\"Zoë 🙂 <&'+/>\u00a0\u2028\\\"\\\\\",\"icp_flow\":{}"u8) > 0);
        Assert.Equal("Zoë 🙂 <&'+/>\u00a0\u2028\"\\", JsonDocument.Parse(bytes).RootElement.GetProperty("full_name").GetString());
    }
}
