using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>Answers whatever changes or ends a hold.</summary>
internal static class HoldAnswer
{
    /// <param name="asWanted">How a hold may have ended before that the call has nothing left to do.</param>
    internal static async Task WriteAsync(
        HttpContext http, AccountEngine engine, AccountId account, string hold, Answer answer, params HoldStatus[] asWanted)
    {
        if (answer.IsDone)
        {
            await WriteAsync(http, await HoldStory.AfterAsync(engine, account, hold, answer, http.RequestAborted));
            return;
        }

        // The account's state knows open holds only; the journal knows them all.
        var ended = answer.Status == Status.HoldUnknown ? await HoldStory.ReadAsync(engine, account, hold, engine.Now, http.RequestAborted) : null;
        if (ended is null or { Status: HoldStatus.Open }) await Reply.RefuseAsync(http, answer);
        else if (asWanted.Contains(ended.Status)) await WriteAsync(http, ended);
        else await Problems.WriteAsync(http, Failure.Of(Status.HoldClosed));
    }

    private static Task WriteAsync(HttpContext http, HoldStory story) =>
        Reply.JsonAsync(http, StatusCodes.Status200OK, json => HoldJson.Write(json, story));
}
