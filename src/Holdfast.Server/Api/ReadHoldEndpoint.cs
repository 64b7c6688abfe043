using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>GET /ledger/v1/accounts/{account}/holds/{hold}: an open one from the account, one that has ended from the journal.</summary>
internal static class ReadHoldEndpoint
{
    internal static void Map(NativeRoutes api) => api.Get("/accounts/{account}/holds/{hold}", "Reads a hold, also after its end", HandleAsync)
        .Gives<HoldShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var id = http.Name("hold");
        var view = await engine.ReadAsync(account, http.RequestAborted);
        var story = view is null ? null
            : view.State.Holds.Find(id) is { } open ? HoldStory.Open(open)
            : await HoldStory.ReadAsync(engine, account, id, engine.Now, http.RequestAborted);
        if (story is not null) await Reply.JsonAsync(http, StatusCodes.Status200OK, json => HoldJson.Write(json, story));
        else await Problems.WriteAsync(http, Failure.Of(view is null ? Status.AccountUnknown : Status.HoldUnknown));
    }
}
