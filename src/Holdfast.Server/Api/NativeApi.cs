using Holdfast.Engine;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Api;

/// <summary>The native API: every endpoint, one line each.</summary>
internal static class NativeApi
{
    /// <param name="clock">Null for the real one, which nobody moves.</param>
    internal static void Map(IEndpointRouteBuilder routes, AccountEngine engine, OperatorKey key, TestClock? clock)
    {
        var api = new NativeRoutes(routes.MapGroup("/ledger/v1"), engine, key);
        OpenAccountEndpoint.Map(api);
        ListAccountsEndpoint.Map(api);
        ReadAccountEndpoint.Map(api);
        ChangeAccountEndpoint.Map(api);
        CloseAccountEndpoint.Map(api);
        CreateKeyEndpoint.Map(api);
        ListKeysEndpoint.Map(api);
        RevokeKeyEndpoint.Map(api);
        RotateKeyEndpoint.Map(api);
        SetMemberEndpoint.Map(api);
        RemoveMemberEndpoint.Map(api);
        GiveGrantEndpoint.Map(api);
        PlaceHoldEndpoint.Map(api);
        ReadHoldEndpoint.Map(api);
        CaptureHoldEndpoint.Map(api);
        ReleaseHoldEndpoint.Map(api);
        ExtendHoldEndpoint.Map(api);
        ChargeEndpoint.Map(api);
        RefundEndpoint.Map(api);
        TakeSlotEndpoint.Map(api);
        FreeSlotEndpoint.Map(api);
        SetPlanEndpoint.Map(api);
        SetLimitEndpoint.Map(api);
        RemoveLimitEndpoint.Map(api);
        SetCapEndpoint.Map(api);
        SetExtensionEndpoint.Map(api);
        SetAutoReloadEndpoint.Map(api);
        DismissNoticesEndpoint.Map(api);
        AuthorizeEndpoint.Map(api);
        CommandsEndpoint.Map(api);
        UsageEndpoint.Map(api);
        ListEntriesEndpoint.Map(api);
        ExplainEndpoint.Map(api);
        StatementEndpoint.Map(api);
        ListClosingsEndpoint.Map(api);
        ReadTrialBalanceEndpoint.Map(api);
        ReadCatalogueEndpoint.Map(api);
        ChangeCatalogueEndpoint.Map(api);
        if (clock is not null) new MoveClockEndpoint(clock).Map(api);
    }
}

/// <summary>Adds endpoints that only the operator may call, and notes what the API's description says of them.</summary>
internal sealed class NativeRoutes(RouteGroupBuilder group, AccountEngine engine, OperatorKey key)
{
    internal EndpointNotes Get(string pattern, string summary, Func<HttpContext, AccountEngine, Task> handle) => Map(HttpMethods.Get, pattern, summary, handle);

    internal EndpointNotes Post(string pattern, string summary, Func<HttpContext, AccountEngine, Task> handle) => Map(HttpMethods.Post, pattern, summary, handle);

    internal EndpointNotes Put(string pattern, string summary, Func<HttpContext, AccountEngine, Task> handle) => Map(HttpMethods.Put, pattern, summary, handle);

    internal EndpointNotes Patch(string pattern, string summary, Func<HttpContext, AccountEngine, Task> handle) => Map(HttpMethods.Patch, pattern, summary, handle);

    internal EndpointNotes Delete(string pattern, string summary, Func<HttpContext, AccountEngine, Task> handle) => Map(HttpMethods.Delete, pattern, summary, handle);

    private EndpointNotes Map(string method, string pattern, string summary, Func<HttpContext, AccountEngine, Task> handle)
    {
        var notes = new EndpointNotes(handle.Method.DeclaringType!.Name.Replace("Endpoint", ""), summary, changes: method != HttpMethods.Get);
        var guarded = Guarded(handle);
        group.MapMethods(pattern, [method], guarded).WithMetadata(notes, guarded.Method);
        return notes;
    }

    /// <summary>The credential comes before everything else: who does not have it learns nothing.</summary>
    private RequestDelegate Guarded(Func<HttpContext, AccountEngine, Task> handle) => http =>
    {
        var authorization = http.Request.Headers.Authorization;
        if (authorization is [var header] && key.Opens(header)) return handle(http, engine);
        return Problems.WriteAsync(http, Failure.Of(authorization.Count == 0 ? Fault.CredentialMissing : Fault.CredentialMalformed));
    };
}
