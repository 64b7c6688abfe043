using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>A key, for the API's description.</summary>
/// <param name="Member">Whose key it is; left out for nobody's.</param>
/// <param name="Scopes">What the key may do; empty for everything.</param>
/// <param name="Secret">Only in the first answer to making or rotating the key.</param>
/// <param name="Preview">The first six and the last four characters of the secret.</param>
/// <param name="Replaces">The key that it was rotated from, and until when that lives on; only in the answer to the rotation.</param>
internal sealed record KeyShape(
    string Id, string Name, string Preview, string[] Scopes, KeyStatus Status, Instant? ExpiresAt, Instant? RevokedAt, BudgetShape? Budget,
    Instant CreatedAt, Instant UpdatedAt, string? Member = null, string? Secret = null, ReplacedShape? Replaces = null);

/// <summary>The most that a key may spend in each window, for the API's description.</summary>
/// <param name="Spent">In the window now; only where a key is read.</param>
/// <param name="Held">By open holds in the window now; only where a key is read.</param>
internal sealed record BudgetShape(string Asset, Amount Amount, CreateKeyEndpoint.Per Per, Amount? Spent = null, Amount? Held = null);

/// <summary>A key that another took the place of, for the API's description.</summary>
internal sealed record ReplacedShape(string Id, Instant ExpiresAt);

/// <summary>All keys of an account, for the API's description.</summary>
internal sealed record KeysShape(KeyShape[] Keys);

/// <summary>Whether a key lives.</summary>
internal enum KeyStatus
{
    Active,
    Expired,
    Revoked,
}

/// <summary>Keys in the native API.</summary>
internal static class KeyJson
{
    /// <summary>A key as it stands in an account.</summary>
    internal static void Write(Utf8JsonWriter json, Key key, AccountView view)
    {
        json.WriteStartObject();
        var limit = view.State.BudgetOf(key);
        WriteFields(json, key, view.At, limit is null ? null : new(limit.Asset!, limit.Amount, limit.Per), limit?.CounterAt(view.State, view.At));
        json.WriteEndObject();
    }

    /// <summary>A key as its entry made it: the same for ever, but for the secret.</summary>
    /// <param name="budget">Null for none.</param>
    /// <param name="secret">Null where it cannot be told.</param>
    /// <param name="replaced">The rotation that made it; null for a key that took no other's place.</param>
    internal static void WriteMade(Utf8JsonWriter json, Key key, Budget? budget, string? secret = null, KeyRotated? replaced = null)
    {
        json.WriteStartObject();
        WriteFields(json, key, key.CreatedAt, budget, spent: null);
        if (secret is not null) json.WriteString("secret", secret);
        if (replaced is not null)
        {
            json.WriteStartObject("replaces");
            json.WriteString("id", replaced.Old);
            json.Moment("expires_at", replaced.OldExpiresAt);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <param name="spent">What the budget's window has seen; null to leave it out.</param>
    private static void WriteFields(Utf8JsonWriter json, Key key, Instant at, Budget? budget, Counter? spent)
    {
        json.WriteString("id", key.Id);
        json.WriteString("name", key.Name);
        if (key.Member is not null) json.WriteString("member", key.Member);
        json.WriteString("preview", key.Preview);
        json.Texts("scopes", key.Scopes);
        json.WriteString("status", WordWire<KeyStatus>.Of(StatusOf(key, at)));
        json.Moment("expires_at", key.ExpiresAt);
        json.Moment("revoked_at", key.RevokedAt);
        WriteBudget(json, budget, spent);
        json.Moment("created_at", key.CreatedAt);
        json.Moment("updated_at", key.UpdatedAt);
    }

    private static void WriteBudget(Utf8JsonWriter json, Budget? budget, Counter? spent)
    {
        if (budget is null)
        {
            json.WriteNull("budget");
            return;
        }

        json.WriteStartObject("budget");
        json.WriteString("asset", budget.Asset);
        json.WriteString("amount", budget.Amount.ToString());
        json.WriteString("per", WordWire<Window>.Of(budget.Per));
        if (spent is { } counter)
        {
            json.WriteString("spent", counter.Used.ToString());
            json.WriteString("held", counter.Held.ToString());
        }

        json.WriteEndObject();
    }

    private static KeyStatus StatusOf(Key key, Instant at) => key.Validity(at) switch
    {
        Status.KeyRevoked => KeyStatus.Revoked,
        Status.KeyExpired => KeyStatus.Expired,
        _ => KeyStatus.Active,
    };
}
