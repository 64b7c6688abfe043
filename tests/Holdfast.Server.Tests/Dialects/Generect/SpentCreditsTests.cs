using System.Text;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>The sums of what was spent, by period and operation.</summary>
public sealed class SpentCreditsTests
{
    [Fact]
    public async Task An_account_that_did_nothing_has_spent_nothing()
    {
        await using var customer = await Customer.StartAsync();
        Assert.Equal("""{"spent_credits":{},"total_spent_credits":0}""", await customer.ReadAsync(Customer.SpentCredits));
    }

    [Fact]
    public async Task Every_period_begins_where_the_calendar_says()
    {
        await using var customer = await TransactionListTests.BusyAsync();
        var text = new StringBuilder();
        foreach (var query in new[]
        {
            "", "period=day", "period=week", "period=month", "period=quarter", "period=year", "period=century", "period=",
            "period=day&timezone=Europe/Berlin", "period=day&timezone=America/New_York", "period=week&timezone=Pacific/Auckland", "period=month&timezone=America/New_York",
            "period=quarter&timezone=America/New_York", "period=year&timezone=America/New_York", "period=day&timezone=Europe/Nowhere", "period=day&timezone=",
            "start_date=2024-11-01", "end_date=2024-10-30", "end_date=2024-10-29", "start_date=2024-10-30&end_date=2024-11-02", "start_date=2024-11-02T22:30:00&end_date=2024-11-02T22:30:00",
            "start_date=2024-11-02T22:30:01", "end_date=2024-11-02 22:29", "start_date=2025-01-01", "start_date=2024-12-31&timezone=America/New_York&period=day",
            "end_date=2024-12-31&timezone=America/New_York&period=day", "start_date=2024-11-03&timezone=Asia/Tokyo&period=day", "start_date=2024-11-02T22:30:00.000Z&end_date=2024-11-02T23:30:00%2B01:00&timezone=Asia/Tokyo", "start_date=soon&end_date=2024-02-30",
            "start_date=0001-01-01&end_date=9999-12-31", "start_date=2025-01-02&end_date=2024-01-01",
        })
            text.Append('?').Append(query).Append('\n').Append(await customer.ReadAsync(Customer.SpentCredits + "?" + query)).Append('\n');
        Golden.CheckText("spent-credits", text.ToString());
    }

    [Fact]
    public async Task The_total_is_the_sum_of_the_list()
    {
        await using var customer = await TransactionListTests.BusyAsync();
        var rows = (await customer.SendAsync("GET", Customer.Transactions)).Json["results"]!.AsArray();
        var spent = (await customer.SendAsync("GET", Customer.SpentCredits + "?period=week")).Json;
        Assert.Equal(rows.Sum(row => (long)row!["amount"]!), (long)spent["total_spent_credits"]!);
        Assert.Equal((long)spent["total_spent_credits"]!, spent["spent_credits"]!.AsObject().SelectMany(period => period.Value!.AsObject()).Sum(sum => (long)sum.Value!));
    }

    [Fact]
    public async Task Text_that_no_address_should_hold_is_no_filter()
    {
        await using var customer = await TransactionListTests.BusyAsync();
        var all = await customer.ReadAsync(Customer.SpentCredits);
        foreach (var query in new[] { "timezone=..%2F..%2Fetc%2Fpasswd", "timezone=%00", "period=%F0%9F%99%82", "start_date=%00", "timezone=UTC&timezone=nowhere" })
            Assert.Equal(all, await customer.ReadAsync(Customer.SpentCredits + "?" + query));
    }
}
