using System.Net;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>What stands around the bodies: headers, methods, slashes, tags, the prefix.</summary>
public sealed class HttpTests
{
    [Fact]
    public async Task The_headers_of_every_method_are_the_pages()
    {
        await using var customer = await Customer.DocumentedAsync();
        var transcript = new Transcript(customer.Node, (customer.Key, "KEY"));
        foreach (var path in new[] { Customer.Me, Customer.Transactions, Customer.SpentCredits })
            foreach (var method in new[] { "GET", "HEAD", "OPTIONS", "POST", "TRACE", "LINK" })
                await transcript.SendAsync("with a key", method, path, headers: [("Authorization", "Token " + customer.Key), ("Host", "api.generect.com")]);
        foreach (var method in new[] { "PUT", "PATCH", "DELETE" })
            await transcript.SendAsync("a list is only read", method, Customer.Transactions, headers: ("Authorization", "Token " + customer.Key));
        await transcript.SendAsync("without one", "POST", Customer.Me);
        foreach (var path in new[] { "/api", "/api/", "/api/auth/users/", "/api/auth/users/me/me/", "/api/auth/users/me//", "/generect/nothing" })
            await transcript.SendAsync("nothing is there", "GET", path, headers: ("Authorization", "Token " + customer.Key));
        Golden.CheckText("http", transcript.ToString());
    }

    [Fact]
    public async Task Head_says_what_get_does_and_sends_no_body()
    {
        await using var customer = await Customer.DocumentedAsync();
        foreach (var path in new[] { Customer.Me, Customer.Transactions, Customer.SpentCredits })
        {
            var get = await customer.SendAsync("GET", path);
            var head = await customer.SendAsync("HEAD", path);
            Assert.Equal(HttpStatusCode.OK, head.Status);
            Assert.Equal("", head.Text);
            Assert.Equal(Of(get), Of(head));
        }

        static Dictionary<string, string> Of(Reply reply) => reply.Headers.Where(header => header.Key != "Date").ToDictionary();
    }

    [Theory]
    [InlineData("/api/auth/users/me", "/api/auth/users/me/")]
    [InlineData("/api/auth/users/me?x=1", "/api/auth/users/me/?x=1")]
    [InlineData("/api/auth/users/me?", "/api/auth/users/me/?")]
    [InlineData("/api/auth/users/me?a=%2F&b=ä+%20&b", "/api/auth/users/me/?a=%2F&b=%C3%A4+%20&b")]
    [InlineData("/api/auth/transactions", "/api/auth/transactions/")]
    [InlineData("/api/auth/transactions?limit=5&offset=5", "/api/auth/transactions/?limit=5&offset=5")]
    [InlineData("/api/auth/transactions/spent_credits?period=day", "/api/auth/transactions/spent_credits/?period=day")]
    [InlineData("/generect/api/auth/users/me?x=1", "/generect/api/auth/users/me/?x=1")]
    [InlineData("/generect/api/auth/transactions", "/generect/api/auth/transactions/")]
    public async Task A_path_without_its_slash_leads_to_the_one_with_it_whoever_asks(string path, string location)
    {
        await using var customer = await Customer.StartAsync();
        foreach (var method in new[] { "GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS" })
            foreach (var authorization in new[] { "", "Token " + customer.Key })
            {
                var reply = await customer.Node.SendAsync(method, path, headers: ("Authorization", authorization));
                Assert.Equal(HttpStatusCode.MovedPermanently, reply.Status);
                Assert.Equal(location, reply.Headers["Location"]);
                Assert.Equal("", reply.Text);
                Assert.Equal("0", reply.Headers["Content-Length"]);
            }
    }

    [Fact]
    public async Task The_same_stands_under_the_prefix()
    {
        await using var customer = await Customer.DocumentedAsync();
        foreach (var path in new[] { Customer.Me, Customer.Transactions, Customer.SpentCredits })
            foreach (var method in new[] { "GET", "OPTIONS", "POST" })
                Assert.Equal((await customer.SendAsync(method, path)).Text, (await customer.SendAsync(method, "/generect" + path)).Text);
        await customer.SendAsync("PATCH", "/generect" + Customer.Me, """{"full_name":"Ada"}""");
        Assert.Contains("\"full_name\":\"Ada\"", await customer.ReadAsync());
        Assert.Equal((await customer.SendAsync("GET", "/api/nothing/")).Text, (await customer.SendAsync("GET", "/generect/api/nothing/")).Text);
    }

    [Theory]
    [InlineData(Customer.Me)]
    [InlineData(Customer.Transactions)]
    [InlineData(Customer.SpentCredits)]
    public async Task Who_has_the_newest_already_gets_nothing_but_that(string path)
    {
        await using var customer = await Customer.DocumentedAsync();
        var first = await customer.SendAsync("GET", path);
        var tag = first.Headers["ETag"];
        Assert.Equal("no-store, private", first.Headers["Cache-Control"]);
        foreach (var method in new[] { "GET", "HEAD" })
            foreach (var asked in new[] { tag, "W/" + tag, "\"other\", " + tag, "*" })
            {
                var known = await customer.SendAsync(method, path, headers: ("If-None-Match", asked));
                Assert.Equal(HttpStatusCode.NotModified, known.Status);
                Assert.Equal("", known.Text);
                Assert.Equal(tag, known.Headers["ETag"]);
            }

        await customer.ChargeAsync("leads.by_icp", 1);
        var second = await customer.SendAsync("GET", path, headers: ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.NotEqual(tag, second.Headers["ETag"]);
        Assert.NotEqual(first.Text, second.Text);
    }

    [Fact]
    public async Task A_tag_is_worth_nothing_without_a_credential()
    {
        await using var customer = await Customer.StartAsync();
        Assert.Equal(401, (int)(await customer.Node.SendAsync("GET", Customer.Me, headers: ("If-None-Match", "*"))).Status);
    }
}
