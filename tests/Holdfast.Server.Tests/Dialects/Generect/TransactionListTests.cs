using System.Text.Json.Nodes;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>The list of transactions: what is in it, how it is filtered, how it is paged.</summary>
public sealed class TransactionListTests
{
    /// <summary>Charges, captures and refunds of every kind, and things beside them that are none of this vendor's business.</summary>
    internal static async Task<Customer> BusyAsync()
    {
        var customer = await Customer.StartAsync(now: "2024-10-30T13:00:00Z");
        await customer.GrantAsync("api_credits", 5_000, "purchase");
        await customer.GrantAsync("usd", 100, "purchase");
        await customer.ChargeAsync("leads.by_icp", 25);
        var failed = await customer.ChargeAsync("email.find", 1);
        await customer.ChargeAsync("text_to_speech", 10);
        await customer.ClockAsync("2024-10-30T13:05:00.250000Z");
        await customer.RefundAsync(failed);
        await customer.HoldAsync("s1", "platform.search", 1);
        await customer.DoAsync(new Charge { Operation = "video.generate", Amount = new("credits", Amount.Units(7)) });
        await customer.CaptureAsync("s1", 1);
        await customer.HoldAsync("e1", "platform.export", 10);
        await customer.CaptureAsync("e1", 4, final: false);
        await customer.CaptureAsync("e1", 3);
        await customer.HoldAsync("e2", "platform.export", 10);
        await customer.CaptureAsync("e2", 0);
        await customer.HoldAsync("e3", "platform.export", 10);
        await customer.DoAsync(new ReleaseHold { Hold = "e3" });
        await customer.ClockAsync("2024-11-02T22:30:00Z");
        var half = await customer.ChargeAsync("platform.email", 100);
        await customer.ChargeAsync("companies.by_icp", 3);
        await customer.ChargeAsync("company.by_link", 1);
        await customer.ClockAsync("2025-01-01T00:00:00Z");
        await customer.RefundAsync(half, units: 40);
        await customer.ChargeAsync("lead.by_link", 2);
        await customer.ChargeAsync("email.verify", 5);
        await customer.ChargeAsync("platform.reveal", 11);
        return customer;
    }

    [Fact]
    public async Task An_account_that_did_nothing_has_an_empty_list()
    {
        await using var customer = await Customer.StartAsync();
        Assert.Equal("""{"count":0,"next":null,"previous":null,"limit":100,"max_limit":100,"offset":0,"results":[]}""", await customer.ReadAsync(Customer.Transactions));
    }

    [Fact]
    public async Task Charges_captures_and_refunds_are_listed_newest_first()
    {
        await using var customer = await BusyAsync();
        Golden.Check("transactions", await customer.ReadAsync(Customer.Transactions));
    }

    [Fact]
    public async Task A_failed_call_is_two_rows_and_the_ledger_is_where_it_was()
    {
        await using var customer = await Customer.StartAsync();
        await customer.GrantAsync("api_credits", 10, "purchase");
        var charge = await customer.ChargeAsync("leads.by_icp", 4);
        await customer.RefundAsync(charge);
        var rows = JsonNode.Parse(await customer.ReadAsync(Customer.Transactions))!["results"]!.AsArray();
        Assert.Equal(2, rows.Count);
        Assert.Equal(($"refund on transaction {charge}", 4, 10), ((string)rows[0]!["description"]!, (int)rows[0]!["amount"]!, (int)rows[0]!["after_balance"]!));
        Assert.Equal((charge, -4, 6), ((long)rows[1]!["id"]!, (int)rows[1]!["amount"]!, (int)rows[1]!["after_balance"]!));
        Assert.Contains("\"balance_leads_by_icp\":0,", await customer.ReadAsync());
    }

    [Fact]
    public async Task The_rows_of_a_ledger_add_up_to_its_balance()
    {
        await using var customer = await BusyAsync();
        var rows = JsonNode.Parse(await customer.ReadAsync(Customer.Transactions))!["results"]!.AsArray();
        var body = JsonNode.Parse(await customer.ReadAsync())!;
        foreach (var ledger in body.AsObject().Where(field => field.Key.StartsWith("balance_", StringComparison.Ordinal) && field.Key != "balance_platform"))
            Assert.Equal((long)ledger.Value!, rows.Where(row => "balance_" + (string)row!["balance_type"]! == ledger.Key).Sum(row => (long)row!["amount"]!));
    }

