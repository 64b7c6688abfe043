using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// POST /ledger/v1/commands: many commands in one call. Each account's are done in their order, and committed together; each is
/// answered as its own call would be, and one that is wrong does not stop the others.
/// </summary>
internal static class CommandsEndpoint
{
    internal const int ItemsMax = 1_000;

    internal static void Map(NativeRoutes api) => api.Post("/commands", "Does many commands, each account's in order", HandleAsync)
        .NamedByItems().Takes<CommandShape[]>().Gives<ResultShape[]>(200, $"One result for each of 1 to {ItemsMax} items, in order.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var items = await ItemArray.ReadAsync(http, ItemsMax);
        var run = new CommandRun(engine, http.IsDryRun(), http.RequestAborted);
        foreach (var item in items) await run.TakeAsync(item);
        await run.SettleAsync();
        var requestId = RequestId.Of(http);
        await Reply.JsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray();
            foreach (var result in run.Results) result.WriteItem(json, requestId);
            json.WriteEndArray();
        });
    }
}

/// <summary>Does commands in order, as many as possible at once.</summary>
/// <param name="isDryRun">Whether nothing at all is to be changed.</param>
internal sealed class CommandRun(AccountEngine engine, bool isDryRun, CancellationToken cancel)
{
    private readonly CommandStream stream = engine.Stream(cancel);
    private readonly List<Result> results = [];
    private readonly List<(int At, CommandItem Item)> waiting = [];

    /// <summary>One for each item, in order, once all are settled.</summary>
    internal IReadOnlyList<Result> Results => results;

    /// <summary>Takes the next item; what is wrong with it is its result.</summary>
    internal async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        var at = results.Count;
        results.Add(default);
        try
        {
            var item = await CommandItem.ReadAsync(bytes, engine, cancel);
            if (isDryRun || item.IsDryRun) results[at] = await ForeseeAsync(item);
            else if (item.Command is Refund { Charged: null } && waiting.Exists(before => before.Item.Account == item.Account))
            {
                // The charge may be one of those before it.
                await SettleAsync();
                waiting.Add((at, await CommandItem.ReadAsync(bytes, engine, cancel)));
            }
            else waiting.Add((at, item));
        }
        catch (Exception cause) when (FailureOf(cause) is { } failure)
        {
            results[at] = Result.Of(failure);
        }
    }

    /// <summary>Has everything that was taken done.</summary>
    internal async ValueTask SettleAsync()
    {
        var sent = stream.Send([.. waiting.Select(item => (item.Item.Account, item.Item.Command))]);
        for (var number = 0; number < sent.Length; number++)
        {
            var (at, item) = waiting[number];
            try
            {
                results[at] = await item.Tell(await sent[number].AnswerAsync());
            }
            catch (Exception cause) when (FailureOf(cause) is { } failure)
            {
                results[at] = Result.Of(failure);
            }
        }

        waiting.Clear();
    }

    /// <summary>A dry run sees what those before it have done; where all are dry runs, each stands for itself.</summary>
    private async ValueTask<Result> ForeseeAsync(CommandItem item)
    {
        await SettleAsync();
        var answer = await engine.ForeseeAsync(item.Account, item.Command, cancel);
        return (await item.Tell(answer)).Foreseen(answer.Foresight!);
    }

    /// <summary>What one item is told when its call would have failed; null for what ends all of them.</summary>
    internal static Failure? FailureOf(Exception cause) => cause switch
    {
        FailureException known => known.Failure,
        JournalUnavailableException or OutcomeUnknownException => Failure.Unavailable,
        _ => null,
    };
}

/// <summary>One of many commands, for the API's description. It has one of the bodies.</summary>
/// <param name="IdempotencyKey">As the header of the command's own call; a hold is named by its <c>id</c> instead, as in its path.</param>
internal sealed record CommandShape(
    Guid Account, string? IdempotencyKey = null, GiveGrantEndpoint.Body? Grant = null, NamedShape<PlaceHoldEndpoint.Body>? Hold = null,
    NamedShape<CaptureHoldEndpoint.Body>? Capture = null, NamedShape<Nothing>? Release = null, ChargeEndpoint.Body? Charge = null, RefundEndpoint.Body? Refund = null);

/// <summary>A body with the hold's id, which else stands in the path, for the API's description.</summary>
internal sealed record NamedShape<T>(string Id, T Body);

/// <summary>What one of many is answered with, for the API's description.</summary>
/// <param name="Status">The HTTP status that its own call would have.</param>
/// <param name="Body">The body that its own call would have.</param>
internal sealed record ResultShape(int Status, JsonElement Body);
