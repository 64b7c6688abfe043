using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>A command out of many, read as the endpoint of its own would read it.</summary>
/// <param name="Tell">What that endpoint would answer.</param>
/// <param name="IsDryRun">Whether nothing is to be changed.</param>
internal sealed record CommandItem(AccountId Account, Command Command, Func<Answer, ValueTask<Result>> Tell, bool IsDryRun = false)
{
    /// <summary>An item as it is written; the bodies are left to their own endpoints.</summary>
    public sealed record Fields(
        string Account, string? IdempotencyKey = null, JsonElement? Grant = null, JsonElement? Hold = null, JsonElement? Capture = null,
        JsonElement? Release = null, JsonElement? Charge = null, JsonElement? Refund = null);

    /// <exception cref="FailureException">It is not what it must be, or the charge that it refunds is in another asset.</exception>
    internal static async ValueTask<CommandItem> ReadAsync(ReadOnlyMemory<byte> item, AccountEngine engine, CancellationToken cancel)
    {
        var fields = Body.Read(item, ApiJson.Default.CommandItem, "The item");
        RequireOne(fields);
        if (!AccountId.TryParse(fields.Account, out var account)) throw new FailureException(Failure.Of(Status.AccountUnknown));
        if (fields.Hold is { } hold) return Place(account, hold);
        var id = Reply.IdempotencyId(fields.IdempotencyKey, "idempotency_key");
        if (fields.Refund is { } refund)
        {
            var body = Body.Read(Raw(refund), ApiJson.Default.Refund);
            return new(account, await RefundEndpoint.CommandAsync(engine, account, body, id, cancel), answer => new(Reply.Entry(answer)));
        }

        if (fields.Grant is { } grant)
            return new(account, GiveGrantEndpoint.CommandOf(Body.Read(Raw(grant), ApiJson.Default.GiveGrant), id), answer => new(GiveGrantEndpoint.ResultOf(answer)));
        if (fields.Charge is { } charge) return Pay(account, charge, id);
        return fields.Capture is { } capture ? Capture(account, capture, id, engine, cancel) : Release(account, fields.Release!.Value, id, engine, cancel);
    }

    private static CommandItem Place(AccountId account, JsonElement hold)
    {
        var (name, rest) = Named(hold);
        var body = Body.Read(rest, ApiJson.Default.PlaceHold);
        return new(account, PlaceHoldEndpoint.CommandOf(body, name()), answer => new(PlaceHoldEndpoint.ResultOf(answer)), body.DryRun);
    }

    private static CommandItem Pay(AccountId account, JsonElement charge, string id)
    {
        var body = Body.Read(Raw(charge), ApiJson.Default.Charge);
        return new(account, ChargeEndpoint.CommandOf(body, id), answer => new(Reply.Entry(answer)), body.DryRun);
    }

    private static CommandItem Capture(AccountId account, JsonElement capture, string id, AccountEngine engine, CancellationToken cancel)
    {
        var (name, rest) = Named(capture);
        var body = Body.Read(rest, ApiJson.Default.CaptureHold);
        var hold = name();
        return new(account, CaptureHoldEndpoint.CommandOf(body, hold, id), answer => HoldAnswer.OfAsync(engine, account, hold, answer, cancel));
    }

    private static CommandItem Release(AccountId account, JsonElement release, string id, AccountEngine engine, CancellationToken cancel)
    {
        var (name, rest) = Named(release);
        Body.Read(rest, ApiJson.Default.Nothing);
        var hold = name();
        return new(account, new ReleaseHold { CallerId = id, Hold = hold }, answer => ReleaseHoldEndpoint.ResultAsync(engine, account, hold, answer, cancel));
    }

    private static void RequireOne(Fields fields)
    {
        JsonElement?[] bodies = [fields.Grant, fields.Hold, fields.Capture, fields.Release, fields.Charge, fields.Refund];
        if (bodies.Count(body => body is not null) != 1)
            throw new FailureException(Failure.Of(Fault.FieldInvalid, "The item has one of grant, hold, capture, release, charge and refund."));
    }

    /// <summary>A body whose path would name the hold, and here its <c>id</c> does: the name, and the body without it.</summary>
    private static (Func<string> Name, ReadOnlyMemory<byte> Fields) Named(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return (() => "", Raw(body));
        JsonElement id = default;
        var rest = new ArrayBufferWriter<byte>();
        rest.Write("{"u8);
        foreach (var property in body.EnumerateObject())
        {
            if (property.NameEquals("id"u8))
            {
                id = property.Value;
                continue;
            }

            rest.Write(rest.WrittenCount > 1 ? ",\""u8 : "\""u8);
            rest.Write(JsonMarshal.GetRawUtf8PropertyName(property));
            rest.Write("\":"u8);
            rest.Write(JsonMarshal.GetRawUtf8Value(property.Value));
        }

        rest.Write("}"u8);
        return (() => Reply.Named(TextOf(id), "id"), rest.WrittenMemory);
    }

    /// <summary>Null for what is no text.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which is no character.
            return null;
        }
    }

    private static byte[] Raw(JsonElement body) => JsonMarshal.GetRawUtf8Value(body).ToArray();
}
