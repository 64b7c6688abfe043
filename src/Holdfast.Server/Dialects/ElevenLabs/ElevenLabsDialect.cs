using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>ElevenLabs' account API: the user, the subscription, the characters used. Source: <c>GET /v1/user</c>, and the README beside this.</summary>
internal sealed class ElevenLabsDialect(AccountEngine engine, RateLimits limits) : Dialect(engine, limits)
{
    private const string ReadScope = "user_read";

    public override string Name => "elevenlabs";

    /// <summary>All of <c>/v1</c> but the part that is another vendor's.</summary>
    public override bool Owns(PathString path) => path.StartsWithSegments("/v1") && !path.StartsWithSegments("/v1/account");

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/user", ReadUserAsync);
        routes.MapGet("/v1/user/subscription", ReadSubscriptionAsync);
        routes.MapGet("/v1/usage/character-stats", ReadUsageAsync);
    }

    public override Task FailAsync(HttpContext http, Failure failure) => ElevenLabsErrors.WriteAsync(http, failure).AsTask();

    private async Task ReadUserAsync(HttpContext http)
    {
        var (admitted, failure) = await EnterAsync(http);
        if (failure is not null) await FailAsync(http, failure);
        else
        {
            Head(http);
            await Answers.WriteAsync(http, admitted, UserView.Reader, admitted.Key.Id, admitted.Key, UserView.Write);
        }
    }

    private async Task ReadSubscriptionAsync(HttpContext http)
    {
        var (admitted, failure) = await EnterAsync(http);
        if (failure is not null) await FailAsync(http, failure);
        else
        {
            Head(http);
            await Answers.WriteAsync(http, admitted, SubscriptionView.Reader, null, false, SubscriptionView.Write);
        }
    }

    private async Task ReadUsageAsync(HttpContext http)
    {
        var (admitted, failure) = await EnterAsync(http);
        if (failure is not null) await FailAsync(http, failure);
        else await AnswerAsync(http, admitted, UsageAsync);
    }

    private async Task<Func<Task>> UsageAsync(HttpContext http, Admitted admitted)
    {
        if (!UsageQuery.TryRead(http.Request.Query, out var query, out var findings)) return () => ElevenLabsErrors.WriteAsync(http, findings).AsTask();
        Head(http);
        if (Answers.IsKnown(http, admitted.View.ETag)) return () => Task.CompletedTask;
        var usage = await Usage.SumAsync(Engine, admitted.View, query, http.RequestAborted);
        if (usage is null) return () => ElevenLabsErrors.WriteAsync(http, [UsageQuery.TooFine(query)]).AsTask();
        var body = Answers.Render(usage.Write);
        return () => Answers.SendAsync(http, body).AsTask();
    }

    /// <summary>Judges the credential. A key wins where a token is sent too; a token has no issuer here yet, so nobody knows it.</summary>
    private async ValueTask<(Admitted Admitted, Failure? Failure)> EnterAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers["xi-api-key"] is not [{ Length: > 0 } secret]) return (default, WithoutKey(headers));
        var admitted = await AdmitAsync(http, secret);
        if (admitted.Failure is not null) return (admitted, admitted.Failure);
        if (admitted.View.State.Status == AccountStatus.Closed) return (admitted, Failure.Of(Status.AccountClosed));
        if (admitted.View.State.Status == AccountStatus.Suspended) return (admitted, Failure.Of(Status.AccountSuspended));
        return admitted.Key.Allows(ReadScope)
            ? LetIn(admitted)
            : (admitted, Failure.Of(Status.ScopeMissing) with { Message = $"This API key lacks the permission {ReadScope}." });
    }

    private static Failure WithoutKey(IHeaderDictionary headers)
    {
        if (headers["xi-api-key"].Count > 1) return Failure.Of(Status.KeyUnknown);
        if (headers.Authorization.Count == 0) return Failure.Of(Fault.CredentialMissing);
        return Bearer.Of(headers.Authorization) is { IsEmpty: false } token && !Secret.HasForm(token)
            ? Failure.Of(Status.KeyUnknown)
            : Failure.Of(Fault.CredentialMalformed);
    }

    private static void Head(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        ElevenLabsErrors.Head(http);
    }
}
