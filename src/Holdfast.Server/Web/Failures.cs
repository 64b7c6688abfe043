using Holdfast.Engine;
using Holdfast.Server.Api;
using Holdfast.Server.Dialects;

namespace Holdfast.Server;

/// <summary>
/// Answers whatever no endpoint answered, in the body of whoever the path belongs to: unknown routes, wrong methods,
/// unreadable bodies, a store that is down, bugs.
/// </summary>
internal sealed partial class Failures(RequestDelegate next, IReadOnlyList<Dialect> dialects, ILogger<Failures> log)
{
    private readonly Dialect[] dialects = [.. dialects];

    public Task InvokeAsync(HttpContext http)
    {
        Task answering;
        try
        {
            answering = next(http);
        }
        catch (Exception cause)
        {
            return CatchAsync(http, cause);
        }

        return answering.IsCompletedSuccessfully && http.Response.StatusCode < 400 ? Task.CompletedTask : WaitAsync(http, answering);
    }

    private async Task WaitAsync(HttpContext http, Task answering)
    {
        try
        {
            await answering;
        }
        catch (Exception cause)
        {
            await CatchAsync(http, cause);
            return;
        }

        // Routing answers with a bare status.
        if (http.Response.StatusCode < 400 || http.Response.HasStarted || http.Response.ContentType is not null) return;
        await FailAsync(http, Failure.Of(http.Response.StatusCode switch
        {
            StatusCodes.Status405MethodNotAllowed => Fault.MethodNotAllowed,
            StatusCodes.Status413PayloadTooLarge => Fault.BodyTooLarge,
            StatusCodes.Status415UnsupportedMediaType => Fault.MediaTypeUnsupported,
            StatusCodes.Status400BadRequest => Fault.BodyMalformed,
            _ => Fault.NotFound,
        }));
    }

    private async Task CatchAsync(HttpContext http, Exception cause)
    {
        // The client has gone, and nobody is there to be told.
        if (cause is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested) return;
        var failure = cause switch
        {
            FailureException known => known.Failure,
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Failure.Of(Fault.BodyTooLarge),
            BadHttpRequestException => Failure.Of(Fault.BodyMalformed),
            JournalUnavailableException => Failure.Unavailable,
            OutcomeUnknownException => Failure.Unavailable,
            _ => Failure.Of(Fault.Internal),
        };
        if (failure.Refusal is null && failure.Fault == Fault.Internal) Bug(cause, RequestId.Of(http));
        else if (failure.Refusal is null && failure.Fault == Fault.Unavailable) StoreDown(cause, RequestId.Of(http));
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        var allow = http.Response.Headers.Allow;
        http.Response.Clear();
        http.Response.Headers.Allow = allow;
        await FailAsync(http, failure);
    }

    private Task FailAsync(HttpContext http, Failure failure)
    {
        foreach (var dialect in dialects)
            if (http.Request.Path.StartsWithSegments("/" + dialect.Name)) return dialect.FailAsync(http, failure);
        foreach (var dialect in dialects)
            if (dialect.Owns(http.Request.Path)) return dialect.FailAsync(http, failure);
        return Problems.WriteAsync(http, failure);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} met a bug.")]
    private partial void Bug(Exception cause, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} could not be answered: the journal is not available.")]
    private partial void StoreDown(Exception cause, string requestId);
}
