using System.Net;
using System.Text.Json.Nodes;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>PUT and PATCH: what may be written, what is ignored, and what is wrong.</summary>
public sealed class UserWriteTests
{
    [Theory]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    public async Task Name_logo_and_flow_are_written_to_the_account(string method)
    {
        await using var customer = await Customer.DocumentedAsync();
        var reply = await customer.SendAsync(method, Customer.Me, """
            { "full_name": " Ada Lovelace ", "logo": "https://example.com/ada.png", "icp_flow": { "active_compaign_first_icp": "false", "B": [1, 2.0], "A": "2" } }
            """);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Golden.Check("user-written", reply.Text);
        Assert.Equal(reply.Text, await customer.ReadAsync());

        var profile = (await customer.Node.Engine.ReadAsync(customer.Id, CancellationToken.None))!.State.Profile;
        Assert.Equal("Ada Lovelace", profile.Name);
        Assert.Equal("""{ "active_compaign_first_icp": "false", "B": [1, 2.0], "A": "2" }""", profile.Attribute("icp_flow"));
    }

    [Fact]
    public async Task What_is_not_mentioned_stays_and_null_takes_the_logo_away()
    {
        await using var customer = await Customer.StartAsync(new { first_name = "Ada", last_name = "Lovelace" });
        await customer.SendAsync("PATCH", Customer.Me, """{"logo":"http://example.com/a.png"}""");
        await customer.SendAsync("PUT", Customer.Me, """{"icp_flow":{"A":"1"}}""");
        var both = JsonNode.Parse(await customer.ReadAsync())!;
        Assert.Equal(("Ada Lovelace", "http://example.com/a.png", "1"), ((string)both["full_name"]!, (string)both["logo"]!, (string)both["icp_flow"]!["A"]!));

        await customer.SendAsync("PATCH", Customer.Me, """{"logo":null}""");
        var one = JsonNode.Parse(await customer.ReadAsync())!;
        Assert.Equal((null, "1"), ((string?)one["logo"], (string)one["icp_flow"]!["A"]!));
    }

    [Fact]
    public async Task An_empty_name_is_a_name()
    {
        await using var customer = await Customer.StartAsync(new { first_name = "Ada" });
        Assert.Equal("", (string)(await customer.SendAsync("PATCH", Customer.Me, """{"full_name":""}""")).Json["full_name"]!);
    }

    [Theory]
    [InlineData("""{"balance_platform":1}""")]
    [InlineData("""{"balance_platform":"much","is_staff":true,"email":"root@example.com","subscription":"Enterprise","trial_available":null}""")]
    [InlineData("""{"nobody_knows":{"this":[1,2,3]}}""")]
    [InlineData("{}")]
    [InlineData(null)]
    public async Task Read_only_and_unknown_keys_are_ignored_without_a_word_and_write_nothing(string? body)
    {
        await using var customer = await Customer.DocumentedAsync();
        var seq = (await customer.Node.Engine.ReadAsync(customer.Id, CancellationToken.None))!.Seq;
        foreach (var method in new[] { "PATCH", "PUT" })
        {
            var reply = await customer.SendAsync(method, Customer.Me, body);
            Assert.Equal(HttpStatusCode.OK, reply.Status);
            Golden.Check("user-documented", reply.Text);
        }

        Assert.Equal(seq, (await customer.Node.Engine.ReadAsync(customer.Id, CancellationToken.None))!.Seq);
    }

