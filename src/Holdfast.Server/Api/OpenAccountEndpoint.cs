using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts. Where the caller names no id it is made from the idempotency key, so that a retry finds the account on any node.</summary>
internal static class OpenAccountEndpoint
{
    public sealed record Body(
        Guid? Id, string? ExternalId, string? Email, string? Username, string? FirstName, string? LastName, string? Name,
        Billing? Billing, string? Plan, string? TimeZone, Dictionary<string, JsonElement>? Attributes);

    internal static void Map(NativeRoutes api) =>
        api.Post("/accounts", HandleAsync).Accepts<Body>("application/json").Produces<AccountShape>(201);

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.OpenAccount);
        var idempotencyId = http.IdempotencyId();
        var account = new AccountId(body.Id ?? (idempotencyId is null ? Guid.CreateVersion7() : Made(idempotencyId)));
        var answer = await engine.ExecuteAsync(account, new OpenAccount
        {
            Id = account,
            CallerId = idempotencyId,
            Profile = new()
            {
                ExternalId = body.ExternalId,
                Email = body.Email,
                Username = body.Username,
                FirstName = body.FirstName,
                LastName = body.LastName,
                Name = body.Name,
                Attributes = AttributeWire.From(body.Attributes),
            },
            Billing = body.Billing ?? Billing.Wallet,
            Plan = body.Plan,
            TimeZone = body.TimeZone ?? "UTC",
        }, http.RequestAborted);
        await Reply.AccountAsync(http, engine, account, answer, StatusCodes.Status201Created);
    }

    /// <summary>A UUID of version 8, the one for ids made by an application's own rule: here the hash of the idempotency key.</summary>
    private static Guid Made(string idempotencyId)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("account " + idempotencyId)).AsSpan(0, 16);
        bytes[6] = (byte)(0x80 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new(bytes, bigEndian: true);
    }
}
