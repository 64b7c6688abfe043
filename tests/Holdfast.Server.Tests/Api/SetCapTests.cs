namespace Holdfast.Server.Tests.Api;

public sealed class SetCapTests
{
    [Fact]
    public async Task A_cap_is_set_and_lifted()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync("""{"billing":"usage_based"}""");
        await node.MustAsync("POST", account + "/charges", """{"operation":"video.generate","amount":{"usd":"12.25"}}""");
        Assert.Equal("""{"asset":"usd","amount":"100","spent":"12.25"}""", (await node.CallAsync("PUT", account + "/cap", """{"asset":"usd","amount":"100"}""")).With(200).Text("cap"));
        Assert.Null((await node.CallAsync("PUT", account + "/cap", """{"asset":"usd","amount":null}""")).With(200).Text("cap"));
    }

    [Theory]
    [InlineData("""{"asset":"usd"}""", 400, "field_invalid", "amount")]
    [InlineData("""{"amount":"5"}""", 400, "field_invalid", "asset")]
    [InlineData("""{"asset":"usd","amount":5}""", 400, "field_invalid", "amount")]
    [InlineData("""{"asset":"usd","amount":"-5"}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"asset":"eur","amount":"5"}""", 422, "asset_unknown", null)]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("PUT", account + "/cap", body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
    }
}
