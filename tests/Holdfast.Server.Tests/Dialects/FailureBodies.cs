using System.Globalization;
using System.Text;
using Holdfast.Ledger;
using Holdfast.Server.Dialects;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Tests.Dialects;

/// <summary>What a dialect says to every fault and to every refusal there is, whether a request can provoke it or not.</summary>
internal static class FailureBodies
{
    /// <summary>A JSON object with a line for each: its name, HTTP status and wait, and the body as it was written.</summary>
    public static async Task<string> AllAsync(Dialect dialect)
    {
        var lines = new List<string>();
        foreach (var fault in Enum.GetValues<Fault>()) lines.Add(await LineAsync(dialect, fault.ToString(), Of(fault)));
        foreach (var status in Enum.GetValues<Status>()) lines.Add(await LineAsync(dialect, status.ToString(), Failure.Of(status)));
        return "{\n" + string.Join(",\n", lines) + "\n}";
    }

    /// <summary>One failure, answered to a request that never came over a wire.</summary>
    public static async Task<(HttpResponse Response, string Body)> WriteAsync(Dialect dialect, Failure failure)
    {
        var body = new MemoryStream();
        var http = new DefaultHttpContext { Response = { Body = body } };
        await dialect.FailAsync(http, failure);
        Assert.Equal(body.Length, http.Response.ContentLength);
        return (http.Response, Encoding.UTF8.GetString(body.ToArray()).Replace(RequestId.Of(http), "{request id}", StringComparison.Ordinal));
    }

    private static Failure Of(Fault fault) => fault switch
    {
        Fault.FieldInvalid => Failure.Of(fault, "The value is not valid.", "start_unix"),
        Fault.Unavailable => Failure.Unavailable,
        Fault.RateLimited => Failure.Of(fault) with { RetryAfter = 7 },
        _ => Failure.Of(fault),
    };

    private static async Task<string> LineAsync(Dialect dialect, string name, Failure failure)
    {
        var (response, body) = await WriteAsync(dialect, failure);
        var wait = response.Headers.RetryAfter is [{ } seconds] ? ", Retry-After " + seconds : "";
        return string.Create(CultureInfo.InvariantCulture, $"\"{name}: {response.StatusCode}{wait}\": {body}");
    }
}
