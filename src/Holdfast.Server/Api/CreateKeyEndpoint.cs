using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts/{account}/keys. The secret is in the first answer and nowhere else.</summary>
internal static class CreateKeyEndpoint
{
    /// <param name="Scopes">What the key may do; absent or empty for everything.</param>
    /// <param name="ExpiresAt">Null for never.</param>
    /// <param name="Member">The id of the member it belongs to; null for nobody's.</param>
    public sealed record Body(string Name, string[]? Scopes = null, Instant? ExpiresAt = null, Limit? Budget = null, string? Member = null);

    /// <summary>The most that may be spent in each window.</summary>
    public sealed record Limit(string Asset, Amount Amount, Per Per);

    /// <summary>The window of a budget, in the account's time zone.</summary>
    public enum Per
    {
        Day,
        Week,
        Month,
        Total,
    }

    internal static void Map(NativeRoutes api) => api.Post("/accounts/{account}/keys", "Makes a key; only this answer has its secret", HandleAsync)
        .Takes<Body>().Gives<KeyShape>(201, "The key with its secret; a repeat answers without the secret.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.CreateKey);
        if (body.Name.Length == 0) throw Query.Wrong("name", "at least one character");
        var made = Secret.New();
        var answer = await http.ExecuteAsync(engine, account, new CreateKey
        {
            CallerId = http.IdempotencyId(),
            Name = body.Name,
            Member = body.Member,
            Scopes = [.. (body.Scopes ?? []).Distinct()],
            ExpiresAt = body.ExpiresAt,
            Budget = body.Budget is { } budget ? new(budget.Asset, budget.Amount, WindowOf(budget.Per)) : null,
            SecretHash = made.HashHex,
            Preview = made.Preview,
        });
        if (!answer.IsDone)
        {
            await Reply.RefuseAsync(http, answer);
            return;
        }

        var created = (KeyCreated)answer.Entry!.Body;
        await Reply.JsonAsync(http, StatusCodes.Status201Created, json => KeyJson.WriteMade(json, created.Key, created.Budget, http.IsDryRun() ? null : made.TextFor(created.Key)));
    }

    private static Window WindowOf(Per per) => per switch
    {
        Per.Day => Window.Day,
        Per.Week => Window.Week,
        Per.Month => Window.Month,
        Per.Total => Window.Total,
    };
}
