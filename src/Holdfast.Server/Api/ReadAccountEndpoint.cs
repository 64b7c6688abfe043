using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Api;

/// <summary>GET /ledger/v1/accounts/{account}. With <c>at</c>: as it stood at a past instant.</summary>
internal static class ReadAccountEndpoint
{
    private static readonly object Reader = new();

    internal static void Map(NativeRoutes api) => api.Get("/accounts/{account}", "Reads an account", HandleAsync)
        .Asks<Instant>("at", "A past instant; now when it is not given.")
        .Gives<AccountShape>()
        .GivesNothing(304, "The client's copy, by its ETag, is still true.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var view = http.Past("at", engine.Now) is { } at
            ? await engine.ReadAtAsync(account, at, http.RequestAborted)
            : await engine.ReadAsync(account, http.RequestAborted);
        if (view is null)
        {
            await Problems.WriteAsync(http, Failure.Of(Status.AccountUnknown));
            return;
        }

        http.Response.ContentType = "application/json";
        http.Response.Headers["X-Request-Id"] = RequestId.Of(http);
        await Answers.WriteAsync(http, view, Reader, null, 0, static (json, view, _) => AccountJson.Write(json, view));
    }
}
