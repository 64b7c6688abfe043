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
        return limits.Wait(holder.View!.State.Id, secret, out var traffic) is var seconds && seconds > 0
            ? new(holder, Failure.Of(Fault.RateLimited) with { RetryAfter = seconds })
            : new(holder, null) { Traffic = traffic };
    }

    /// <summary>
    /// Lets in who was admitted, last of all, and counts the request as in flight from here on; too many at once are refused.
    /// Whoever gets no failure disposes of <see cref="Admitted.InFlight"/> when the answer is ready and before it is sent, so
    /// that a client which waits for its answers is never one too many.
    /// </summary>
    protected (Admitted Admitted, Failure? Failure) LetIn(in Admitted admitted)
    {
        if (admitted.Traffic is not { } traffic || SlotOf(admitted.View.Catalogue) is not { } slot) return (admitted, null);

        // The catalogue has at least one place for everybody, so who is alone need not ask how many there are.
        return traffic.Enter(1) || traffic.Enter(admitted.View.Catalogue.PlanOf(admitted.View.State).Slots.GetValueOrDefault(slot))
            ? (admitted with { InFlight = new(traffic) }, null)
            : (admitted, Failure.Of(Fault.TooManyAtOnce) with { RetryAfter = 1 });
    }

    /// <summary>Prepares an answer while the request counts as in flight, and sends it when it does no more.</summary>
    /// <param name="prepare">Gives what will send it.</param>
    protected static async Task AnswerAsync(HttpContext http, Admitted admitted, Func<HttpContext, Admitted, Task<Func<Task>>> prepare)
    {
        Func<Task> send;
        using (admitted.InFlight) send = await prepare(http, admitted);
        await send();
    }

    /// <summary>The slot that bounds requests at once; null for none. Kept for the catalogue it was read from.</summary>
    private string? SlotOf(Catalogue catalogue)
    {
        var known = bound;
        if (known is null || !ReferenceEquals(known.Catalogue, catalogue)) bound = known = new(catalogue, AtOnce.Slot(catalogue, Name));
        return known.Slot;
    }

    private volatile Bound? bound;

    private sealed record Bound(Catalogue Catalogue, string? Slot);
}

/// <summary>Whose key it is, or why nobody is let in.</summary>
/// <param name="Failure">Null when the key lives and is not asking too often.</param>
internal readonly record struct Admitted(KeyHolder Holder, Failure? Failure)
{
    public AccountView View => Holder.View!;

    public Key Key => Holder.Key!;

    /// <summary>The account's; null where nothing is limited.</summary>
    internal Traffic? Traffic { get; init; }

    /// <summary>The request, as far as it was let in and counts.</summary>
    internal InFlight InFlight { get; init; }
}
