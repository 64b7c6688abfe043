using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>Answers whatever changes or ends a hold.</summary>
internal static class HoldAnswer
{
    /// <param name="asWanted">How a hold may have ended before that the call has nothing left to do.</param>
    internal static async ValueTask<Result> OfAsync(
        AccountEngine engine, AccountId account, string hold, Answer answer, CancellationToken cancel, params HoldStatus[] asWanted)
    {
        if (answer.IsDone) return Of(await HoldStory.AfterAsync(engine, account, hold, answer, cancel));

        // The account's state knows open holds only; the journal knows them all.
        var ended = answer.Status == Status.HoldUnknown ? await HoldStory.ReadAsync(engine, account, hold, engine.Now, cancel) : null;
        if (ended is null or { Status: HoldStatus.Open }) return Reply.Refusal(answer);
        return asWanted.Contains(ended.Status) ? Of(ended) : Result.Of(Failure.Of(Status.HoldClosed));
    }

    private static Result Of(HoldStory story) => Result.Of(StatusCodes.Status200OK, json => HoldJson.Write(json, story));
}
