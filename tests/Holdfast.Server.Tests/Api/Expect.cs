using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Api;

/// <summary>What an answer must be.</summary>
internal static class Expect
{
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Status and whole body, field by field in order; only the layout of the expected text is free.</summary>
    internal static void Is(this Reply reply, int status, string json)
    {
        Assert.Equal(JsonNode.Parse(json)!.ToJsonString(AsWritten), reply.Text);
        Assert.Equal(status, (int)reply.Status);
        Assert.Equal("application/json", reply.Headers["Content-Type"]);
        Assert.Equal("no-store, private", reply.Headers["Cache-Control"]);
        Assert.Equal(32, reply.Headers["X-Request-Id"].Length);
    }

    /// <summary>A refusal in the form of RFC 9457.</summary>
    /// <param name="field">The field that must be named; null when none is.</param>
    internal static JsonNode Refuses(this Reply reply, int status, string code, string? field = null)
    {
        Assert.True((int)reply.Status == status, $"{(int)reply.Status}, not {status}: {reply.Text}");
        Assert.Equal("application/problem+json", reply.Headers["Content-Type"]);
        var problem = reply.Json;
        Assert.Equal(code, problem.Text("code"));
        Assert.Equal("urn:holdfast:problem:" + code, problem.Text("type"));
        Assert.Equal(status, (int)problem["status"]!);
        Assert.NotEmpty(problem.Text("title")!);
        Assert.Equal(reply.Headers["X-Request-Id"], problem.Text("request_id"));
        Assert.Equal(field, problem.Text("field"));
        return problem;
    }

    /// <summary>A refusal for lack of something.</summary>
    internal static void Lacks(this Reply reply, int status, string code, string limit, string affordable, string available)
    {
        var problem = reply.Refuses(status, code);
        Assert.Equal((limit, affordable, available), (problem.Text("limit"), problem.Text("affordable"), problem.Text("available")));
    }

    /// <summary>The status alone; the answer goes on.</summary>
    internal static JsonNode With(this Reply reply, int status)
    {
        Assert.True((int)reply.Status == status, $"{(int)reply.Status}, not {status}: {reply.Text}");
        return reply.Json;
    }

    /// <summary>What stands at a path of names (a name with a point in it, in brackets) as JSON text; null for a JSON null, "absent" where nothing stands.</summary>
    internal static string? Text(this JsonNode node, params string[] path)
    {
        JsonNode? at = node;
        foreach (var name in path)
        {
            if (at is JsonArray list) at = list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)];
            else if (at is JsonObject fields && fields.TryGetPropertyValue(name, out var next)) at = next;
            else return name is "field" ? null : "absent";
        }

        return at is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string)value! : at?.ToJsonString(AsWritten);
    }

    /// <summary>Opens an account; its path.</summary>
    internal static async Task<string> OpenedAsync(this TestNode node, string body = "{}") => "/accounts/" + (await node.MustAsync("POST", "/accounts", body)).Text("id");

    /// <summary>Opens an account with ten euros; its path.</summary>
    internal static async Task<string> FundedAsync(this TestNode node)
    {
        var account = await node.OpenedAsync();
        (await node.CallAsync("POST", account + "/grants", """{"asset":"eur","amount":"10","source":"purchase"}""")).With(201);
        return account;
    }

    /// <summary>What an account has of an asset, available and held.</summary>
    internal static async Task<(string? Available, string? Held)> BalanceAsync(this TestNode node, string account, string asset)
    {
        var read = await node.MustAsync("GET", account);
        return (read.Text("balances", asset, "available"), read.Text("balances", asset, "held"));
    }

    /// <summary>The number of an account's last entry: unchanged when nothing was written.</summary>
    internal static async Task<long> SeqAsync(this TestNode node, string account) => (long)(await node.MustAsync("GET", account))["seq"]!;
}
