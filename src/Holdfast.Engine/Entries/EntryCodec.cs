using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Turns entries into the rows of the journal and back, and chains them by their hashes.</summary>
public static class EntryCodec
{
    /// <summary>What stands before the first entry of an account.</summary>
    public static readonly ReadOnlyMemory<byte> NoHash = new byte[SHA256.HashSizeInBytes];

    private static readonly FrozenDictionary<string, JsonTypeInfo> Kinds = new Dictionary<string, Type>
    {
        ["account_opened"] = typeof(AccountOpened),
        ["account_changed"] = typeof(AccountChanged),
        ["account_closed"] = typeof(AccountClosed),
        ["auto_reload_set"] = typeof(AutoReloadSet),
        ["balance_expired"] = typeof(BalanceExpired),
        ["cap_set"] = typeof(CapSet),
        ["charged"] = typeof(Charged),
        ["extension_set"] = typeof(ExtensionSet),
        ["grant_expired"] = typeof(GrantExpired),
        ["grant_given"] = typeof(GrantGiven),
        ["grant_started"] = typeof(GrantStarted),
        ["hold_captured"] = typeof(HoldCaptured),
        ["hold_extended"] = typeof(HoldExtended),
        ["hold_lapsed"] = typeof(HoldLapsed),
        ["hold_placed"] = typeof(HoldPlaced),
        ["hold_released"] = typeof(HoldReleased),
        ["key_created"] = typeof(KeyCreated),
        ["key_revoked"] = typeof(KeyRevoked),
        ["key_rotated"] = typeof(KeyRotated),
        ["limit_removed"] = typeof(LimitRemoved),
        ["limit_set"] = typeof(LimitSet),
        ["member_removed"] = typeof(MemberRemoved),
        ["member_set"] = typeof(MemberSet),
        ["notices_dismissed"] = typeof(NoticesDismissed),
        ["period_started"] = typeof(PeriodStarted),
        ["plan_changed"] = typeof(PlanChanged),
        ["plan_change_set"] = typeof(PlanChangeSet),
        ["plan_status_changed"] = typeof(PlanStatusChanged),
        ["refunded"] = typeof(Refunded),
        ["slot_freed"] = typeof(SlotFreed),
        ["slot_lapsed"] = typeof(SlotLapsed),
        ["slot_renewed"] = typeof(SlotRenewed),
        ["slot_taken"] = typeof(SlotTaken),
    }.ToFrozenDictionary(kind => kind.Key, kind => LedgerJson.Options.GetTypeInfo(kind.Value));

    /// <summary>The row of an entry that follows the one with the given hash.</summary>
    public static EntryRow Encode(AccountId account, Entry entry, ReadOnlyMemory<byte> previousHash)
    {
        var body = Body(entry.Body);
        var columns = Columns(entry.Body);
        return new()
        {
            Account = account,
            Seq = entry.Seq,
            At = entry.At,
            Kind = entry.Body.Kind,
            Catalogue = entry.Catalogue,
            CallerId = entry.CallerId,
            RequestHash = entry.RequestHash,
            Hold = columns.Hold,
            Operation = columns.Operation,
            Asset = columns.Asset,
            Amount = columns.Amount,
            Body = body,
            PreviousHash = previousHash,
            Hash = Hash(previousHash.Span, account, entry, body),
        };
    }

