namespace Holdfast.Server.Tests.Api;

public sealed class SetExtensionTests
{
    [Fact]
    public async Task A_meter_goes_further_or_without_end()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        Assert.Equal("50000", await ExtendedAsync(node, account, """{"limit":"50000"}"""));
        Assert.Null(await ExtendedAsync(node, account, """{"limit":null}"""));
        Assert.Equal("0", await ExtendedAsync(node, account, """{"limit":"0"}"""));
    }

    [Theory]
    [InlineData("characters", "{}", 400, "field_invalid", "limit")]
    [InlineData("characters", """{"limit":50000}""", 400, "field_invalid", "limit")]
    [InlineData("characters", """{"limit":"-1"}""", 422, "amount_out_of_range", null)]
    [InlineData("voice_edits", """{"limit":"5"}""", 422, "extension_not_allowed", null)]
    [InlineData("inches", """{"limit":"5"}""", 422, "meter_unknown", null)]
    public async Task What_cannot_be_is_refused(string meter, string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"plan":"creator"}""");
        (await node.CallAsync("PUT", $"{account}/extension/{meter}", body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
    }

    private static async Task<string?> ExtendedAsync(TestNode node, string account, string body) =>
        (await node.CallAsync("PUT", account + "/extension/characters", body)).With(200).Text("meters", "characters", "extension");
}
