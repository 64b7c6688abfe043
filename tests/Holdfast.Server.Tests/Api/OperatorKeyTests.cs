using Holdfast.Server.Api;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Server.Tests.Api;

/// <summary>Guarantees that nothing in the native API answers to anybody but the operator: every route of the route table is tried.</summary>
public sealed class OperatorKeyTests
{
    public static readonly TheoryData<string?, string> Credentials = new()
    {
        { null, "credential_missing" },
        { "", "credential_unknown" },
        { "Bearer", "credential_unknown" },
        { "Bearer ", "credential_unknown" },
        { "Bearer hfop_another_operator_key", "credential_unknown" },
        { "Bearer " + TestNode.OperatorKey + "x", "credential_unknown" },
        { "Token " + TestNode.OperatorKey, "credential_unknown" },
        { TestNode.OperatorKey, "credential_unknown" },
        { "customer", "credential_unknown" },
    };

    [Theory]
    [MemberData(nameof(Credentials))]
    public async Task Every_route_refuses(string? authorization, string code)
    {
        await using var node = await TestNode.StartAsync();
        var (account, secret) = await node.OpenAsync(new { name = "Ann" });
        if (authorization == "customer") authorization = "Bearer " + secret;
        var routes = node.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<EndpointNotes>() is { Public: false }).ToArray();
        Assert.True(routes.Length >= 29);
        foreach (var route in routes)
        {
            var path = route.RoutePattern.RawText!.Replace("{account}", account).Replace("{", "").Replace("}", "");
            var method = route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];
            var reply = await node.SendAsync(method, path, method is "GET" or "DELETE" ? null : "{", headers: authorization is null ? [] : [("Authorization", authorization)]);
            reply.Refuses(401, code);
            Assert.Equal("Bearer", reply.Headers["WWW-Authenticate"]);
        }

        Assert.Equal(2, await node.SeqAsync("/accounts/" + account));
    }

    [Fact]
    public async Task The_scheme_may_be_written_in_any_case()
    {
        await using var node = await TestNode.StartAsync();
        Assert.Equal(200, (int)(await node.SendAsync("GET", "/ledger/v1/trial_balance", headers: [("Authorization", "bearer " + TestNode.OperatorKey)])).Status);
    }

    [Fact]
    public async Task Two_credentials_are_none()
    {
        await using var node = await TestNode.StartAsync();
        var both = await node.SendAsync("GET", "/ledger/v1/trial_balance", headers: [("Authorization", "Bearer " + TestNode.OperatorKey), ("Authorization", "Bearer x")]);
        both.Refuses(401, "credential_unknown");
    }
}
