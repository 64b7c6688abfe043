using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Api;

/// <summary>
/// GET /ledger/v1/accounts/{account}/statement: what moved the balances over a period or another stretch of time, as JSON or CSV.
/// It is written as it is read, however long it is.
/// </summary>
internal static class StatementEndpoint
{
    /// <summary>So many bytes are sent at once.</summary>
    private const int SentAt = 32_768;

    internal static void Map(NativeRoutes api) => api.Get("/accounts/{account}/statement", "States what moved an account's balances in a period", HandleAsync)
        .Asks<Instant>("period", "A past instant in the account's period that is wanted; now when nothing is given.")
        .Asks<Instant>("from", "Instead of a period: a past instant from which on.")
        .Asks<Instant>("to", "With `from`: a past instant before which; now when it is not given.")
        .Asks<string>("asset", "Only this asset.")
        .Asks<string>("format", "`json` or `csv`; what `Accept` says when it is not given.")
        .Gives<StatementShape>()
        .GivesDocument(StatementCsv.MediaType);

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var now = engine.Now;
        var (period, from, to, asset) = (http.Past("period", now), http.Past("from", now), http.Past("to", now), http.Text("asset"));
        if (period is not null && from is not null) throw Query.Wrong("period", "either this, or from and to");
        if (to is not null && (from is null || from > to)) throw Query.Wrong("to", "a past instant in RFC 3339, not before from");
        var isCsv = IsCsv(http);
        var view = await engine.ReadAsync(account, http.RequestAborted);
        if (view is not null && asset is not null && !view.Catalogue.Assets.ContainsKey(asset)) throw new FailureException(Failure.Of(Status.AssetUnknown) with { Field = "asset" });
        var statement = view is null ? null
            : from is { } first ? await Statement.OfStretchAsync(engine, view, first, to, asset, http.RequestAborted)
            : await Statement.OfPeriodAsync(engine, view, period ?? now, asset, http.RequestAborted);
        if (statement is null) await Problems.WriteAsync(http, Failure.Of(Status.AccountUnknown));
        else await WriteAsync(http, statement, isCsv, from, to);
    }

    private static async Task WriteAsync(HttpContext http, Statement statement, bool isCsv, Instant? from, Instant? to)
    {
        var (response, output) = (http.Response, http.Response.BodyWriter);
        response.ContentType = isCsv ? StatementCsv.MediaType + "; charset=utf-8; header=present" : "application/json";
        response.Headers.CacheControl = "private, no-store";
        response.Headers["X-Request-Id"] = RequestId.Of(http);
        if (isCsv) response.Headers.ContentDisposition = $"attachment; filename=\"statement-{statement.Account}.csv\"";
        await using var json = new Utf8JsonWriter(output, Answers.Json);
        IStatementWriter writer = isCsv ? new StatementCsv(output) : new StatementJson(json);
        writer.Begin(statement, from, to);
        await foreach (var line in statement.LinesAsync(http.RequestAborted))
        {
            writer.Line(line);
            if (json.BytesPending < SentAt && output.UnflushedBytes < SentAt) continue;
            writer.Flush();
            await output.FlushAsync(http.RequestAborted);
        }

        writer.End(statement, to);
        writer.Flush();
        await output.FlushAsync(http.RequestAborted);
    }

    private static bool IsCsv(HttpContext http) => http.Parameter("format") switch
    {
        "csv" => true,
        "json" => false,
        null => Accepted(http.Request, StatementCsv.MediaType) > Accepted(http.Request, "application/json"),
        _ => throw Query.Wrong("format", "json or csv"),
    };

    /// <summary>How much the client wants a media type that it names, 0 to 1.</summary>
    private static double Accepted(HttpRequest request, string mediaType) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) && accepted.FirstOrDefault(range => range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)) is { } named
            ? named.Quality ?? 1
            : 0;
}
