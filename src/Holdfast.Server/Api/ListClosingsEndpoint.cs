using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>GET /ledger/v1/accounts/{account}/closings: what each period left to be paid, newest first, and the period that runs.</summary>
internal static class ListClosingsEndpoint
{
    internal static void Map(NativeRoutes api) => api.Get("/accounts/{account}/closings", "Lists what an account's periods left to be paid, newest first", HandleAsync)
        .Asks<long>("after", "The number of the closing after which the page goes on, to older ones; the newest when it is not given.")
        .Asks<int>("limit", $"At most so many, 1 to {Query.LimitMax}; {Query.LimitDefault} when it is not given.")
        .Gives<ClosingsShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var after = http.Number("after", 1, long.MaxValue);
        var limit = http.Limit();
        if (await engine.ReadAsync(account, http.RequestAborted) is not { } view)
        {
            await Problems.WriteAsync(http, Failure.Of(Status.AccountUnknown));
            return;
        }

        var closings = new List<Entry>();
        await foreach (var entry in engine.ClosingsAsync(view, after, http.RequestAborted))
        {
            closings.Add(entry);
            if (closings.Count > limit + 1) break;
        }

        if (after is not null && closings.Count == 0) throw Query.Wrong("after", "the number of a closing");
        var page = closings.Skip(after is null ? 0 : 1).Take(limit).ToList();
        var isLast = closings.Count <= page.Count + (after is null ? 0 : 1);
        await Reply.JsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("open");
            ClosingJson.Write(json, Closing.SoFar(view.State), null);
            json.WriteStartArray("closings");
            foreach (var entry in page) ClosingJson.Write(json, Closing.In(entry.Body)!, entry);
            json.WriteEndArray();
            if (isLast) json.WriteNull("next_after");
            else json.WriteNumber("next_after", page[^1].Seq);
            json.WriteEndObject();
        });
    }
}
