using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>Characters used over time, added up from the account's entries.</summary>
public sealed class UsageTests
{
    private const string Week = "start_unix=1730073600000&end_unix=1730678399999";

    [Theory]
    [InlineData("hour", "&start_unix=1730336400000&end_unix=1730347199999")]
    [InlineData("day", "&" + Week)]
    [InlineData("week", "&start_unix=1729468800000&end_unix=1731283199999")]
    [InlineData("month", "&start_unix=1727740800000&end_unix=1735689599999")]
    [InlineData("cumulative", "&" + Week)]
    public async Task Each_interval(string interval, string range)
    {
        await using var node = await StartAsync();
        var customer = await WorkAsync(node);
        await CheckAsync("usage." + interval, customer, $"aggregation_interval={interval}{range}");
    }

    [Fact]
    public async Task A_day_is_the_interval_when_none_is_named()
    {
        await using var node = await StartAsync();
        await CheckAsync("usage.day", await WorkAsync(node), Week);
    }

    [Fact]
    public async Task A_bucket_of_some_seconds_comes_before_the_interval()
    {
        await using var node = await StartAsync();
        await CheckAsync("usage.seconds", await WorkAsync(node), Week + "&aggregation_interval=hour&aggregation_bucket_size=172800");
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("product_type", false)]
    [InlineData("user", true)]
    [InlineData("api_keys", true)]
    public async Task Each_breakdown(string breakdown, bool workspace)
    {
        await using var node = await StartAsync();
        var customer = await WorkAsync(node);
        await CheckAsync("usage.by-" + breakdown, customer, $"{Week}&breakdown_type={breakdown}&include_workspace_metrics={(workspace ? "true" : "false")}&metric=credits");
    }

    [Fact]
    public async Task An_account_that_used_nothing_has_noughts_or_nobody()
    {
        await using var node = await TestNode.StartAsync("2024-10-28T00:00:00Z");
        var customer = await Customer.OpenAsync(node);
        await CheckAsync("usage.nothing", customer, Week);
        await CheckAsync("usage.nobody", customer, Week + "&breakdown_type=product_type");
    }

    /// <summary>Guarantees that a refund takes off what the charge added, on the day of the refund.</summary>
    [Fact]
    public async Task A_refund_counts_in_its_own_bucket()
    {
        await using var node = await TestNode.StartAsync("2024-10-28T00:00:00Z");
        var customer = await Customer.OpenAsync(node, "creator");
        var charge = await customer.SpeakAsync(40);
        node.SetClock("2024-10-30T12:00:00Z");
        await customer.DoAsync(new Refund { Charge = charge.Seq, Charged = charge });
        Assert.Equal("[40,0,-40,0,0,0,0]", await AllAsync(customer, Week));
    }

    [Fact]
    public async Task A_capture_counts_when_it_is_made_and_by_what_it_took()
    {
        await using var node = await TestNode.StartAsync("2024-10-28T00:00:00Z");
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.DoAsync(new PlaceHold { Hold = "h", Operation = "text_to_speech", Quantity = Amount.Units(100), Lifetime = TimeSpan.FromDays(5) });
        node.SetClock("2024-10-29T12:00:00Z");
        await customer.DoAsync(new CaptureHold { Hold = "h", Quantity = Amount.Units(30), Final = false });
        node.SetClock("2024-10-31T12:00:00Z");
        await customer.DoAsync(new CaptureHold { Hold = "h", Quantity = Amount.Units(20) });
        Assert.Equal("[0,30,0,20,0,0,0]", await AllAsync(customer, Week));
    }

    [Fact]
    public async Task Both_ends_of_the_range_count_and_nothing_beyond_them()
    {
        await using var node = await TestNode.StartAsync("2024-10-28T00:00:00Z");
        var customer = await Customer.OpenAsync(node, "creator");
        foreach (var (now, characters) in new[]
        {
            ("2024-10-29T11:59:59.999999Z", 1), ("2024-10-29T12:00:00Z", 10), ("2024-10-29T13:00:00.000999Z", 100), ("2024-10-29T13:00:00.001Z", 1_000),
        })
        {
            node.SetClock(now);
            await customer.SpeakAsync(characters);
        }

        Assert.Equal("[110]", await AllAsync(customer, "start_unix=1730203200000&end_unix=1730206800000"));
        Assert.Equal("[10,100]", await AllAsync(customer, "start_unix=1730203200000&end_unix=1730206800000&aggregation_interval=hour"));
        Assert.Equal("[10]", await AllAsync(customer, "start_unix=1730203200000&end_unix=1730203200000"));
        Assert.Equal("[0]", await AllAsync(customer, "start_unix=0&end_unix=0"));
    }

