using System.Globalization;
using System.Net;
using Holdfast.Ledger;
using Holdfast.Server.Dialects.Depicta;

namespace Holdfast.Server.Tests.Dialects.Depicta;

/// <summary>Every row of the vendor's error table that an account can lead to, and every failure that this server knows.</summary>
public sealed class ErrorBodyTests
{
    [Fact]
    public async Task Every_fault_and_every_refusal_has_a_body()
    {
        await using var node = await TestNode.StartAsync();
        Golden.Check("errors", await FailureBodies.AllAsync(DialectOf(node)));
    }

    public static TheoryData<int, string> Rows() => new()
    {
        { 400, "bad_request" }, { 402, "credit_insufficient" }, { 409, "conflict" }, { 413, "payload_too_large" }, { 422, "validation_error" },
        { 500, "internal_error" }, { 503, "service_unavailable" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task What_no_request_can_provoke(int http, string error)
    {
        await using var node = await TestNode.StartAsync();
        var failure = http switch
        {
            400 => Failure.Of(Fault.BodyMalformed),
            402 => Failure.Of(Status.FundsInsufficient),
            409 => Failure.Of(Status.HoldClosed),
            413 => Failure.Of(Fault.BodyTooLarge),
            422 => Failure.Of(Fault.FieldInvalid, "A name has at most 256 characters.", "name"),
            500 => Failure.Of(Fault.Internal),
            _ => Failure.Unavailable,
        };
        var (response, body) = await FailureBodies.WriteAsync(DialectOf(node), failure);
        Assert.Equal(http, response.StatusCode);
        Assert.Equal(http == 503, response.Headers.RetryAfter.Count == 1);
        Golden.Check("error." + error, body);
    }

    [Fact]
    public async Task An_unknown_route()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        foreach (var path in new[] { "/v1/account", "/v1/account/none", "/v1/account/profile/none", "/depicta/v1/account/none", "/depicta", "/depicta/v1/user" })
        {
            var reply = await customer.DepictaAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, reply.Status);
            Errors.Check("error.not_found", reply);
        }
    }

    [Theory]
    [InlineData("/v1/account/profile", "GET", "POST")]
    [InlineData("/depicta/v1/account/profile", "GET", "DELETE")]
    [InlineData("/v1/account/notifications/dismiss", "POST", "GET")]
    public async Task A_wrong_method_is_told_the_right_ones(string path, string allowed, string method)
    {
        await using var node = await TestNode.StartAsync();
        var reply = await (await Customer.OpenAsync(node)).DepictaAsync(path, method);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, reply.Status);
        Assert.Equal(allowed, reply.Headers["Allow"]);
        Errors.Check("error.method_not_allowed", reply);
    }

    [Fact]
    public async Task Too_many_requests_are_told_when_to_come_again()
    {
        await using var node = await TestNode.StartAsync(settings: ("RateLimit:PerKey", "1"));
        var customer = await Customer.OpenAsync(node);
        Assert.Equal(HttpStatusCode.OK, (await customer.DepictaAsync()).Status);
        var refused = await customer.DepictaAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);
        Errors.Check("error.rate_limited", refused);
    }

    [Fact]
    public async Task Too_many_at_once_are_told_so()
    {
        using var catalogue = RequestsInFlight.Catalogue();
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node);
        await using var inFlight = await RequestsInFlight.StartAsync(node, customer, 10);
        foreach (var (path, method) in new[] { ("/v1/account/profile", "GET"), ("/v1/account/notifications/dismiss", "POST"), ("/depicta/v1/account/profile", "GET") })
        {
            var refused = await customer.DepictaAsync(path, method);
            Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (refused.Status, refused.Headers["Retry-After"]));
            Errors.Check("error.rate_limited.at_once", refused);
        }
    }

    private static DepictaDialect DialectOf(TestNode node) => new(node.Engine, new(new(), TimeProvider.System));
}
