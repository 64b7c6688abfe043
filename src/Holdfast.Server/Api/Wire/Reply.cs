using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Api;

/// <summary>What every native endpoint does with a request's path and headers, and with an answer.</summary>
internal static class Reply
{
    /// <summary>Characters of a name that the caller chose and put into the path or the idempotency key.</summary>
    internal const int NameMax = 128;

    /// <summary>The account that the path names.</summary>
    /// <exception cref="FailureException">It is no account's id.</exception>
    internal static AccountId Account(this HttpContext http) =>
        AccountId.TryParse(http.Request.RouteValues["account"] as string, out var id) ? id : throw new FailureException(Failure.Of(Status.AccountUnknown));

    /// <summary>A name that the caller chose and put into the path: 1 to 128 printable characters, and no slash, which paths leave encoded.</summary>
    /// <exception cref="FailureException">It is not.</exception>
    internal static string Name(this HttpContext http, string part) =>
        Named(http.Request.RouteValues[part] as string, part);

    /// <summary>A name that is, or will be, part of a path.</summary>
    /// <exception cref="FailureException">It cannot be.</exception>
    internal static string Named(string? text, string part) =>
        text is { Length: > 0 and <= NameMax } name && !name.Any(char.IsControl) && !name.Contains('/') && !name.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            ? name
            : throw Query.Wrong(part, $"1 to {NameMax} characters without control characters and slashes");

    /// <summary>The caller's id for the call, as the ledger knows it; null when there is none.</summary>
    /// <exception cref="FailureException">It is empty, too long or not printable.</exception>
    internal static string? IdempotencyId(this HttpContext http)
    {
        var header = http.Request.Headers["Idempotency-Key"];
        if (header.Count == 0) return null;
        return IdempotencyId(header is [var key] ? key : null, "Idempotency-Key");
    }

    /// <summary>The caller's id that an idempotency key stands for.</summary>
    /// <param name="field">Where it came from.</param>
    /// <exception cref="FailureException">It is none.</exception>
    internal static string IdempotencyId(string? key, string field) =>
        key is { Length: > 0 and <= NameMax } && !key.Any(char.IsControl)
            ? Command.KeyReference + key
            : throw Query.Wrong(field, $"one value of 1 to {NameMax} characters");

    /// <summary>Answers; of a dry run also what it foresees, and always with 200.</summary>
    internal static Task JsonAsync(HttpContext http, int status, Action<Utf8JsonWriter> write) => http.Foresight() is { } foresight
        ? BytesAsync(http, StatusCodes.Status200OK, "application/json", Answers.Render(json => ForesightJson.Write(json, write, foresight)))
        : BytesAsync(http, status, "application/json", Answers.Render(write));

    internal static Task BytesAsync(HttpContext http, int status, string mediaType, ReadOnlyMemory<byte> body)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = mediaType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "private, no-store";
        response.Headers["X-Request-Id"] = RequestId.Of(http);
        var writing = response.BodyWriter.WriteAsync(body, http.RequestAborted);
        return writing.IsCompletedSuccessfully ? Task.CompletedTask : writing.AsTask();
    }

    internal static Task RefuseAsync(HttpContext http, Answer answer) => Problems.WriteAsync(http, Refused(answer));

    internal static Result Refusal(Answer answer) => Result.Of(Refused(answer));

    private static Failure Refused(Answer answer) => Failure.Of(answer.Status, answer.Lack) with { Bounds = answer.Bounds };

    /// <summary>Answers with the account as it stood right after the command, so that a repeat reads the same.</summary>
    /// <param name="status">For a command that made an entry; what changed nothing is answered with 200.</param>
    internal static async Task AccountAsync(HttpContext http, AccountEngine engine, AccountId account, Answer answer, int status = StatusCodes.Status200OK)
    {
        if (!answer.IsDone)
        {
            await RefuseAsync(http, answer);
            return;
        }

        var view = await ViewAsync(http, engine, account, answer);
        await JsonAsync(http, answer.Entry is null ? StatusCodes.Status200OK : status, json => AccountJson.Write(json, view));
    }

    /// <summary>Answers with what a command wrote into the journal: the same for ever.</summary>
    internal static Result Entry(Answer answer) => answer.IsDone
        ? Result.Of(StatusCodes.Status201Created, json => EntryJson.Write(json, answer.Entry!))
        : Refusal(answer);

    /// <summary>The account right after a command that is done; for one that had nothing to do, as it is now.</summary>
    internal static async ValueTask<AccountView> ViewAsync(HttpContext http, AccountEngine engine, AccountId account, Answer answer)
    {
        if (answer is { Entry: { } entry, State: { } after }) return engine.ViewAfter(after, entry);
        return (answer.Entry is { } first
            ? await engine.ReadAfterAsync(account, first, http.RequestAborted)
            : await engine.ReadAsync(account, http.RequestAborted))!;
    }
}
