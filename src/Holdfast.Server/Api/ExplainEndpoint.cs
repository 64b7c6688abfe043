using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// GET /ledger/v1/accounts/{account}/explain: why a balance is what it is, at any past instant, or how it changed between two.
/// Everything that it says can be added up from the entries that it names.
/// </summary>
internal static class ExplainEndpoint
{
    internal static void Map(NativeRoutes api) => api.Get("/accounts/{account}/explain", "Explains a balance, or its change between two instants", HandleAsync)
        .Asks<string>("asset", "The balance's asset; required.")
        .Asks<Instant>("at", "A past instant; now when it is not given.")
        .Asks<Instant>("from", "With `to`: the change from what there was at this past instant.")
        .Asks<Instant>("to", "With `from`: to what there was at this past instant.")
        .Asks<string>("grant", "Only entries that moved this grant.")
        .Asks<long>("before", "The number before which a page of entries begins; the first page, which tells all the rest, when it is not given.")
        .Asks<int>("limit", $"At most so many entries, 1 to {Query.LimitMax}; {Query.LimitDefault} when it is not given.")
        .Gives<ExplanationShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var asset = http.Text("asset") ?? throw Query.Wrong("asset", "the name of an asset");
        var (before, grant, limit) = (http.Number("before", 1, long.MaxValue), http.Text("grant"), http.Limit());
        var stretch = Stretch(http, engine.Now);
        var view = (stretch?.To ?? http.Past("at", engine.Now)) is { } at
            ? await engine.ReadAtAsync(account, at, http.RequestAborted)
            : await engine.ReadAsync(account, http.RequestAborted);
        if (view is null)
        {
            await Problems.WriteAsync(http, Failure.Of(Status.AccountUnknown));
            return;
        }

        if (!view.Catalogue.Assets.ContainsKey(asset) && !view.State.Balances.Any(balance => balance.Asset == asset))
            throw new FailureException(Failure.Of(Status.AssetUnknown) with { Field = "asset" });
        var opening = stretch is { } between ? await engine.ReadAtAsync(account, between.From, http.RequestAborted) : null;
        var explanation = await Explanation.OfAsync(asset, new(engine, view), opening, stretch is not null, before, grant, limit, http.RequestAborted);
        await Reply.JsonAsync(http, StatusCodes.Status200OK, json => ExplanationJson.Write(json, explanation, stretch, isFirst: before is null));
    }

    /// <summary>The two instants of a difference; null for an explanation of one.</summary>
    private static (Instant From, Instant To)? Stretch(HttpContext http, Instant now)
    {
        var (from, to) = (http.Past("from", now), http.Past("to", now));
        if (from is null && to is null) return null;
        if (http.Parameter("at") is not null) throw Query.Wrong("at", "either this, or from and to");
        if (from is not { } first) throw Query.Wrong("from", "a past instant in RFC 3339, with to");
        if (to is not { } last) throw Query.Wrong("to", "a past instant in RFC 3339, with from");
        return first <= last ? (first, last) : throw Query.Wrong("from", "not after to");
    }
}
