using System.Net.Mime;
using Holdfast.Engine;
using Holdfast.Ledger;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Holdfast.Server.Api;

/// <summary>
/// POST /ledger/v1/usage: charges for what was used, each item once by its id, in one array or one item a line. Both directions
/// are streamed, however long they are: an item is answered as soon as it is on disk, and no more is read than is done.
/// </summary>
internal static class UsageEndpoint
{
    internal const string Lines = "application/x-ndjson";

    /// <param name="Id">The event's own id: the account is charged for it once.</param>
    /// <param name="Quantity">For an operation that is priced by its quantity.</param>
    /// <param name="Amount">For an operation whose amount the caller names: one asset.</param>
    /// <param name="Key">The id of the key that asked.</param>
    /// <param name="At">When it was used, where it is told of late: in the past, as far back as the catalogue allows (`late_usage`).</param>
    public sealed record Item(
        string Id, string Account, string Operation, Amount? Quantity = null, AssetAmount? Amount = null, string? Key = null, Instant? At = null);

    internal static void Map(NativeRoutes api) => api.Post("/usage", "Charges for what was used, each item once by its id", HandleAsync)
        .NamedByItems().TakesItems<Item>(Lines).GivesItems<UsageShape>(Lines, "One result for each item, in order, as soon as it is on disk.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var mediaType = Body.MediaTypeOf(http.Request);
        if (mediaType is not (Lines or MediaTypeNames.Application.Json))
            throw new FailureException(Failure.Of(Fault.MediaTypeUnsupported, $"Send application/json or {Lines}."));

        // Nothing is kept of what was answered, so it may be as much as it likes, and come as slowly.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        var body = http.Request.BodyReader;
        await (mediaType == Lines ? new UsageRun(http, engine, new LineSource(body), asLines: true) : new UsageRun(http, engine, new ArraySource(body), asLines: false)).RunAsync();
    }

    /// <exception cref="FailureException">It is not what it must be.</exception>
    internal static (AccountId Account, Charge Command) Read(Item item)
    {
        if (item.Id.Length is 0 or > Reply.NameMax) throw Query.Wrong("id", $"1 to {Reply.NameMax} characters");
        if (!AccountId.TryParse(item.Account, out var account)) throw new FailureException(Failure.Of(Status.AccountUnknown));
        return (account, new()
        {
            CallerId = Command.UsageReference + item.Id,
            Operation = item.Operation,
            Quantity = item.Quantity,
            Amount = item.Amount,
            Key = item.Key,
            UsedAt = item.At,
        });
    }
}

/// <summary>What an item of usage came to, for the API's description. What was refused has the fields of a problem.</summary>
/// <param name="Id">The item's; null where it cannot be told.</param>
/// <param name="Status">The HTTP status that a charge by itself would have.</param>
/// <param name="Seq">The number of the entry that charged; the first one's for a repeat.</param>
/// <param name="DryRun">What the item by itself would do; only in a dry run.</param>
/// <param name="Line">The item's line, or its place in the array, from 1; only with a problem.</param>
internal sealed record UsageShape(
    string? Id, int Status, long? Seq = null, long? Line = null, string? Type = null, string? Title = null, string? Code = null, string? Detail = null,
    string? Field = null, string? Limit = null, Amount? Affordable = null, Amount? Available = null, DryRunShape? DryRun = null);
