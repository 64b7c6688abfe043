using System.Net;
using System.Text.Json.Nodes;
using RestSharp;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>The C# sample of the vendor's page, in today's RestSharp, against a running node.</summary>
public sealed class RestSharpTests
{
    [Fact]
    public async Task The_sample_reads_the_user()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node, "creator", new() { FirstName = "Ann" });
        await customer.SpeakAsync(1_200);

        using var client = new RestClient(new Uri(node.Http.BaseAddress!, "/v1/user"));
        var request = new RestRequest("", Method.Get);
        request.AddHeader("xi-api-key", customer.Secret.Text);
        var response = await client.ExecuteAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.ContentType);
        var user = JsonNode.Parse(response.Content!)!;
        Assert.Equal(customer.Id.ToString(), (string)user["user_id"]!);
        Assert.Equal("Ann", (string)user["first_name"]!);
        Assert.Equal("creator", (string)user["subscription"]!["tier"]!);
        Assert.Equal(1_200, (int)user["subscription"]!["character_count"]!);
        Assert.Null(user["xi_api_key"]);
    }

    [Fact]
    public async Task The_sample_with_its_own_placeholder_for_a_key_is_refused()
    {
        await using var node = await TestNode.StartAsync();
        using var client = new RestClient(new Uri(node.Http.BaseAddress!, "/v1/user"));
        var request = new RestRequest("", Method.Get);
        request.AddHeader("xi-api-key", "xi-api-key");
        var response = await client.ExecuteAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("invalid_api_key", (string)JsonNode.Parse(response.Content!)!["detail"]!["status"]!);
    }
}
