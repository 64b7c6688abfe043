using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>GET /ledger/v1/accounts/{account}/entries: the account's journal, in order.</summary>
internal static class ListEntriesEndpoint
{
    internal static void Map(NativeRoutes api) => api.Get("/accounts/{account}/entries", "Lists an account's entries, in order", HandleAsync)
        .Asks<long>("after", "The number after which the page begins; 0 when it is not given.")
        .Asks<int>("limit", $"At most so many, 1 to {Query.LimitMax}; {Query.LimitDefault} when it is not given.")
        .Gives<EntriesShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var after = http.Number("after", 0, SeqMax) ?? 0;
        var limit = http.Limit();
        if (await engine.ReadAsync(account, http.RequestAborted) is null)
        {
            await Problems.WriteAsync(http, Failure.Of(Status.AccountUnknown));
            return;
        }

        var entries = new List<Entry>();
        await foreach (var entry in engine.EntriesAsync(account, after, after + limit + 1, http.RequestAborted)) entries.Add(entry);
        await Reply.JsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("entries");
            foreach (var entry in entries.Take(limit)) EntryJson.Write(json, entry);
            json.WriteEndArray();
            if (entries.Count > limit) json.WriteNumber("next_after", after + limit);
            else json.WriteNull("next_after");
            json.WriteEndObject();
        });
    }

    /// <summary>More entries than any account will ever have.</summary>
    private const long SeqMax = 1_000_000_000_000_000;
}
