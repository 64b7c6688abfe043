using Holdfast.Engine;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Api;

/// <summary>The native API: every endpoint, one line each.</summary>
internal static class NativeApi
{
    internal static void Map(IEndpointRouteBuilder routes, AccountEngine engine, OperatorKey key)
    {
        var api = new NativeRoutes(routes.MapGroup("/ledger/v1"), engine, key);
        OpenAccountEndpoint.Map(api);
        ReadAccountEndpoint.Map(api);
        PlaceHoldEndpoint.Map(api);
    }
}

/// <summary>Adds endpoints that only the operator may call.</summary>
internal sealed class NativeRoutes(RouteGroupBuilder group, AccountEngine engine, OperatorKey key)
{
    internal AccountEngine Engine { get; } = engine;

    internal RouteHandlerBuilder Get(string pattern, Func<HttpContext, AccountEngine, Task> handle) => group.MapGet(pattern, Guarded(handle));

    internal RouteHandlerBuilder Post(string pattern, Func<HttpContext, AccountEngine, Task> handle) => group.MapPost(pattern, Guarded(handle));

    internal RouteHandlerBuilder Put(string pattern, Func<HttpContext, AccountEngine, Task> handle) => group.MapPut(pattern, Guarded(handle));

    internal RouteHandlerBuilder Patch(string pattern, Func<HttpContext, AccountEngine, Task> handle) => group.MapPatch(pattern, Guarded(handle));

    internal RouteHandlerBuilder Delete(string pattern, Func<HttpContext, AccountEngine, Task> handle) => group.MapDelete(pattern, Guarded(handle));

    /// <summary>The credential comes before everything else: who does not have it learns nothing.</summary>
    private Delegate Guarded(Func<HttpContext, AccountEngine, Task> handle) => (HttpContext http) =>
    {
        var authorization = http.Request.Headers.Authorization;
        if (authorization is [var header] && key.Opens(header)) return handle(http, Engine);
        return Problems.WriteAsync(http, Failure.Of(authorization.Count == 0 ? Fault.CredentialMissing : Fault.CredentialMalformed));
    };
}