    [Fact]
    public async Task Every_way_to_be_wrong_has_its_sentence_and_changes_nothing()
    {
        await using var customer = await Customer.StartAsync();
        var before = await customer.ReadAsync();
        var transcript = new Transcript(customer.Node, (customer.Key, "KEY"));
        Task SendAsync(string about, string body, string mediaType = "application/json") =>
            transcript.SendAsync(about, "PATCH", Customer.Me, body, mediaType, ("Authorization", "Token " + customer.Key));

        await SendAsync("no JSON", "full_name=Ada");
        await SendAsync("no JSON after a line", "{\n\"full_name\": }");
        await SendAsync("JSON and more", "{} {}");
        await SendAsync("a name twice", """{"full_name":"a","full_name":"b"}""");
        await SendAsync("a name twice, further down", """{"icp_flow":{"A":{"B":1,"B":2}}}""");
        await SendAsync("half of a surrogate pair", """{"full_name":"\ud83d"}""");
        await SendAsync("deeper than anything", new string('[', 100));
        await SendAsync("a list", "[]");
        await SendAsync("a text", "\"Ada\"");
        await SendAsync("a whole number", "1");
        await SendAsync("a number", "1.5");
        await SendAsync("a truth", "true");
        await SendAsync("nothing", "null");
        await SendAsync("a form", "full_name=Ada", "application/x-www-form-urlencoded");
        await SendAsync("text", "{}", "text/plain");
        await SendAsync("JSON by another name", "{}", "application/merge-patch+json");
        await SendAsync("name: a number", """{"full_name":5}""");
        await SendAsync("name: a list", """{"full_name":["Ada"]}""");
        await SendAsync("name: null", """{"full_name":null}""");
        await SendAsync("name: a zero character", """{"full_name":"A\u0000da"}""");
        await SendAsync("name: a line break", """{"full_name":"A\nda"}""");
        await SendAsync("name: too long", $$"""{"full_name":"{{new string('a', 257)}}"}""");
        await SendAsync("logo: a number", """{"logo":5}""");
        await SendAsync("logo: blank", """{"logo":""}""");
        await SendAsync("logo: no URL", """{"logo":"ada.png"}""");
        await SendAsync("logo: a script", """{"logo":"javascript:alert(1)"}""");
        await SendAsync("logo: a space", """{"logo":"https://example.com/a b.png"}""");
        await SendAsync("logo: too long", $$"""{"logo":"https://example.com/{{new string('a', 2_000)}}"}""");
        await SendAsync("flow: a text", """{"icp_flow":"A"}""");
        await SendAsync("flow: a list", """{"icp_flow":[]}""");
        await SendAsync("flow: a truth", """{"icp_flow":false}""");
        await SendAsync("flow: null", """{"icp_flow":null}""");
        await SendAsync("flow: too long", """{"icp_flow":{"A":"?"}}""".Replace("?", new('a', 16_384)));
        await SendAsync("all three, and one that nobody knows", """{"icp_flow":1,"logo":true,"full_name":{},"x":1}""");
        await SendAsync("one wrong and one right", """{"full_name":"Ada","logo":"?"}""");
        Golden.CheckText("user-write-errors", transcript.ToString());
        Assert.Equal(before, await customer.ReadAsync());
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_a_body_without_a_type_are_refused()
    {
        await using var customer = await Customer.StartAsync();
        Assert.Equal((400, """{"status":"error","status_code":400,"detail":"JSON parse error - not UTF-8"}"""), await SendAsync([0x22, 0xFF, 0x22], "application/json"));
        Assert.Equal((415, """{"status":"error","status_code":415,"detail":"Unsupported media type \"\" in request."}"""), await SendAsync([0x7B, 0x7D], null));
        Assert.Equal(200, (await SendAsync([0x7B, 0x7D], "Application/JSON; charset=utf-8")).Status);

        async Task<(int Status, string Text)> SendAsync(byte[] body, string? type)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, Customer.Me) { Content = new ByteArrayContent(body), Headers = { { "Authorization", "Token " + customer.Key } } };
            if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var response = await customer.Node.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return ((int)response.StatusCode, response.IsSuccessStatusCode ? "" : text);
        }
    }

    [Fact]
    public async Task A_body_without_end_is_too_large()
    {
        await using var customer = await Customer.StartAsync();
        var reply = await customer.SendAsync("PATCH", Customer.Me, new string(' ', 1_048_577));
        Assert.Equal("""{"status":"error","status_code":413,"detail":"The request body is too large."}""", reply.Text);
        Assert.Equal("GET, PUT, PATCH, DELETE, HEAD, OPTIONS", reply.Headers["Allow"]);
    }

    [Fact]
    public async Task An_account_with_as_many_attributes_as_it_may_have_takes_no_more()
    {
        await using var customer = await Customer.StartAsync();
        await customer.DoAsync(new ChangeAccount { Attributes = [.. Enumerable.Range(0, Bounds.AttributesMax).Select(number => new ProfileAttribute($"a{number}", "1"))] });
        var reply = await customer.SendAsync("PATCH", Customer.Me, """{"logo":"https://example.com/a.png"}""");
        Assert.Equal("""{"status":"error","status_code":409,"detail":"The request conflicts with what is there."}""", reply.Text);
    }

    [Fact]
    public async Task The_answer_to_a_write_bears_the_tag_of_what_is_read_then()
    {
        await using var customer = await Customer.StartAsync();
        var written = await customer.SendAsync("PATCH", Customer.Me, """{"full_name":"Ada"}""", headers: ("If-None-Match", "*"));
        Assert.Equal(HttpStatusCode.OK, written.Status);
        Assert.Equal((await customer.SendAsync("GET", Customer.Me)).Headers["ETag"], written.Headers["ETag"]);
    }
}
