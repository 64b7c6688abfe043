using Holdfast.Engine;

namespace Holdfast.Server.Tests.Api;

public sealed class ReadCatalogueTests
{
    [Fact]
    public async Task The_document_is_as_it_was_written_and_its_etag_is_the_version()
    {
        await using var node = await TestNode.StartAsync();
        var read = await node.CallAsync("GET", "/catalogue");
        Assert.Equal((200, "application/yaml", "\"1\""), ((int)read.Status, read.Headers["Content-Type"], read.Headers["ETag"]));
        Assert.Equal(Catalogues.BuiltIn, read.Text);
        foreach (var (etag, status) in new[] { ("\"1\"", 304), ("W/\"1\"", 304), ("\"0\", \"1\"", 304), ("*", 304), ("\"2\"", 200) })
        {
            var again = await node.SendAsync("GET", "/ledger/v1/catalogue", headers: [("Authorization", "Bearer " + TestNode.OperatorKey), ("If-None-Match", etag)]);
            Assert.Equal((status, "\"1\"", status == 304), ((int)again.Status, again.Headers["ETag"], again.Text.Length == 0));
        }
    }
}
