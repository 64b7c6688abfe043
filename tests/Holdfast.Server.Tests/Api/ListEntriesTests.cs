using System.Reflection;
using System.Text.Json.Nodes;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Api;

public sealed class ListEntriesTests
{
    [Fact]
    public async Task Pages_follow_each_other_without_a_gap()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.FundedAsync();
        for (var number = 0; number < 5; number++) await node.MustAsync("POST", account + "/charges", """{"operation":"image.generate","amount":{"eur":"1"}}""");
        Assert.Equal(("1 2 3", "3"), await PageAsync(node, account, "?limit=3"));
        Assert.Equal(("4 5 6", "6"), await PageAsync(node, account, "?limit=3&after=3"));
        Assert.Equal(("7", null), await PageAsync(node, account, "?limit=3&after=6"));
        Assert.Equal(("1 2 3 4 5 6 7", null), await PageAsync(node, account, ""));
        Assert.Equal(("1 2 3 4 5 6 7", null), await PageAsync(node, account, "?limit=7"));
        Assert.Equal(("", null), await PageAsync(node, account, "?after=7&limit=1000"));
        Assert.Equal(("", null), await PageAsync(node, account, "?after=1000000000000000"));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("after=-1", "after")]
    [InlineData("after=1e3", "after")]
    [InlineData("after=9223372036854775808", "after")]
    [InlineData("after=1&after=2", "after")]
    public async Task A_wrong_parameter_is_refused(string query, string field)
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("GET", $"{await node.OpenedAsync()}/entries?{query}")).Refuses(400, "field_invalid", field);
    }

    [Fact]
    public async Task An_unknown_account_has_none()
    {
        await using var node = await TestNode.StartAsync();
        (await node.CallAsync("GET", "/accounts/018f0000-0000-7000-8000-000000000009/entries")).Refuses(404, "account_unknown");
    }

    [Fact]
    public async Task Entries_say_what_happened()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"name":"Ann"}""");
        await node.MustAsync("PUT", account + "/holds/h1", """{"operation":"text_to_speech","quantity":"5","ttl_seconds":60}""");
        var page = await node.MustAsync("GET", account + "/entries?after=1");
        Assert.Equal("""
            [{"seq":2,"at":"2024-10-30T13:09:31Z","kind":"hold_placed","catalogue":1,"idempotency_id":"h1","hold":"h1","operation":"text_to_speech","quantity":"5","key":null,"expires_at":"2024-10-30T13:10:31Z","meters":[{"meter":"characters","quantity":"5","window":{"start":"2024-10-30T13:09:31Z","end":"2024-11-30T13:09:31Z"},"billed":null}],"slots":[],"postings":[],"after":{}}]
            """.Trim(), page.Text("entries"));
    }

    /// <summary>Guarantees that no kind of entry is forgotten here: each one that the ledger knows is made, and read.</summary>
    [Fact]
    public async Task Every_kind_of_entry_can_be_read()
    {
        await using var node = await TestNode.StartAsync();
        var account = await EveryKind.LiveAsync(node);
        var entries = (await node.MustAsync("GET", account + "/entries?limit=1000"))["entries"]!.AsArray();
        var known = typeof(EntryBody).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EntryBody))).Select(KindOf);
        Assert.Empty(known.Except(entries.Select(entry => entry!.Text("kind")!)).Order());
        Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(entry => (int)entry!["seq"]!));
    }

    private static string KindOf(Type body) =>
        (string)body.GetProperty("Kind", BindingFlags.Public | BindingFlags.Instance)!.GetValue(System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(body))!;

    private static async Task<(string Seqs, string? Next)> PageAsync(TestNode node, string account, string query)
    {
        var page = await node.MustAsync("GET", $"{account}/entries{query}");
        return (string.Join(' ', page["entries"]!.AsArray().Select(entry => entry!.Text("seq"))), page.Text("next_after"));
    }
}
