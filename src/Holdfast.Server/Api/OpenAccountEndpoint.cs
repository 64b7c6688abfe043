using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>POST /ledger/v1/accounts. Where the caller names no id it is made from the idempotency key, so that a retry finds the account on any node.</summary>
internal static class OpenAccountEndpoint
{
    /// <param name="Id">Null to have one made.</param>
    /// <param name="ExternalId">The operator's own id for the customer, unique among accounts.</param>
    /// <param name="Billing">Null for a wallet.</param>
    /// <param name="TimeZone">An IANA name; null for UTC.</param>
    public sealed record Body(
        Guid? Id = null, string? ExternalId = null, string? Email = null, string? Username = null, string? FirstName = null, string? LastName = null,
        string? Name = null, Billing? Billing = null, string? Plan = null, string? TimeZone = null, Dictionary<string, JsonElement>? Attributes = null);

    internal static void Map(NativeRoutes api) => api.Post("/accounts", "Opens an account", HandleAsync)
        .Takes<Body>().Gives<AccountShape>(201, "The account as it was opened.");

    private static async Task HandleAsync(HttpContext http, AccountEngine engine)
    {
        var body = await Api.Body.ReadAsync(http, ApiJson.Default.OpenAccount);
        if (body.Id == Guid.Empty) throw Query.Wrong("id", "not the empty UUID");
        if (body.ExternalId is "") throw Query.Wrong("external_id", "at least one character");
        var idempotencyId = http.IdempotencyId();
        var account = new AccountId(body.Id ?? (idempotencyId is null ? Guid.CreateVersion7() : Made(idempotencyId)));
        var answer = await http.ExecuteAsync(engine, account, new OpenAccount
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
                Attributes = AttributeWire.From(body.Attributes).RemoveAll(attribute => attribute.Json == "null"),
            },
            Billing = body.Billing ?? Billing.Wallet,
            Plan = body.Plan,
            TimeZone = body.TimeZone ?? "UTC",
        });
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
