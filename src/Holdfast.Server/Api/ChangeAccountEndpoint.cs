using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>PATCH /ledger/v1/accounts/{account}. A field that is absent stays; null clears what can be cleared.</summary>
internal static class ChangeAccountEndpoint
{
    public sealed record Body
    {
        public Optional<string?> ExternalId { get; init; }

        public Optional<string?> Email { get; init; }

        public Optional<string?> Username { get; init; }

        public Optional<string?> FirstName { get; init; }

        public Optional<string?> LastName { get; init; }

        public Optional<string?> Name { get; init; }

        public Optional<bool> EmailVerified { get; init; }

        public Optional<bool> TwoFactorEnabled { get; init; }

        /// <summary>Sign-in providers that are linked; null for none.</summary>
        public Optional<string[]?> Providers { get; init; }

        public Optional<bool> PromptAnalysisOptIn { get; init; }

        /// <summary>Not in the future.</summary>
        public Optional<Instant?> PasswordChangedAt { get; init; }

        public Optional<bool> Suspended { get; init; }

        public Optional<Billing> Billing { get; init; }

        /// <summary>An IANA name; null is refused.</summary>
        public string TimeZone { get; init; } = null!;

        /// <summary>Merged by name; null for a name removes it, and null for all of them is refused.</summary>
        public Dictionary<string, JsonElement> Attributes { get; init; } = null!;
    }

    internal static void Map(NativeRoutes api) => api.Patch("/accounts/{account}", "Changes an account: absent fields stay, null clears", HandleAsync)
        .Takes<Body>().Gives<AccountShape>();

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.ChangeAccount);
        if (body.ExternalId.Value is "") throw Query.Wrong("external_id", "at least one character, or null");
        var answer = await http.ExecuteAsync(engine, account, new ChangeAccount
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
        });
        await Reply.AccountAsync(http, engine, account, answer);
    }
}
