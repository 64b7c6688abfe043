using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Api;

public sealed class ListAccountsTests
{
    private const string A = "018f0000-0000-7000-8000-00000000000a";
    private const string B = "018f0000-0000-7000-8000-00000000000b";
    private const string C = "018f0000-0000-7000-8000-00000000000c";

    [Fact]
    public async Task Accounts_are_found_by_what_they_are_known_by()
    {
        await using var node = await WithThreeAsync();
        (await node.CallAsync("GET", "/accounts?external_id=crm-7")).Is(200, $$"""
            {"accounts":[{"id":"{{A}}","external_id":"crm-7","email":"ann@example.com","created_at":"2024-10-30T13:09:31Z"}],"next_after":null}
            """);
        Assert.Equal("ab", await IdsAsync(node, "?email=ann%40example.com"));
        Assert.Equal("a", await IdsAsync(node, "?email=ann%40example.com&external_id=crm-7"));
        Assert.Equal("", await IdsAsync(node, "?external_id=crm-8"));
    }

    [Fact]
    public async Task An_account_is_found_by_what_it_was_changed_to()
    {
        await using var node = await WithThreeAsync();
        await node.MustAsync("PATCH", "/accounts/" + A, """{"email":"a@example.com","external_id":null}""");
        Assert.Equal("a", await IdsAsync(node, "?email=a%40example.com"));
        Assert.Equal("b", await IdsAsync(node, "?email=ann%40example.com"));
        Assert.Equal("", await IdsAsync(node, "?external_id=crm-7"));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap()
    {
        await using var node = await WithThreeAsync();
        var first = await node.MustAsync("GET", "/accounts?limit=2");
        Assert.Equal(("ab", B), (Ids(first), first.Text("next_after")));
        var second = await node.MustAsync("GET", $"/accounts?limit=2&after={B}");
        Assert.Equal(("c", null), (Ids(second), second.Text("next_after")));
        Assert.Null((await node.MustAsync("GET", "/accounts?limit=3")).Text("next_after"));
        Assert.Equal("", await IdsAsync(node, "?after=" + C));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("after=7", "after")]
    [InlineData("after=00000000-0000-0000-0000-000000000000", "after")]
    [InlineData("email=", "email")]
    [InlineData("external_id=%0A", "external_id")]
    public async Task A_wrong_parameter_is_refused(string query, string field)
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("GET", "/accounts?" + query)).Refuses(400, "field_invalid", field);
    }

    [Fact]
    public async Task An_unknown_parameter_is_ignored()
    {
        await using var node = await WithThreeAsync();
        Assert.Equal("abc", await IdsAsync(node, "?color=red"));
    }

    private static async Task<TestNode> WithThreeAsync()
    {
        var node = await TestNode.StartAsync();
        await node.MustAsync("POST", "/accounts", new { id = A, external_id = "crm-7", email = "ann@example.com" });
        await node.MustAsync("POST", "/accounts", new { id = B, email = "ann@example.com" });
        await node.MustAsync("POST", "/accounts", new { id = C });
        return node;
    }

    private static async Task<string> IdsAsync(TestNode node, string query) => Ids(await node.MustAsync("GET", "/accounts" + query));

    /// <summary>The last letter of each id.</summary>
    private static string Ids(JsonNode page) => string.Concat(page["accounts"]!.AsArray().Select(account => account!.Text("id")![^1]));
}
