using System.Text;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects.Generect;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>Every status and every fault, as this vendor words it: those too that no request of this vendor can provoke.</summary>
public sealed class ErrorBodyTests
{
    [Fact]
    public async Task Every_status_and_every_fault_has_its_body()
    {
        await using var node = await TestNode.StartAsync();
        var dialect = new GenerectDialect(node.Engine, new(new(), TimeProvider.System));
        var text = new StringBuilder();
        foreach (var status in Enum.GetValues<Status>()) await AppendAsync(status.ToString(), Failure.Of(status, new("funds:api_credits", Amount.Units(3), Amount.Units(3))));
        foreach (var fault in Enum.GetValues<Fault>()) await AppendAsync(fault.ToString(), Failure.Of(fault));
        await AppendAsync("RateLimited, for a while", Failure.Of(Fault.RateLimited) with { RetryAfter = 7 });
        await AppendAsync("Unavailable, the journal", Failure.Unavailable);
        await AppendAsync("FieldInvalid, with its field", Failure.Of(Fault.FieldInvalid, "Not a valid string.", "full_name"));
        await AppendAsync("FieldInvalid, with its field alone", Failure.Of(Fault.FieldInvalid, field: "full_name"));
        await AppendAsync("BodyMalformed, with its cause", Failure.Of(Fault.BodyMalformed, "JSON parse error - line 1 column 1"));
        Golden.CheckText("errors", text.ToString());

        async Task AppendAsync(string about, Failure failure)
        {
            var body = new MemoryStream();
            var http = new DefaultHttpContext { Request = { Method = "POST", ContentType = "text/plain" }, Response = { Body = body } };
            await dialect.FailAsync(http, failure);
            await http.Response.BodyWriter.FlushAsync();
            var response = http.Response;
            Assert.Equal("application/json", response.ContentType);
            Assert.Equal(body.Length, response.ContentLength);
            Assert.Equal("nosniff", response.Headers.XContentTypeOptions);
            text.Append(about).Append("\n  ").Append(response.StatusCode).Append(' ').Append(Encoding.UTF8.GetString(body.ToArray())).Append('\n');
            if (response.Headers.WWWAuthenticate.Count > 0) text.Append("  WWW-Authenticate: ").Append(response.Headers.WWWAuthenticate).Append('\n');
            if (response.Headers.RetryAfter.Count > 0) text.Append("  Retry-After: ").Append(response.Headers.RetryAfter).Append('\n');
        }
    }

    [Fact]
    public async Task A_bug_is_told_in_the_vendors_body_and_nothing_of_it_gets_out()
    {
        await using var customer = await Customer.StartAsync();
        var http = new DefaultHttpContext { Request = { Path = Customer.Me }, Response = { Body = new MemoryStream() } };
        var failures = new Failures(_ => throw new InvalidOperationException("secret"), [new GenerectDialect(customer.Node.Engine, new(new(), TimeProvider.System))],
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Failures>.Instance);
        await failures.InvokeAsync(http);
        await http.Response.BodyWriter.FlushAsync();
        Assert.Equal(500, http.Response.StatusCode);
        Assert.Equal("""{"status":"error","status_code":500,"detail":"A server error occurred."}""", Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()));
    }

    [Fact]
    public async Task A_journal_that_does_not_answer_is_503_and_when_to_come_back()
    {
        await using var customer = await Customer.StartAsync();
        var http = new DefaultHttpContext { Request = { Path = "/generect" + Customer.Me }, Response = { Body = new MemoryStream() } };
        var failures = new Failures(_ => throw new JournalUnavailableException("down"), [new GenerectDialect(customer.Node.Engine, new(new(), TimeProvider.System))],
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Failures>.Instance);
        await failures.InvokeAsync(http);
        await http.Response.BodyWriter.FlushAsync();
        Assert.Equal((503, "1"), (http.Response.StatusCode, http.Response.Headers.RetryAfter.ToString()));
        Assert.Equal("""{"status":"error","status_code":503,"detail":"Service temporarily unavailable, try again later."}""", Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()));
    }
}
