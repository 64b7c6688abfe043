using System.Net;
using Holdfast.Ledger;
using Holdfast.Server.Dialects.ElevenLabs;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>Every row of the vendor's error table, and every failure that this server knows.</summary>
public sealed class ErrorBodyTests
{
    [Fact]
    public async Task Every_fault_and_every_refusal_has_a_body()
    {
        await using var node = await TestNode.StartAsync();
        Golden.Check("errors", await FailureBodies.AllAsync(DialectOf(node)));
    }

    [Theory]
    [InlineData(500, "internal_error", false)]
    [InlineData(503, "service_unavailable", true)]
    public async Task What_no_request_can_provoke(int http, string code, bool waits)
    {
        await using var node = await TestNode.StartAsync();
        var failure = http == 500 ? Failure.Of(Fault.Internal) : Failure.Unavailable;
        var (response, body) = await FailureBodies.WriteAsync(DialectOf(node), failure);
        Assert.Equal(http, response.StatusCode);
        Assert.Equal(waits, response.Headers.RetryAfter.Count == 1);
        Assert.Equal(response.Headers["x-request-id"], response.Headers["x-trace-id"]);
        Golden.Check("error." + code, body);
    }

    [Fact]
    public async Task An_unknown_route_is_a_text()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        foreach (var path in new[] { "/v1/voices", "/v1", "/v1/user/none", "/v1/accounts", "/elevenlabs/v1/voices", "/elevenlabs/v2/none", "/elevenlabs" })
        {
            var reply = await customer.ElevenAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, reply.Status);
            Errors.Check("error.not_found", reply);
        }
    }

    [Fact]
    public async Task A_wrong_method_is_a_text_with_the_right_ones()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        foreach (var path in new[] { "/v1/user", "/v1/user/subscription", "/v1/usage/character-stats", "/elevenlabs/v1/user" })
            foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE" })
            {
                var reply = await customer.ElevenAsync(path, method);
                Assert.Equal(HttpStatusCode.MethodNotAllowed, reply.Status);
                Assert.Equal("GET", reply.Headers["Allow"]);
                Errors.Check("error.method_not_allowed", reply);
            }
    }

    [Fact]
    public async Task Too_many_requests_are_told_when_to_come_again()
    {
        await using var node = await TestNode.StartAsync(settings: ("RateLimit:PerKey", "2"));
        var customer = await Customer.OpenAsync(node);
        var other = await customer.WithKeyAsync();
        foreach (var path in new[] { "/v1/user", "/v1/user/subscription" }) Assert.Equal(HttpStatusCode.OK, (await customer.ElevenAsync(path)).Status);
        var refused = await customer.ElevenAsync("/v1/user");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 30);
        Errors.Check("error.rate_limit_exceeded", refused);
        Assert.Equal(HttpStatusCode.OK, (await other.ElevenAsync("/v1/user")).Status);
    }

    [Fact]
    public async Task An_account_has_a_limit_over_all_its_keys()
    {
        await using var node = await TestNode.StartAsync(settings: ("RateLimit:PerAccount", "2"));
        var customer = await Customer.OpenAsync(node);
        var other = await customer.WithKeyAsync();
        foreach (var asks in new[] { customer, other }) Assert.Equal(HttpStatusCode.OK, (await asks.ElevenAsync("/v1/user")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await other.ElevenAsync("/v1/user")).Status);
    }

    [Fact]
    public async Task Too_many_at_once_are_told_so()
    {
        using var catalogue = RequestsInFlight.Catalogue();
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node);
        await using var inFlight = await RequestsInFlight.StartAsync(node, customer, 10);
        foreach (var path in new[] { "/v1/user", "/v1/user/subscription", "/v1/usage/character-stats?start_unix=0&end_unix=1", "/elevenlabs/v1/user" })
        {
            var refused = await customer.ElevenAsync(path);
            Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (refused.Status, refused.Headers["Retry-After"]));
            Errors.Check("error.concurrent_limit_exceeded", refused);
        }
    }

    private static ElevenLabsDialect DialectOf(TestNode node) => new(node.Engine, new(new(), TimeProvider.System));
}
