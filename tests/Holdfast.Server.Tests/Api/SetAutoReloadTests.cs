namespace Holdfast.Server.Tests.Api;

public sealed class SetAutoReloadTests
{
    [Fact]
    public async Task The_settings_are_kept()
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        const string On = """{"enabled":true,"asset":"usd","threshold":"5","amount":"20"}""";
        Assert.Equal(On, (await node.CallAsync("PUT", account + "/auto_reload", On)).With(200).Text("auto_reload"));
        var off = On.Replace("true", "false").Replace("\"20\"", "\"0\"");
        Assert.Equal(off, (await node.CallAsync("PUT", account + "/auto_reload", off)).With(200).Text("auto_reload"));
    }

    [Theory]
    [InlineData("""{"asset":"usd","threshold":"5","amount":"20"}""", 400, "field_invalid", "enabled")]
    [InlineData("""{"enabled":"on","asset":"usd","threshold":"5","amount":"20"}""", 400, "field_invalid", "enabled")]
    [InlineData("""{"enabled":true,"asset":"usd","threshold":5,"amount":"20"}""", 400, "field_invalid", "threshold")]
    [InlineData("""{"enabled":true,"asset":"usd","threshold":null,"amount":"20"}""", 400, "field_invalid", "threshold")]
    [InlineData("""{"enabled":true,"asset":"usd","threshold":"5","amount":"0"}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"enabled":true,"asset":"usd","threshold":"-5","amount":"20"}""", 422, "amount_out_of_range", null)]
    [InlineData("""{"enabled":true,"asset":"credits","threshold":"0.5","amount":"20"}""", 422, "amount_too_precise", null)]
    [InlineData("""{"enabled":true,"asset":"gold","threshold":"5","amount":"20"}""", 422, "asset_unknown", null)]
    public async Task What_cannot_be_is_refused(string body, int status, string code, string? field)
    {
        await using var node = await TestNode.StartAsync();
        var account = await node.OpenedAsync();
        (await node.CallAsync("PUT", account + "/auto_reload", body)).Refuses(status, code, field);
        Assert.Equal(1, await node.SeqAsync(account));
    }
}
