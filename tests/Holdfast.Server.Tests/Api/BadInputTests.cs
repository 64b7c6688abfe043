using System.Net.Http.Headers;
using System.Text;
using Holdfast.Server.Api;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Server.Tests.Api;

/// <summary>Guarantees that what cannot be read does nothing: each kind of bad input, against every endpoint it can reach, and the account stays as it was.</summary>
public sealed class BadInputTests
{
    private static readonly (string Name, byte[] Body, string Code)[] Unreadable =
    [
        ("cut off", Text("""{"operation":"x","""), "body_malformed"),
        ("no JSON", Text("operation=x"), "body_malformed"),
        ("a comment", Text("{} // x"), "body_malformed"),
        ("two values", Text("{} {}"), "body_malformed"),
        ("a trailing comma", Text("""{"a":1,}"""), "body_malformed"),
        ("a mark in front", [0xEF, 0xBB, 0xBF, .. Text("{}")], "body_malformed"),
        ("not UTF-8", [.. Text("""{"name":" """), 0xFF, .. Text("\"}")], "body_malformed"),
        ("UTF-16", Encoding.Unicode.GetBytes("{}"), "body_malformed"),
        ("nested too deep", Text(new string('[', 5_000) + new string(']', 5_000)), "body_malformed"),
        ("deep in a field", Text("{\"name\":" + new string('[', 20) + new string(']', 20) + "}"), "body_malformed"),
        ("a list", Text("[]"), "field_invalid"),
        ("a number", Text("7"), "field_invalid"),
        ("null", Text("null"), "field_invalid"),
        ("an unknown field", Text("""{"colour":"red"}"""), "field_invalid"),
        ("a field in capitals", Text("""{"NAME":"x"}"""), "field_invalid"),
        ("a field twice", Text("""{"colour":1,"colour":2}"""), "field_invalid"),
    ];

