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
        ["notices_dismissed"] = typeof(NoticesDismissed),
        ["period_started"] = typeof(PeriodStarted),
        ["plan_changed"] = typeof(PlanChanged),
        ["plan_change_set"] = typeof(PlanChangeSet),
        ["plan_status_changed"] = typeof(PlanStatusChanged),
        ["refunded"] = typeof(Refunded),
        ["slot_freed"] = typeof(SlotFreed),
        ["slot_taken"] = typeof(SlotTaken),
    }.ToFrozenDictionary(kind => kind.Key, kind => LedgerJson.Options.GetTypeInfo(kind.Value));

    /// <summary>The row of an entry that follows the one with the given hash.</summary>
    public static EntryRow Encode(AccountId account, Entry entry, ReadOnlyMemory<byte> previousHash)
    {
        var body = new ArrayBufferWriter<byte>(384);
        using (var writer = new Utf8JsonWriter(body, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) JsonSerializer.Serialize(writer, entry.Body, Kinds[entry.Body.Kind]);
        var first = entry.Body.Postings is [var posting, ..] ? posting : default;
        var row = new EntryRow
        {
            Account = account,
            Seq = entry.Seq,
            At = entry.At,
            Kind = entry.Body.Kind,
            Catalogue = entry.Catalogue,
            CallerId = entry.CallerId,
            RequestHash = entry.RequestHash,
            Hold = entry.Body.HoldId,
            Operation = entry.Body.OperationName,
            Asset = first.Asset,
            Amount = first.Asset is null ? null : Sum(entry.Body, first),
            Body = body.WrittenMemory,
            PreviousHash = previousHash,
            Hash = default,
        };
        return row with { Hash = Hash(row) };
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
    public static bool ColumnsAgree(EntryRow row, Entry entry)
    {
        var first = entry.Body.Postings is [var posting, ..] ? posting : default;
        return row.Kind == entry.Body.Kind && row.Hold == entry.Body.HoldId && row.Operation == entry.Body.OperationName && row.Asset == first.Asset
            && row.Amount == (first.Asset is null ? null : Sum(entry.Body, first));
    }

    /// <summary>SHA-256 over the hash before and every column of the row.</summary>
    public static byte[] Hash(EntryRow row)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(row.Body.Length + 1024 + Texts(row).Sum(text => Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0)));
        var at = Write(row, buffer);
        var hash = SHA256.HashData(buffer.AsSpan(0, at));
        ArrayPool<byte>.Shared.Return(buffer);
        return hash;
    }

    private static int Write(EntryRow row, Span<byte> buffer)
    {
        row.PreviousHash.Span.CopyTo(buffer);
        var at = row.PreviousHash.Length;
        row.Account.Value.TryWriteBytes(buffer[at..], bigEndian: true, out var written);
        at += written;
        foreach (var number in (ReadOnlySpan<long>)[row.Seq, row.At.Micros, row.Catalogue, row.RequestHash, row.Amount?.Micros ?? 0])
        {
            BinaryPrimitives.WriteInt64BigEndian(buffer[at..], number);
            at += sizeof(long);
        }

        foreach (var text in Texts(row))
        {
            // A length before each text, minus one for none, so that no two rows write the same bytes.
            var length = text is null ? -1 : Encoding.UTF8.GetBytes(text, buffer[(at + sizeof(int))..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[at..], length);
            at += sizeof(int) + Math.Max(0, length);
        }

        row.Body.Span.CopyTo(buffer[at..]);
        return at + row.Body.Length;
    }

    private static string?[] Texts(EntryRow row) => [row.Kind, row.CallerId, row.Hold, row.Operation, row.Asset];

    /// <summary>The whole of the movement that the entry's first posting is part of.</summary>
    private static Amount Sum(EntryBody body, Posting first)
    {
        var sum = Amount.Zero;
        foreach (var posting in body.Postings)
            if (posting.Asset == first.Asset && posting.From == first.From && posting.To == first.To) sum += posting.Amount;
        return sum;
    }
}

/// <summary>What stands in the journal cannot be what was written. The message names the account and the entry.</summary>
public sealed class JournalDamagedException(string message, Exception? inner = null) : Exception(message, inner);
