using System.Globalization;
using System.Net;
using Holdfast.Server.Dialects.HeyGen;

namespace Holdfast.Server.Tests.Dialects.HeyGen;

/// <summary>Every row of the vendor's error table, and every failure that this server knows.</summary>
public sealed class ErrorBodyTests
{
    [Fact]
    public async Task Every_fault_and_every_refusal_has_a_body()
    {
        await using var node = await TestNode.StartAsync();
        Golden.Check("errors", await FailureBodies.AllAsync(new HeyGenDialect(node.Engine, new(new(), TimeProvider.System))));
    }

    [Fact]
    public async Task An_unknown_route()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        foreach (var path in (string[])["/v3", "/v3/none", "/v3/users/me/none", "/heygen", "/heygen/v1/user"])
        {
            var reply = await customer.HeyGenAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, reply.Status);
            Errors.Check("error.not_found", reply);
        }
    }

    [Theory]
    [InlineData("/v3/users/me")]
    [InlineData("/heygen/v3/api_keys/self")]
    public async Task A_wrong_method_is_told_the_right_one(string path)
    {
        await using var node = await TestNode.StartAsync();
        var reply = await (await Customer.OpenAsync(node)).HeyGenAsync(path, "POST");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET"), (reply.Status, reply.Headers["Allow"]));
        Errors.Check("error.method_not_allowed", reply);
    }

    [Fact]
    public async Task Too_many_requests_are_told_when_to_come_again()
    {
        await using var node = await TestNode.StartAsync(settings: ("RateLimit:PerAccount", "1"));
        var customer = await Customer.OpenAsync(node);
        Assert.Equal(HttpStatusCode.OK, (await customer.HeyGenAsync()).Status);
        var refused = await (await customer.WithKeyAsync()).HeyGenAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);
        Errors.Check("error.rate_limit_exceeded", refused);
    }

    [Fact]
    public async Task Nothing_new_is_304()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        var first = await customer.HeyGenAsync();
        var again = await customer.HeyGenAsync(headers: ("If-None-Match", first.Headers["ETag"]));
        Assert.Equal((HttpStatusCode.NotModified, ""), (again.Status, again.Text));
    }
}