    [Fact]
    public async Task Every_filter_lets_through_what_it_says()
    {
        await using var customer = await BusyAsync();
        var text = new System.Text.StringBuilder();
        foreach (var query in new[]
        {
            "created_at__exact=2024-10-30T13:05:00.250000", "created_at__exact=2024-10-30T13:05:00", "created_at__gt=2024-10-30T13:05:00.250000",
            "created_at__gte=2024-11-02T22:30:00", "created_at__gte=2024-11-02", "created_at__lt=2024-10-30T13:05:00.250000", "created_at__lte=2024-10-30 13:05:00.25",
            "created_at__lte=2024-10-30T14:00:00%2B01:00", "created_at__lte=2024-10-30T13:00Z", "created_at__range=2024-10-30T13:05:00,2024-11-02T22:30:00.000000",
            "amount__exact=-25", "amount__gt=0", "amount__gte=40", "amount__lt=-11", "amount__lte=-25", "amount__range=-5,-2", "amount__range=1,40",
            "after_balance__exact=4975", "after_balance__gt=9989", "after_balance__gte=9993", "after_balance__lt=4975", "after_balance__lte=4964", "after_balance__range=4970,4975",
            "status__exact=completed", "status__exact=refunded", "status__exact=partly_refunded", "status__exact=none",
            "balance_type__exact=platform", "balance_type__exact=leads_by_icp", "balance_type__exact=lead_by_link", "balance_type__exact=companies_by_icp",
            "balance_type__exact=company_by_link", "balance_type__exact=email_finder", "balance_type__exact=email_verifier", "balance_type__exact=none",
            "balance_type__exact=platform&amount__lt=0&created_at__lt=2024-11-01", "amount__exact=-1&amount__exact=-2",
        })
            text.Append(query).Append(" -> ").AppendJoin(' ', Rows(await customer.ReadAsync(Customer.Transactions + "?" + query))).Append('\n');
        Golden.CheckText("transactions-filtered", text.ToString());
    }

    [Theory]
    [InlineData("created_at__gt=yesterday")]
    [InlineData("created_at__gt=2024-13-01")]
    [InlineData("created_at__range=2024-10-30")]
    [InlineData("created_at__range=2024-10-30,soon")]
    [InlineData("created_at__range=2024-10-30,2024-10-31,2024-11-01")]
    [InlineData("created_at=2030-01-01")]
    [InlineData("amount__lt=")]
    [InlineData("amount__lt=much")]
    [InlineData("amount__lt=1e3")]
    [InlineData("amount__range=,")]
    [InlineData("amount__near=3")]
    [InlineData("after_balance__gt=99999999999999999999999")]
    [InlineData("status__exact=")]
    [InlineData("status__gt=a")]
    [InlineData("id__exact=1")]
    [InlineData("nothing=1")]
    public async Task A_filter_that_cannot_be_read_is_ignored(string query)
    {
        await using var customer = await BusyAsync();
        Assert.Equal(Rows(await customer.ReadAsync(Customer.Transactions)), Rows(await customer.ReadAsync(Customer.Transactions + "?" + query)));
    }

    [Fact]
    public async Task Pages_lead_to_each_other_and_keep_the_query()
    {
        await using var customer = await BusyAsync();
        var text = new System.Text.StringBuilder();
        foreach (var query in new[]
        {
            "limit=5", "limit=5&offset=5", "limit=5&offset=3", "offset=10&limit=5", "limit=5&offset=13", "limit=5&offset=100", "offset=1", "limit=100", "limit=101",
            "limit=0", "limit=-1", "limit=many", "limit=99999999999999999999", "offset=-1&limit=2", "offset=x&limit=2", "limit=2&offset=99999999999999999999",
            "limit=1&balance_type__exact=platform&created_at__gte=2024-10-30%2013:00:00&z=%C3%A4&a=1&a=2", "limit=3&limit=2",
        })
        {
            var page = JsonNode.Parse(await customer.ReadAsync(Customer.Transactions + "?" + query))!;
            text.Append(query).Append('\n');
            foreach (var field in new[] { "count", "next", "previous", "limit", "max_limit", "offset" }) text.Append("  ").Append(field).Append(' ').Append(page[field]?.ToString() ?? "null").Append('\n');
            text.Append("  results ").AppendJoin(' ', Rows(page.ToJsonString())).Append('\n');
        }

        Golden.CheckText("transactions-paged", text.ToString());
    }

    [Fact]
    public async Task Following_next_and_previous_visits_every_row_once()
    {
        await using var customer = await BusyAsync();
        var all = Rows(await customer.ReadAsync(Customer.Transactions));
        foreach (var (direction, start) in new[] { ("next", 0), ("previous", (all.Length - 1) / 4 * 4) })
        {
            var seen = new List<string>();
            for (var path = $"{Customer.Transactions}?limit=4&offset={start}"; path is not null;)
            {
                var page = await customer.ReadAsync(path);
                seen.InsertRange(direction == "next" ? seen.Count : 0, Rows(page));
                path = (string?)JsonNode.Parse(page)![direction] is { } link ? new Uri(link).PathAndQuery : null;
            }

            Assert.Equal(all, seen);
        }
    }

    [Fact]
    public async Task Links_keep_the_prefix()
    {
        await using var customer = await BusyAsync();
        var page = JsonNode.Parse(await customer.ReadAsync("/generect" + Customer.Transactions + "?limit=1&offset=1"))!;
        Assert.Equal("http://api.generect.com/generect/api/auth/transactions/?limit=1&offset=2", (string)page["next"]!);
        Assert.Equal("http://api.generect.com/generect/api/auth/transactions/?limit=1", (string)page["previous"]!);
    }

    [Fact]
    public async Task Who_closes_his_account_may_not_look_at_what_was()
    {
        await using var customer = await BusyAsync();
        await customer.DoAsync(new CloseAccount());
        Assert.Equal(401, (int)(await customer.SendAsync("GET", Customer.Transactions)).Status);
    }

    /// <summary>The ids of a page, with their amounts.</summary>
    private static string[] Rows(string page) =>
        [.. JsonNode.Parse(page)!["results"]!.AsArray().Select(row => $"{row!["id"]}:{row["amount"]}").DefaultIfEmpty("none")];
}
