using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PATCH /ledger/v1/accounts/{account}. A field that is absent stays; null clears what can be cleared.</summary>
internal static class ChangeAccountEndpoint
{
    /// <param name="Providers">Sign-in providers that are linked; null for none.</param>
    /// <param name="PasswordChangedAt">Not in the future.</param>
    /// <param name="TimeZone">An IANA name; never null on the wire, and null here where it is absent.</param>
    /// <param name="Attributes">Merged by name; null for a name removes it. Never null on the wire, and null here where it is absent.</param>
    public sealed record Body(
        Optional<string?> ExternalId = default, Optional<string?> Email = default, Optional<string?> Username = default, Optional<string?> FirstName = default,
        Optional<string?> LastName = default, Optional<string?> Name = default, Optional<bool> EmailVerified = default, Optional<bool> TwoFactorEnabled = default,
        Optional<string[]?> Providers = default, Optional<bool> PromptAnalysisOptIn = default, Optional<Instant?> PasswordChangedAt = default,
        Optional<bool> Suspended = default, Optional<Billing> Billing = default, string TimeZone = null!, Dictionary<string, JsonElement> Attributes = null!);

    internal static void Map(NativeRoutes api) => api.Patch("/accounts/{account}", "Changes an account: absent fields stay, null clears", HandleAsync)
        .Takes<Body>().Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.ChangeAccount);
        if (body.ExternalId.Value is "") throw Query.Wrong("external_id", "at least one character, or null");
        var answer = await engine.ExecuteAsync(account, new ChangeAccount
        {
            CallerId = http.IdempotencyId(),
            ExternalId = body.ExternalId,
            Email = body.Email,
            Username = body.Username,
            FirstName = body.FirstName,
            LastName = body.LastName,
            Name = body.Name,
            EmailVerified = body.EmailVerified,
            TwoFactorEnabled = body.TwoFactorEnabled,
            Providers = new(body.Providers.IsGiven, [.. body.Providers.Value ?? []]),
            PromptAnalysisOptIn = body.PromptAnalysisOptIn,
            PasswordChangedAt = body.PasswordChangedAt,
            Suspended = body.Suspended,
            Billing = body.Billing,
            TimeZone = body.TimeZone is null ? default : new(true, body.TimeZone),
            Attributes = AttributeWire.From(body.Attributes),
        }, http.RequestAborted);
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
