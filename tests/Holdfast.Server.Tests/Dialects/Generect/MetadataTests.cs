using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>What OPTIONS says of the user's fields.</summary>
public sealed class MetadataTests
{
    [Fact]
    public async Task Every_field_of_the_body_is_described_in_its_order_and_with_its_type()
    {
        await using var customer = await Customer.DocumentedAsync();
        await customer.SendAsync("PATCH", Customer.Me, """{"logo":"https://example.com/a.png"}""");
        var described = (await customer.SendAsync("OPTIONS", Customer.Me)).Json["actions"]!["PUT"]!.AsObject();
        var body = JsonNode.Parse(await customer.ReadAsync())!.AsObject();
        Assert.Equal(body.Select(field => field.Key), described.Select(field => field.Key));
        foreach (var (name, field) in described)
        {
            var kind = body[name]?.GetValueKind();
            Assert.Contains((string)field!["type"]!, kind switch
            {
                JsonValueKind.Number => ["integer", "float"],
                JsonValueKind.True or JsonValueKind.False => ["boolean"],
                JsonValueKind.Object => ["field"],
                _ => new[] { "string", "email", "url", "datetime" },
            });
        }
    }

    [Fact]
    public async Task What_is_described_as_writable_can_be_written_and_nothing_else()
    {
        await using var customer = await Customer.StartAsync();
        var described = (await customer.SendAsync("OPTIONS", Customer.Me)).Json["actions"]!["PUT"]!.AsObject();
        foreach (var (name, field) in described)
        {
            var before = await customer.ReadAsync();
            var value = name switch { "logo" => "\"https://example.com/a.png\"", "icp_flow" => """{"A":"1"}""", _ => "\"something new\"" };
            var reply = await customer.SendAsync("PATCH", Customer.Me, $$"""{"{{name}}":{{value}}}""");
            Assert.Equal(200, (int)reply.Status);
            Assert.Equal((bool)field!["read_only"]!, reply.Text == before);
        }
    }
}