    /// <summary>The body's JSON, written by the thread's own writer.</summary>
    private static byte[] Body(EntryBody body)
    {
        var (buffer, writer) = scratch ??= Scratch();
        buffer.ResetWrittenCount();
        writer.Reset();
        if (!BodyWriter.TryWrite(writer, body)) JsonSerializer.Serialize(writer, body, Kinds[body.Kind]);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    [ThreadStatic]
    private static (ArrayBufferWriter<byte>, Utf8JsonWriter)? scratch;

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) Scratch()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }));
    }

    /// <summary>The entry of a row.</summary>
    /// <exception cref="JournalDamagedException">The body cannot be read.</exception>
    public static Entry Decode(EntryRow row)
    {
        try
        {
            return new()
            {
                Seq = row.Seq,
                At = row.At,
                Catalogue = row.Catalogue,
                CallerId = row.CallerId,
                RequestHash = row.RequestHash,
                Body = (EntryBody)JsonSerializer.Deserialize(row.Body.Span, Kinds[row.Kind])!,
            };
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or FormatException)
        {
            throw new JournalDamagedException($"Entry {row.Seq} of account {row.Account} cannot be read.", cause);
        }
    }

    /// <summary>Whether the columns of a row repeat what its body says.</summary>
    public static bool ColumnsAgree(EntryRow row, Entry entry) =>
        row.Kind == entry.Body.Kind && (row.Hold, row.Operation, row.Asset, row.Amount) == Columns(entry.Body);

    /// <summary>The same row with the columns that repeat its body, which an export leaves out.</summary>
    internal static EntryRow WithColumns(EntryRow row, Entry entry)
    {
        var columns = Columns(entry.Body);
        return row with { Hold = columns.Hold, Operation = columns.Operation, Asset = columns.Asset, Amount = columns.Amount };
    }

    /// <summary>
    /// SHA-256 over the hash before, the account, the entry's number, instant, catalogue, request hash, kind and caller's id,
    /// and the body. The other columns repeat the body, and <see cref="ColumnsAgree"/> holds them to it.
    /// </summary>
    public static byte[] Hash(EntryRow row) =>
        Hash(row.PreviousHash.Span, row.Account, row.Seq, row.At, row.Catalogue, row.RequestHash, row.Kind, row.CallerId, row.Body.Span);

    private static byte[] Hash(ReadOnlySpan<byte> previous, AccountId account, Entry entry, ReadOnlySpan<byte> body) =>
        Hash(previous, account, entry.Seq, entry.At, entry.Catalogue, entry.RequestHash, entry.Body.Kind, entry.CallerId, body);

    private static byte[] Hash(
        ReadOnlySpan<byte> previous, AccountId account, long seq, Instant at, int catalogue, long requestHash, string kind, string? callerId, ReadOnlySpan<byte> body)
    {
        var size = previous.Length + FixedSize + Encoding.UTF8.GetMaxByteCount(kind.Length + (callerId?.Length ?? 0)) + body.Length;
        var rented = size <= StackMax ? null : ArrayPool<byte>.Shared.Rent(size);
        var buffer = rented ?? stackalloc byte[StackMax];
        previous.CopyTo(buffer);
        var written = previous.Length;
        account.Value.TryWriteBytes(buffer[written..], bigEndian: true, out _);
        written += 16;
        foreach (var number in (ReadOnlySpan<long>)[seq, at.Micros, catalogue, requestHash])
        {
            BinaryPrimitives.WriteInt64BigEndian(buffer[written..], number);
            written += sizeof(long);
        }

        written += Text(kind, buffer[written..]);
        written += Text(callerId, buffer[written..]);
        body.CopyTo(buffer[written..]);
        var hash = SHA256.HashData(buffer[..(written + body.Length)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    private const int FixedSize = 64;
    private const int StackMax = 1024;

    /// <summary>A length before each text, minus one for none, so that no two rows write the same bytes.</summary>
    private static int Text(string? text, Span<byte> buffer)
    {
        var length = text is null ? -1 : Encoding.UTF8.GetBytes(text, buffer[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(buffer, length);
        return sizeof(int) + Math.Max(0, length);
    }

    private static (string? Hold, string? Operation, string? Asset, Amount? Amount) Columns(EntryBody body) =>
        body.Postings is [var first, ..] ? (body.HoldId, body.OperationName, first.Asset, Sum(body, first)) : (body.HoldId, body.OperationName, null, null);

    /// <summary>The whole of the movement that the entry's first posting is part of: all that goes where it goes, or, of a refund, all that was consumed.</summary>
    private static Amount Sum(EntryBody body, Posting first)
    {
        var sum = Amount.Zero;
        foreach (var posting in body.Postings)
            if (posting.Asset == first.Asset && (first.From == Book.Consumed ? posting.From == first.From : posting.To == first.To)) sum += posting.Amount;
        return sum;
    }
}

/// <summary>What stands in the journal cannot be what was written. The message names the account and the entry.</summary>
public sealed class JournalDamagedException(string message, Exception? inner = null) : Exception(message, inner);
