using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.HeyGen;

/// <summary>HeyGen's account API: who am I, and what may I spend. Source: <c>GET /v3/users/me</c>, and the README beside this.</summary>
internal sealed class HeyGenDialect(AccountEngine engine, RateLimits limits) : Dialect(engine, limits)
{
    private const string ReadScope = "account:read";

    public override string Name => "heygen";

    public override bool Owns(PathString path) => path.StartsWithSegments("/v3");

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v3/users/me", ReadUserAsync);
        routes.MapGet("/v3/user/me", ReadUserAsync);
        routes.MapGet("/v3/api_keys/self", ReadKeyAsync);
    }

    public override Task FailAsync(HttpContext http, Failure failure) => HeyGenErrors.WriteAsync(http, failure);

    private async Task ReadUserAsync(HttpContext http)
    {
        var (admitted, failure) = await EnterAsync(http, ReadScope);
        if (failure is not null) await FailAsync(http, failure);
        else
        {
            Head(http);
            await Answers.WriteAsync(http, admitted, UserView.Reader, null, false, UserView.Write);
        }
    }

    private async Task ReadKeyAsync(HttpContext http)
    {
        var (admitted, failure) = await EnterAsync(http, scope: null);
        if (failure is not null) await FailAsync(http, failure);
        else
        {
            ReadOnlyMemory<byte> body;
            using (admitted.InFlight) body = Answers.Render(writer => KeyView.Write(writer, admitted.Key, Engine.Now));
            Head(http);
            http.Response.Headers.CacheControl = "private, no-store";
            await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
        }
    }

    /// <summary>Judges the credential. A key wins where a token is sent too; a token has no issuer here yet, so nobody knows it.</summary>
    private async ValueTask<(Admitted Admitted, Failure? Failure)> EnterAsync(HttpContext http, string? scope)
    {
        var headers = http.Request.Headers;
        if (headers["X-Api-Key"] is not [{ Length: > 0 } secret])
            return (default, Failure.Of(headers.Authorization.Count > 0 ? Fault.CredentialMalformed : Fault.CredentialMissing));
        var admitted = await AdmitAsync(http, secret);
        if (admitted.Failure is not null) return (admitted, admitted.Failure);
        if (admitted.View.State.Status == AccountStatus.Closed) return (admitted, Failure.Of(Status.AccountClosed));
        if (admitted.View.State.Status == AccountStatus.Suspended) return (admitted, Failure.Of(Status.AccountSuspended));
        return scope is null || admitted.Key.Allows(scope) ? LetIn(admitted) : (admitted, Failure.Of(Status.ScopeMissing) with { Field = scope });
    }

    private static void Head(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers["X-Request-Id"] = RequestId.Of(http);
    }
}
