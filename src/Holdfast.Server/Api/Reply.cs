using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Api;

/// <summary>What every native endpoint does with a request and an answer.</summary>
internal static class Reply
{
    /// <summary>The account that the path names.</summary>
    /// <exception cref="FailureException">It is no account's id.</exception>
    internal static AccountId Account(this HttpContext http) =>
        AccountId.TryParse(http.Request.RouteValues["account"] as string, out var id) ? id : throw new FailureException(Failure.Of(Status.AccountUnknown));

    /// <summary>A name that the caller chose and put into the path: 1 to 128 printable characters.</summary>
    /// <exception cref="FailureException">It is not.</exception>
    internal static string Name(this HttpContext http, string part) =>
        http.Request.RouteValues[part] is string { Length: > 0 and <= NameMax } name && !name.Any(char.IsControl)
            ? name
            : throw new FailureException(Failure.Of(Fault.FieldInvalid, $"{part}: 1 to {NameMax} characters without control characters.", part));

    /// <summary>The caller's id for the call, as the ledger knows it; null when there is none.</summary>
    /// <exception cref="FailureException">It is empty, too long or not printable.</exception>
    internal static string? IdempotencyId(this HttpContext http)
    {
        var header = http.Request.Headers["Idempotency-Key"];
        if (header.Count == 0) return null;
        if (header is [{ Length: > 0 and <= NameMax } key] && !key.Any(char.IsControl)) return Command.KeyReference + key;
        throw new FailureException(Failure.Of(Fault.FieldInvalid, $"Idempotency-Key: one value of 1 to {NameMax} characters.", "Idempotency-Key"));
    }

    internal static Task JsonAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        var body = Answers.Render(write);
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "private, no-store";
        response.Headers["X-Request-Id"] = RequestId.Of(http);
        var writing = response.BodyWriter.WriteAsync(body, http.RequestAborted);
        return writing.IsCompletedSuccessfully ? Task.CompletedTask : writing.AsTask();
    }

    internal static Task RefuseAsync(HttpContext http, Answer answer) => Problems.WriteAsync(http, Failure.Of(answer.Status, answer.Lack));

    /// <summary>Answers with the account as it stood right after the command, so that a repeat reads the same.</summary>
    internal static async Task AccountAsync(HttpContext http, AccountEngine engine, AccountId account, Answer answer, int status)
    {
        if (!answer.IsDone)
        {
            await RefuseAsync(http, answer);
            return;
        }

        var view = answer.Entry is { } entry
            ? answer.State is { } after ? engine.ViewAfter(after) : await engine.ReadAfterAsync(account, entry.Seq, http.RequestAborted)
            : await engine.ReadAsync(account, http.RequestAborted);
        await JsonAsync(http, status, json => AccountJson.Write(json, view!));
    }

    private const int NameMax = 128;
}
