using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Dialects.Depicta;

/// <summary>Depicta's account API: the profile with its balance, and the notice of credit given. Source: <c>GET /v1/account/profile</c>, and the README beside this.</summary>
internal sealed class DepictaDialect(AccountEngine engine, RateLimits limits) : Dialect(engine, limits)
{
    /// <summary>Any of them lets a restricted key read.</summary>
    private static readonly string[] ReadScopes = ["account:read", "user_read"];

    private static readonly string[] WriteScopes = ["account:write"];

    public override string Name => "depicta";

    public override bool Owns(PathString path) => path.StartsWithSegments("/v1/account");

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/account/profile", ReadProfileAsync);
        routes.MapPost("/v1/account/notifications/dismiss", DismissAsync);
    }

    public override Task FailAsync(HttpContext http, Failure failure) => DepictaErrors.WriteAsync(http, failure).AsTask();

    private async Task ReadProfileAsync(HttpContext http)
    {
        var (admitted, failure) = await EnterAsync(http, ReadScopes);
        if (failure is not null) await FailAsync(http, failure);
        else
        {
            http.Response.ContentType = "application/json";
            http.Response.Headers["X-Request-Id"] = RequestId.Of(http);
            await Answers.WriteAsync(http, admitted, ProfileView.Reader, null, false, ProfileView.Write);
        }
    }

    /// <summary>Notes that the customer has seen what was given. When there is nothing to see, that is noted already.</summary>
    private async Task DismissAsync(HttpContext http)
    {
        var (admitted, failure) = await EnterAsync(http, WriteScopes);
        using (admitted.InFlight)
            if (failure is null)
            {
                var dismiss = new DismissNotices { Asset = DepictaFields.Balance(admitted.View.Catalogue) };
                var answer = await Engine.ExecuteAsync(admitted.View.State.Id, dismiss, http.RequestAborted);
                if (!answer.IsDone) failure = Failure.Of(answer.Status, answer.Lack);
            }

        if (failure is not null) await FailAsync(http, failure);
        else
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            http.Response.Headers["X-Request-Id"] = RequestId.Of(http);
            http.Response.Headers.CacheControl = "no-store";
        }
    }

    /// <summary>Judges the credential. What has not the form of a key is a token, which has no issuer here yet, so nobody knows it.</summary>
    private async ValueTask<(Admitted Admitted, Failure? Failure)> EnterAsync(HttpContext http, string[] scopes)
    {
        var authorization = http.Request.Headers.Authorization;
        if (authorization.Count == 0) return (default, Failure.Of(Fault.CredentialMissing));
        if (!Secret.HasForm(Bearer.Of(authorization))) return (default, Failure.Of(Fault.CredentialMalformed));
        var admitted = await AdmitAsync(http, Bearer.Of(authorization));
        if (admitted.Failure is not null) return (admitted, admitted.Failure);
        if (admitted.View.State.Status == AccountStatus.Closed) return (admitted, Failure.Of(Status.AccountClosed));
        if (admitted.View.State.Status == AccountStatus.Suspended) return (admitted, Failure.Of(Status.AccountSuspended));
        foreach (var scope in scopes) if (admitted.Key.Allows(scope)) return LetIn(admitted);
        return (admitted, Failure.Of(Status.ScopeMissing) with { Message = $"This key lacks the scope {scopes[0]}." });
    }
}
