using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Bench;

/// <summary>What the bare web server costs: an endpoint that returns so many bytes, and one that returns what it was sent.</summary>
internal static class Bare
{
    internal static async Task<int> ServeAsync(string url, string[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(url);
        app.MapGet("/ready", () => "ready");
        foreach (var answer in answers)
        {
            var (path, bytes) = (answer.Split('=')[0], new byte[int.Parse(answer.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture)]);
            bytes.AsSpan().Fill((byte)'x');
            app.MapGet(path, (RequestDelegate)(async http =>
            {
                http.Response.ContentType = "application/json";
                http.Response.ContentLength = bytes.Length;
                await http.Response.BodyWriter.WriteAsync(bytes);
            }));
        }

        app.MapPut("/{**path}", (RequestDelegate)EchoAsync);
        app.MapPost("/{**path}", (RequestDelegate)EchoAsync);
        await app.RunAsync();
        return 0;
    }

    private static async Task EchoAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
    }
}