    /// <summary>Guarantees that what is told of late counts where it was used, and nowhere else.</summary>
    [Fact]
    public async Task Late_usage_counts_when_it_was_used()
    {
        await using var node = await TestNode.StartAsync("2024-10-28T00:00:00Z");
        var customer = await Customer.OpenAsync(node, "creator");
        node.SetClock("2024-10-31T10:00:00Z");
        await customer.SpeakAsync(1);
        await LateAsync(10, "2024-10-29T12:00:00Z");
        await LateAsync(100, "2024-10-28T23:59:59.999999Z");
        await customer.SpeakAsync(1_000);
        node.SetClock("2024-11-05T00:00:00Z");
        await LateAsync(10_000, "2024-11-03T23:59:59Z");
        await LateAsync(20_000, "2024-11-04T00:00:00Z");
        await customer.SpeakAsync(7);
        Assert.Equal("[100,10,0,1001,0,0,10000]", await AllAsync(customer, Week));
        Assert.Equal("[10]", await AllAsync(customer, "start_unix=1730203200000&end_unix=1730206800000"));
        Assert.Equal("[20000,7]", await AllAsync(customer, "start_unix=1730678400000&end_unix=1730851199999"));

        Task LateAsync(long characters, string at) => customer.DoAsync(new Charge { Operation = "text_to_speech", Quantity = Amount.Units(characters), UsedAt = Instant.From(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)) });
    }

    [Fact]
    public async Task A_long_history_is_read_from_the_start_of_the_range()
    {
        await using var node = await TestNode.StartAsync("2024-10-28T00:00:00Z");
        var customer = await Customer.OpenAsync(node, "creator");
        for (var day = 28; day < 31; day++)
        {
            node.SetClock($"2024-10-{day}T08:00:00Z");
            for (var charge = 0; charge < 400; charge++) await customer.SpeakAsync(1);
        }

        Assert.Equal("[400]", await AllAsync(customer, "start_unix=1730160000000&end_unix=1730246399999"));
        Assert.Equal("[1200]", await AllAsync(customer, Week + "&aggregation_interval=cumulative"));
    }

    /// <summary>A node on whose meter of characters two operations count.</summary>
    private static async Task<TestNode> StartAsync()
    {
        using var catalogue = new CatalogueFile(("meters: { voice_edits: 1 }", "meters: { voice_edits: 1, characters: 50 }"));
        return await TestNode.StartAsync("2024-10-28T00:00:00Z", catalogue.Setting);
    }

    /// <summary>A week of work by two keys and by none, and a little of the week after.</summary>
    private static async Task<Customer> WorkAsync(TestNode node)
    {
        var customer = await Customer.OpenAsync(node, "creator");
        await customer.WithKeyAsync();
        await customer.SpeakAsync(100, "k2");
        node.SetClock("2024-10-31T01:30:00Z");
        await customer.SpeakAsync(20, "k3");
        await customer.SpeakAsync(5);
        await customer.DoAsync(new Charge { Operation = "voice.add_edit", Quantity = Amount.Units(1) });
        node.SetClock("2024-10-31T03:00:00Z");
        await customer.SpeakAsync(3, "k2");
        node.SetClock("2024-11-05T00:00:00Z");
        await customer.SpeakAsync(7);
        return customer;
    }

    private static async Task CheckAsync(string name, Customer customer, string query)
    {
        var reply = await ReadAsync(customer, query);
        var usage = reply.Json["usage"]!.AsObject();
        Assert.All(usage, series => Assert.Equal(reply.Json["time"]!.AsArray().Count, series.Value!.AsArray().Count));
        Golden.Check(name, reply.Text);
    }

    private static async Task<string> AllAsync(Customer customer, string query) => (await ReadAsync(customer, query)).Json["usage"]!["All"]!.ToJsonString();

    private static async Task<Reply> ReadAsync(Customer customer, string query)
    {
        var reply = await customer.ElevenAsync("/v1/usage/character-stats?" + query);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return reply;
    }
}
