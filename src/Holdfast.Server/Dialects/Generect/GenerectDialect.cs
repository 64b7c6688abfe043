using Holdfast.Engine;
using Holdfast.Ledger;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>Generect's account API: the user with his balances, and his transactions. Source: <c>/api/auth/users/me/</c>, and the README beside this.</summary>
internal sealed class GenerectDialect(AccountEngine engine, RateLimits limits) : Dialect(engine, limits)
{
    private static readonly string[] ReadScopes = ["account:read", "user_read"];
    private static readonly string[] WriteScopes = ["account:write"];
    private static readonly StringValues UserAllows = "GET, PUT, PATCH, DELETE, HEAD, OPTIONS";
    private static readonly StringValues ReadAllows = "GET, HEAD, OPTIONS";

    public override string Name => "generect";

    public override bool Owns(PathString path) => path.StartsWithSegments("/api");

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("/api/auth/users/me", AnswerUserAsync);
        routes.Map("/api/auth/transactions", http => AnswerReadAsync(http, ReadTransactionsAsync, Metadata.Transactions));
        routes.Map("/api/auth/transactions/spent_credits", http => AnswerReadAsync(http, ReadSpentCreditsAsync, Metadata.SpentCredits));
    }

    public override Task FailAsync(HttpContext http, Failure failure) => GenerectErrors.WriteAsync(http, failure);

    private Task AnswerUserAsync(HttpContext http) => Begins(http, UserAllows) ? http.Request.Method switch
    {
        "GET" or "HEAD" => ReadUserAsync(http),
        "PUT" or "PATCH" => ChangeUserAsync(http),
        "DELETE" => DeleteUserAsync(http),
        "OPTIONS" => DescribeAsync(http, Metadata.User),
        _ => FailAsync(http, Failure.Of(Fault.MethodNotAllowed)),
    } : Task.CompletedTask;

    private Task AnswerReadAsync(HttpContext http, Func<HttpContext, Admitted, Task<Func<Task>>> read, ReadOnlyMemory<byte> metadata) => Begins(http, ReadAllows) ? http.Request.Method switch
    {
        "GET" or "HEAD" => IfAdmittedAsync(http, ReadScopes, read),
        "OPTIONS" => DescribeAsync(http, metadata),
        _ => FailAsync(http, Failure.Of(Fault.MethodNotAllowed)),
    } : Task.CompletedTask;

    /// <summary>False for a path without its slash, which has been answered with 301.</summary>
    private static bool Begins(HttpContext http, StringValues allow)
    {
        GenerectHeaders.Secure(http.Response);
        if (GenerectHeaders.Redirects(http)) return false;
        http.Response.Headers.Allow = allow;
        return true;
    }

    private async Task ReadUserAsync(HttpContext http)
    {
        var (admitted, failure) = await EnterAsync(http, ReadScopes);
        if (failure is not null)
        {
            await FailAsync(http, failure);
            return;
        }

        GenerectHeaders.MarkJson(http.Response);
        await Answers.WriteAsync(http, admitted, UserView.Reader, null, false, UserView.Write);
    }

    private Task DescribeAsync(HttpContext http, ReadOnlyMemory<byte> metadata) =>
        IfAdmittedAsync(http, ReadScopes, (_, _) => Task.FromResult<Func<Task>>(() => GenerectHeaders.SendAsync(http, metadata)));

    private Task ChangeUserAsync(HttpContext http) => IfAdmittedAsync(http, WriteScopes, async (_, admitted) =>
    {
        var body = await JsonBody.ReadAsync(http);
        if (body.Failure is not null) return () => FailAsync(http, body.Failure);
        var change = UserChange.From(body.Fields);
        if (change.Errors.Count > 0) return () => GenerectErrors.WriteAsync(http, change.Errors);
        var view = admitted.View;
        if (change.Command is { } command)
        {
            var answer = await Engine.ExecuteAsync(view.State.Id, command, http.RequestAborted);
            if (!answer.IsDone) return () => FailAsync(http, Failure.Of(answer.Status, answer.Lack));
            view = (await Engine.ReadAsync(view.State.Id, http.RequestAborted))!;
        }

        http.Response.Headers.ETag = view.ETag;
        http.Response.Headers.CacheControl = "private, no-store";
        var user = Answers.Render(json => UserView.Write(json, view));
        return () => GenerectHeaders.SendAsync(http, user);
    });

    private Task DeleteUserAsync(HttpContext http) => IfAdmittedAsync(http, WriteScopes, async (_, _) =>
    {
        var body = await JsonBody.ReadAsync(http);
        if (body.Failure is not null) return () => FailAsync(http, body.Failure);
        return () => GenerectErrors.WriteAsync(http, [UserDeletion.Error(body.Fields)]);
    });

    private async Task<Func<Task>> ReadTransactionsAsync(HttpContext http, Admitted admitted)
    {
        if (Answers.IsKnown(http, admitted.View.ETag)) return () => Task.CompletedTask;
        var page = await TransactionPage.ReadAsync(TransactionsOf(admitted, http.RequestAborted), http.Request.Query);
        var body = Answers.Render(json => page.Write(json, http.Request));
        return () => GenerectHeaders.SendAsync(http, body);
    }

    private async Task<Func<Task>> ReadSpentCreditsAsync(HttpContext http, Admitted admitted)
    {
        if (Answers.IsKnown(http, admitted.View.ETag)) return () => Task.CompletedTask;
        var spent = await SpentCredits.ReadAsync(TransactionsOf(admitted, http.RequestAborted), http.Request.Query);
        var body = Answers.Render(spent.Write);
        return () => GenerectHeaders.SendAsync(http, body);
    }

    private IAsyncEnumerable<Transaction> TransactionsOf(Admitted admitted, CancellationToken cancel) =>
        Transaction.NewestFirstAsync(Engine, admitted.View.State.Id, admitted.View.Catalogue, cancel);

    private async Task IfAdmittedAsync(HttpContext http, string[] scopes, Func<HttpContext, Admitted, Task<Func<Task>>> prepare)
    {
        var (admitted, failure) = await EnterAsync(http, scopes);
        if (failure is not null) await FailAsync(http, failure);
        else await AnswerAsync(http, admitted, prepare);
    }

    /// <summary>Judges the credential, then the account behind it, then what the key may do: one of the scopes is enough.</summary>
    private async ValueTask<(Admitted Admitted, Failure? Failure)> EnterAsync(HttpContext http, string[] scopes)
    {
        if (TokenHeader.Read(http.Request.Headers.Authorization, out var secret) is { } unreadable) return (default, unreadable);
        var admitted = await AdmitAsync(http, secret);
        if (admitted.Failure is not null) return (admitted, admitted.Failure);
        if (admitted.View.State.Status == AccountStatus.Closed) return (admitted, Failure.Of(Status.AccountClosed));
        if (admitted.View.State.Status == AccountStatus.Suspended) return (admitted, Failure.Of(Status.AccountSuspended));
        foreach (var scope in scopes) if (admitted.Key.Allows(scope)) return LetIn(admitted);
        return (admitted, Failure.Of(Status.ScopeMissing));
    }
}
