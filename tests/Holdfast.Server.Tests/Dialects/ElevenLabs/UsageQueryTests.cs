using System.Net;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>What is wrong with a query is said in the vendor's list, all of it at once.</summary>
public sealed class UsageQueryTests
{
    private const string Range = "start_unix=1730073600000&end_unix=1730678399999";

    [Theory]
    [InlineData("missing", "")]
    [InlineData("not-numbers", "start_unix=yesterday&end_unix=1.5")]
    [InlineData("out-of-range", "start_unix=-1&end_unix=99999999999999999")]
    [InlineData("backwards", "start_unix=2&end_unix=1")]
    [InlineData("unknown-words", Range + "&aggregation_interval=minute&breakdown_type=colour&metric=joules&include_workspace_metrics=perhaps&aggregation_bucket_size=0")]
    [InlineData("not-kept", Range + "&breakdown_type=voice&metric=minutes_used")]
    [InlineData("user-without-workspace", Range + "&breakdown_type=user")]
    [InlineData("too-many-hours", "start_unix=0&end_unix=1730678399999&aggregation_interval=hour")]
    [InlineData("too-many-seconds", Range + "&aggregation_bucket_size=1")]
    public async Task A_query_that_cannot_be_answered(string name, string query)
    {
        await using var node = await TestNode.StartAsync();
        var reply = await (await Customer.OpenAsync(node)).ElevenAsync("/v1/usage/character-stats?" + query);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Errors.Check("usage-error." + name, reply);
    }

    [Theory]
    [InlineData("voice")]
    [InlineData("voice_multiplier")]
    [InlineData("groups")]
    [InlineData("all_api_keys")]
    [InlineData("model")]
    [InlineData("resource")]
    [InlineData("request_queue")]
    [InlineData("region")]
    [InlineData("subresource_id")]
    [InlineData("reporting_workspace_id")]
    [InlineData("has_api_key")]
    [InlineData("request_source")]
    public async Task A_breakdown_by_what_is_not_kept_is_refused(string breakdown)
    {
        await using var node = await TestNode.StartAsync();
        var reply = await (await Customer.OpenAsync(node)).ElevenAsync($"/v1/usage/character-stats?{Range}&breakdown_type={breakdown}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.Equal("[\"query\",\"breakdown_type\"]", reply.Json["detail"]![0]!["loc"]!.ToJsonString());
    }

    [Fact]
    public async Task As_many_buckets_as_there_may_be_and_one_more()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var most = await customer.ElevenAsync("/v1/usage/character-stats?start_unix=0&end_unix=9999999&aggregation_bucket_size=1");
        Assert.Equal(10_000, most.Json["time"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await customer.ElevenAsync("/v1/usage/character-stats?start_unix=0&end_unix=10000000&aggregation_bucket_size=1")).Status);
    }

    [Fact]
    public async Task More_figures_than_one_answer_holds_are_refused()
    {
        await using var node = await TestNode.StartAsync("1970-01-01T00:00:01Z");
        var customer = await Customer.OpenAsync(node, "creator");
        for (var key = 1; key <= 21; key++)
        {
            // A key is named after its entry, and each is followed by a charge.
            await customer.WithKeyAsync();
            await customer.SpeakAsync(1, "k" + (key * 2 + 1));
        }

        var query = "/v1/usage/character-stats?start_unix=0&end_unix=9999999&aggregation_bucket_size=1&include_workspace_metrics=true&breakdown_type=api_keys";
        var reply = await customer.ElevenAsync(query);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.False(reply.Headers.ContainsKey("ETag"));
        Errors.Check("usage-error.too-many-figures", reply);
        Assert.Equal(HttpStatusCode.OK, (await customer.ElevenAsync(query.Replace("size=1&", "size=2&", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task Of_a_parameter_given_twice_the_last_counts_and_an_unknown_one_is_left_alone()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var reply = await customer.ElevenAsync($"/v1/usage/character-stats?start_unix=x&{Range}&nonsense=1&aggregation_interval=hour&aggregation_interval=cumulative");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Single(reply.Json["time"]!.AsArray());
    }
}
