using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Dialects;

/// <summary>
/// One vendor's account API: its routes, credentials, bodies and errors. It holds no state of an account; deleting its
/// folder and its line in <see cref="Registry"/> removes it.
/// </summary>
internal abstract class Dialect(AccountEngine engine, RateLimits limits)
{
    /// <summary>Its section of the catalogue, and the prefix under which all of it is served once more.</summary>
    public abstract string Name { get; }

    protected AccountEngine Engine { get; } = engine;

    /// <summary>Whether a path that no route matches is this vendor's to refuse.</summary>
    public abstract bool Owns(PathString path);

    /// <summary>Adds the vendor's documented paths; called for the root and for the prefix.</summary>
    public abstract void Map(IEndpointRouteBuilder routes);

    /// <summary>Answers a failure in the vendor's own body.</summary>
    public abstract Task FailAsync(HttpContext http, Failure failure);

    /// <summary>Who sends the secret. The account's own status, and what the key may do, are for the dialect to judge.</summary>
    protected ValueTask<Admitted> AdmitAsync(HttpContext http, ReadOnlySpan<char> secret)
    {
        var hash = ShownSecret.HashOf(http, secret);
        var found = Engine.FindHolderAsync(hash, http.RequestAborted);
        return found.IsCompletedSuccessfully ? new(Admit(found.Result, hash)) : WaitAsync(found, hash);

        async ValueTask<Admitted> WaitAsync(ValueTask<KeyHolder> finding, SecretHash hash) => Admit(await finding, hash);
    }

    private Admitted Admit(KeyHolder holder, SecretHash secret)
    {
        if (holder.Status != Status.Done) return new(holder, Failure.Of(holder.Status));
        return limits.Wait(holder.View!.State.Id, secret) is var seconds && seconds > 0
            ? new(holder, Failure.Of(Fault.RateLimited) with { RetryAfter = seconds })
            : new(holder, null);
    }
}

/// <summary>Whose key it is, or why nobody is let in.</summary>
/// <param name="Failure">Null when the key lives and is not asking too often.</param>
internal readonly record struct Admitted(KeyHolder Holder, Failure? Failure)
{
    public AccountView View => Holder.View!;

    public Key Key => Holder.Key!;
}
