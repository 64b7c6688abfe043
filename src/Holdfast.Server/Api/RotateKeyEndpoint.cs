using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts/{account}/keys/{key}/rotate: a new key with the same rights; the old one lives on for the overlap.</summary>
internal static class RotateKeyEndpoint
{
    /// <param name="OverlapSeconds">Seconds that the old key lives on, 0 to 2592000 (30 days).</param>
    public sealed record Body(int OverlapSeconds);

    internal static void Map(NativeRoutes api) =>
        api.Post("/accounts/{account}/keys/{key}/rotate", "Puts a new key in the place of another; only this answer has its secret", HandleAsync)
            .Takes<Body>().Gives<KeyShape>(201, "The new key with its secret; a repeat answers without the secret.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var account = http.Account();
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.RotateKey);
        var made = Secret.New();
        var answer = await http.ExecuteAsync(engine, account, new RotateKey
        {
            CallerId = http.IdempotencyId(),
            Key = http.Name("key"),
            Overlap = TimeSpan.FromSeconds(body.OverlapSeconds),
            SecretHash = made.HashHex,
            Preview = made.Preview,
        });
        if (!answer.IsDone)
        {
            await Reply.RefuseAsync(http, answer);
            return;
        }

        var rotated = (KeyRotated)answer.Entry!.Body;
        await Reply.JsonAsync(http, StatusCodes.Status201Created, json => KeyJson.WriteMade(json, rotated.Key, rotated.Budget, http.IsDryRun() ? null : made.TextFor(rotated.Key), rotated));
    }
}