    [Fact]
    public async Task What_cannot_be_read_is_refused_everywhere()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivingAsync(node);
        var wrong = new List<string>();
        foreach (var (method, path) in WithBody(node, account))
            foreach (var (name, body, code) in Unreadable)
            {
                var (status, text) = await SendAsync(node, method, path, body, "application/json");
                if (status != 400 || !text.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal)) wrong.Add($"{method} {path} with {name}: {status} {text}");
            }

        Assert.Empty(wrong);
        Assert.Equal(3, await node.SeqAsync(account));
    }

    [Fact]
    public async Task Other_media_types_are_refused_everywhere()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivingAsync(node);
        var wrong = new List<string>();
        foreach (var (method, path) in WithBody(node, account))
            foreach (var mediaType in new[] { "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/jsonp", "json", "" })
            {
                var (status, text) = await SendAsync(node, method, path, Text("{}"), mediaType);
                if (status != 415 || !text.Contains("\"code\":\"media_type_unsupported\"", StringComparison.Ordinal)) wrong.Add($"{method} {path} as '{mediaType}': {status} {text}");
            }

        Assert.Empty(wrong);
        Assert.Equal(3, await node.SeqAsync(account));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_everywhere()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivingAsync(node);
        var large = Text("{" + new string(' ', 1_048_576) + "}");
        foreach (var (method, path) in WithBody(node, account))
        {
            var (status, text) = await SendAsync(node, method, path, large, "application/json");
            Assert.Equal((413, true), (status, text.Contains("\"code\":\"body_too_large\"", StringComparison.Ordinal)));
        }

        Assert.Equal(3, await node.SeqAsync(account));
        Assert.Equal(200, (await SendAsync(node, "PATCH", "/ledger/v1" + account, Text("{" + new string(' ', 1_048_574) + "}"), "application/json; charset=\"utf-8\"")).Status);
    }

    [Fact]
    public async Task Other_methods_are_refused_and_the_right_ones_named()
    {
        await using var node = await TestNode.StartAsync();
        var account = await LivingAsync(node);
        foreach (var path in node.Endpoints.Where(IsNative).GroupBy(endpoint => endpoint.RoutePattern.RawText!))
        {
            var known = path.Select(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]).ToArray();
            foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD" }.Except(known))
            {
                var reply = await node.SendAsync(method, Filled(path.Key, account), headers: [("Authorization", "Bearer " + TestNode.OperatorKey)]);
                Assert.Equal((method, path.Key, 405), (method, path.Key, (int)reply.Status));
                Assert.Equal(known.Order(), reply.Headers["Allow"].Split(", ").Order());
                if (method != "HEAD") reply.Refuses(405, "method_not_allowed");
            }
        }

        Assert.Equal(3, await node.SeqAsync(account));
    }

    [Theory]
    [InlineData("/ledger/v1/nothing")]
    [InlineData("/ledger/v1")]
    [InlineData("/ledger/v2/accounts")]
    [InlineData("/ledger/v1/accounts/018f0000-0000-7000-8000-000000000001/nothing")]
    [InlineData("/nothing")]
    [InlineData("/")]
    public async Task An_unknown_route_is_not_found(string path)
    {
        await using var node = await TestNode.StartAsync();
        (await node.SendAsync("GET", path, headers: [("Authorization", "Bearer " + TestNode.OperatorKey)])).Refuses(404, "not_found");
    }

    [Fact]
    public async Task A_malformed_account_is_unknown_everywhere()
    {
        await using var node = await TestNode.StartAsync();
        foreach (var endpoint in node.Endpoints.Where(IsNative).Where(endpoint => endpoint.RoutePattern.RawText!.Contains("{account}", StringComparison.Ordinal)))
            foreach (var id in new[] { "7", "018f0000000070008000000000000001", "%7B018f0000-0000-7000-8000-000000000001%7D", "018f0000-0000-7000-8000-00000000000g" })
            {
                var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];
                (await node.SendAsync(method, Filled(endpoint.RoutePattern.RawText!, "/accounts/" + id), headers: [("Authorization", "Bearer " + TestNode.OperatorKey)])).Refuses(404, "account_unknown");
            }
    }

    public static readonly TheoryData<string, string> Texts = new()
    {
        { $$"""{"name":"{{new string('x', 257)}}"}""", "name" },
        { """{"name":"a\u0000b"}""", "name" },
        { """{"name":"a\nb"}""", "name" },
        { """{"name":"a\u0085b"}""", "name" },
        { """{"name":"\ud83d"}""", "name" },
        { """{"name":"\udc00x"}""", "name" },
        { """{"name":["x"]}""", "name" },
        { """{"name":true}""", "name" },
        { """{"name":7}""", "name" },
        { """{"email":{"address":"x"}}""", "email" },
        { $$"""{"email":"{{new string('x', 257)}}"}""", "email" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_that_is_none_is_refused(string body, string field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("PATCH", account, body)).Refuses(400, "field_invalid", field);
        (await node.CallAsync("POST", "/accounts", body)).Refuses(400, "field_invalid", field);
        Assert.Equal(1, await node.SeqAsync(account));
    }

    [Fact]
    public async Task A_text_may_be_in_any_script()
    {
        await using var node = await TestNode.StartAsync();
        var longest = string.Concat(Enumerable.Repeat("\U0001F600", 128));
        var account = await node.OpenedAsync($$"""{"name":"{{longest}}","username":"Ödön \"Ö\" 漢字 \ud83d\ude00"}""");
        var read = await node.MustAsync("GET", account);
        Assert.Equal((longest, "Ödön \"Ö\" 漢字 \U0001F600"), (read.Text("name"), read.Text("username")));
    }

    /// <summary>An account with ten euros, three entries, a key k3.</summary>
    private static async Task<string> LivingAsync(TestNode node)
    {
        var account = await node.FundedAsync();
        await node.MustAsync("POST", account + "/keys", """{"name":"k"}""");
        return account;
    }

    private static bool IsNative(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.StartsWith("/ledger/v1", StringComparison.Ordinal);

    private static IEnumerable<(string Method, string Path)> WithBody(TestNode node, string account) =>
        from endpoint in node.Endpoints
        where endpoint.Metadata.GetMetadata<EndpointNotes>() is { Body: not null }
        select (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0], Filled(endpoint.RoutePattern.RawText!, account));

    private static string Filled(string route, string account) => route.Replace("/accounts/{account}", account).Replace("{key}", "k3").Replace("{", "").Replace("}", "");

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<(int Status, string Text)> SendAsync(TestNode node, string method, string path, byte[] body, string mediaType)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = new ByteArrayContent(body) };
        if (mediaType.Length > 0) request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        request.Headers.ExpectContinue = body.Length > TestNode.ExpectContinueFrom;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestNode.OperatorKey);
        using var response = await node.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
