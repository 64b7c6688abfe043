using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Api;

/// <summary>
/// POST /ledger/v1/authorize: a customer's secret in, a decision and a hold out. Whose secret it is, whether the key may, and
/// whether every limit allows it are one decision, which has set the money aside when it says yes.
/// </summary>
internal static class AuthorizeEndpoint
{
    /// <param name="Secret">A customer's. It is in no answer and no log.</param>
    /// <param name="Quantity">For an operation that is priced by its quantity.</param>
    /// <param name="Amount">For an operation whose amount the caller names: one asset.</param>
    /// <param name="TtlSeconds">Seconds that the hold lives, 1 to 2678400 (31 days); 900 when it is absent.</param>
    /// <param name="Hold">The hold's id; the <c>Idempotency-Key</c> when it is absent, and without one an id that is made.</param>
    public sealed record Body(string Secret, string Operation, Amount? Quantity = null, AssetAmount? Amount = null, int? TtlSeconds = null, string? Hold = null)
    {
        /// <summary>Says nothing of the secret, wherever it may be shown.</summary>
        public override string ToString() => $"{Operation} {Quantity} {Amount}";
    }

    internal static void Map(NativeRoutes api) => api.Post("/authorize", "Sets an amount aside for whoever a customer's secret belongs to", HandleAsync)
        .Takes<Body>().Gives<AuthorizedShape>(200, "Allowed: the hold as it was placed. A refusal is a problem.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.Authorize);
        var hold = HoldOf(http, body);
        var holder = Secret.IsWellFormed(body.Secret) ? await engine.FindHolderAsync(SecretHash.Of(body.Secret), http.RequestAborted) : default;
        if (holder is not { View: { } view, Key: { } key })
        {
            await Problems.WriteAsync(http, Failure.Of(Status.KeyUnknown) with { Message = "Nobody has this secret.", Field = "secret" });
            return;
        }

        // Whether the key lives is for the ledger to say, after it has looked for a repeat.
        var account = view.State.Id;
        var place = PlaceHoldEndpoint.CommandOf(new(body.Operation, body.Quantity, body.Amount, body.TtlSeconds, key.Id), hold);
        var answer = await http.ExecuteAsync(engine, account, place);
        if (!answer.IsDone) await Reply.RefuseAsync(http, answer);
        else await Reply.JsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("allowed", true);
            json.WriteString("account", account.Value);
            json.WriteString("key", key.Id);
            json.WritePropertyName("hold");
            HoldJson.WritePlaced(json, answer.Entry!);
            json.WriteEndObject();
        });
    }

    /// <exception cref="FailureException">It cannot name a hold.</exception>
    private static string HoldOf(HttpContext http, Body body)
    {
        if (body.Hold is not null) return Reply.Named(body.Hold, "hold");
        return http.IdempotencyId() is { } id ? Reply.Named(id[Command.KeyReference.Length..], "Idempotency-Key") : Guid.CreateVersion7().ToString();
    }
}

/// <summary>What a secret's holder may do, for the API's description.</summary>
/// <param name="Allowed">Always true: a refusal is a problem.</param>
/// <param name="Key">The id of the key whose secret it is.</param>
internal sealed record AuthorizedShape(bool Allowed, Guid Account, string Key, HoldShape Hold);
