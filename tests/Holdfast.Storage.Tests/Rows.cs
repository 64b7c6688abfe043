using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Storage.Tests;

/// <summary>Rows that a test writes, made from as little as it cares about.</summary>
internal static class Rows
{
    public static readonly Instant Start = Instant.FromUnixSeconds(1_800_000_000);

    /// <summary>Always the same account for a number; ids sort like the numbers.</summary>
    public static AccountId Account(int number)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        SHA256.HashData(bytes.AsSpan(0, 4)).AsSpan(0, 12).CopyTo(bytes.AsSpan(4));
        return new(new Guid(bytes, bigEndian: true));
    }

    /// <summary>An entry one second after the one before, unless an instant is given.</summary>
    public static EntryRow Entry(AccountId account, long seq, string? callerId = null, string? hold = null, Instant? at = null) => new()
    {
        Account = account,
        Seq = seq,
        At = at ?? Start + TimeSpan.FromSeconds(seq),
        Kind = hold is null ? "granted" : "hold_placed",
        Catalogue = 1,
        CallerId = callerId,
        RequestHash = callerId is null ? 0 : seq * -7,
        Hold = hold,
        Operation = hold is null ? null : "video.generate",
        Asset = "usd",
        Amount = new Amount(seq * 1_000),
        Body = Encoding.UTF8.GetBytes($$"""{"seq":{{seq}},"note":"größer"}"""),
        PreviousHash = Hash(account, seq - 1),
        Hash = Hash(account, seq),
    };

    public static byte[] Hash(AccountId account, long seq) => seq == 0 ? new byte[32] : SHA256.HashData(Encoding.UTF8.GetBytes($"{account}/{seq}"));

    public static Write Write(params EntryRow[] entries) => new() { Account = entries[0].Account, Entries = [.. entries] };

    /// <summary>One write for each entry from one seq to another.</summary>
    public static Write[] Writes(AccountId account, long first, long last) => [.. Enumerable.Range((int)first, (int)(last - first + 1)).Select(seq => Write(Entry(account, seq)))];

    public static Snapshot Snapshot(AccountId account, long seq) => new(account, seq, Hash(account, seq), Encoding.UTF8.GetBytes($$"""{"at":{{seq}}}"""));

    public static KeyRow Key(AccountId account, string id) => new(SHA256.HashData(Encoding.UTF8.GetBytes(id)), account, id);

    public static ImmutableArray<Posting> Grant(string asset, long micros) => [new(asset, Book.Funding, Book.Available, new(micros), "g1")];

    /// <summary>Everything in an entry, so that two can be compared whole.</summary>
    public static string Text(EntryRow row) => string.Join(' ',
        row.Account, row.Seq, row.At, row.Kind, row.Catalogue, row.CallerId ?? "-", row.RequestHash, row.Hold ?? "-", row.Operation ?? "-", row.Asset ?? "-",
        row.Amount?.ToString() ?? "-", Encoding.UTF8.GetString(row.Body.Span), Convert.ToHexString(row.PreviousHash.Span), Convert.ToHexString(row.Hash.Span));

    public static string[] Texts(IEnumerable<EntryRow> rows) => [.. rows.Select(Text)];

    public static string? Text(Snapshot? snapshot) => snapshot is null
        ? null
        : $"{snapshot.Account} {snapshot.Seq} {Convert.ToHexString(snapshot.Hash.Span)} {Encoding.UTF8.GetString(snapshot.State.Span)}";

    public static string? Text(KeyRow? key) => key is null ? null : $"{Convert.ToHexString(key.SecretHash.Span)} {key.Account} {key.KeyId}";

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items) list.Add(item);
        return list;
    }
}
